using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Tests.Optimizers;

/// <summary>Runs a program on the tensors of a trial in double precision, term by term: what engines are tested against.</summary>
internal sealed class ReferenceOptimizer
{
    private readonly OptimizerSettings settings;
    private readonly OptimizerProgram program;
    private readonly ParameterDescription[] tensors;
    private readonly int[] tensorOf; // of each element
    private readonly double[][] states; // (states, elements)
    private readonly double[] scalars;
    private long step;

    public ReferenceOptimizer(OptimizerSettings settings, params ParameterDescription[] tensors)
    {
        (this.settings, program, this.tensors) = (settings, settings.Program, tensors);
        tensorOf = [.. tensors.SelectMany((t, i) => Enumerable.Repeat(i, t.Count))];
        states = [.. program.Results.Skip(1).Select(_ => new double[tensorOf.Length])];
        scalars = new double[program.Scalars.Count];
    }

    /// <summary>What a state of elements holds.</summary>
    public IReadOnlyList<double> StateOf(string name) => states[program.Results.Skip(1).ToList().FindIndex(r => r.Name == name)];

    /// <summary>Moves the weights.</summary>
    /// <param name="weights">(elements) of all tensors in order.</param>
    /// <param name="gradient">Likewise.</param>
    /// <param name="rate">The trial's.</param>
    /// <param name="moved">A constant with a value of this step's; null for none.</param>
    /// <param name="value">Its value.</param>
    public void Step(double[] weights, double[] gradient, double rate, string? moved = null, double value = 0)
    {
        step++;
        double[] trial = new double[program.ParameterCount];
        (trial[0], trial[1]) = (step, rate);
        for (int i = 0; i < program.Constants.Count; i++)
            trial[i + 2] = program.Constants[i] == moved ? value : settings.Values[program.Constants[i]];
        for (int i = 0; i < scalars.Length; i++)
            trial[program.Scalars[i].Parameter] = scalars[i];
        for (int i = 0; i < program.ScalarValues.Count; i++)
            trial[program.FirstScalarValue + i] = new TermEvaluator(program.ScalarValues[i]).At(0, trial);
        for (int i = 0; i < scalars.Length; i++)
            scalars[i] = trial[program.Scalars[i].ResultParameter];

        double[][] inputs = [weights, gradient, .. states];
        var values = new Dictionary<Term, double[]>();
        double[][] results = [.. program.Results.Select(r => Of(r.Value).ToArray())];
        results[0].CopyTo(weights, 0);
        for (int i = 0; i < states.Length; i++)
            results[i + 1].CopyTo(states[i], 0);

        double[] Of(Term term)
        {
            if (values.TryGetValue(term, out var known))
                return known;
            double[][] operands = [.. term.Operands.Select(Of)];
            return values[term] = term.Operation switch
            {
                Operation.Input => inputs[term.Index],
                Operation.Parameter => Each(i => Parameter(term.Index, trial[term.Index], tensors[tensorOf[i]].Role)),
                Operation.Constant => Each(_ => term.Value),
                Operation.Norm => Each(i => Math.Sqrt(operands[0].Where((_, j) => tensorOf[i] == tensorOf[j]).Sum(x => x * x))),
                Operation.GlobalNorm => Each(_ => Math.Sqrt(operands[0].Sum(x => x * x))),
                _ => Each(i => TermArithmetic.Apply(term.Operation, operands[0][i], operands.ElementAtOrDefault(1)?[i] ?? 0,
                    operands.ElementAtOrDefault(2)?[i] ?? 0)),
            };
        }
    }

    private double Parameter(int index, double value, ParameterRole role)
    {
        bool isDecay = index >= 2 && program.Constants.ElementAtOrDefault(index - 2) == OptimizerProgram.WeightDecay;
        return index == 1 ? value * settings.RateFactor(role) : isDecay && !settings.Decays(role) ? 0 : value;
    }

    private double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, tensorOf.Length).Select(value)];
}
