using Sweep.Trainer.Formulas;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Tests.Optimizers;

/// <summary>Runs a program on one tensor in double precision, term by term: what engines are tested against.</summary>
internal sealed class ReferenceOptimizer(OptimizerSettings settings, int count)
{
    private readonly OptimizerProgram program = settings.Program;
    private readonly double[][] states = [.. settings.Program.Results.Skip(1).Select(_ => new double[count])];
    private long step;

    /// <summary>Moves the weights.</summary>
    public void Step(double[] weights, double[] gradient, double rate, bool decays = true, string? moved = null, double value = 0)
    {
        step++;
        double[] parameters =
        [
            step, rate,
            .. program.Constants.Select(c =>
                c == moved ? value : c == OptimizerProgram.WeightDecay && !decays ? 0 : settings.Values[c]),
        ];
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
                Operation.Parameter => Each(_ => parameters[term.Index]),
                Operation.Constant => Each(_ => term.Value),
                Operation.Norm => Each(_ => Math.Sqrt(operands[0].Sum(x => x * x))),
                _ => Each(i => TermArithmetic.Apply(term.Operation, operands[0][i], operands.ElementAtOrDefault(1)?[i] ?? 0,
                    operands.ElementAtOrDefault(2)?[i] ?? 0)),
            };
        }

        double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];
    }
}
