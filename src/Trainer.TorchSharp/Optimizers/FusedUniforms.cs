using Sweep.Trainer.Engines;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>The terms of a program that are equal for all elements of a trial, for each step of an epoch. Computed on the host in double
/// precision before the epoch, so that no step waits for the host.</summary>
/// <remarks>A trial has up to two values of a term: one for numbers that weight decay applies to, one for the others. A class is a trial
/// and such a kind: the trials in order for those that decay, then again for the others.</remarks>
internal sealed class FusedUniforms : IDisposable
{
    private readonly FusedParameters parameters;
    private readonly OptimizerProgram program;
    private readonly Term[] terms;
    private readonly double[][] constants; // (classes, constants)
    private readonly bool decays;
    private readonly Tensor? classNumbers; // of each element; null with one class
    private readonly Dictionary<int, Dictionary<Term, TrialNumber>> steady = []; // by number, where no step has values of its own
    private Column[] columns = [];
    private int steps;

    /// <param name="program">The program of all trials.</param>
    /// <param name="terms">Its terms without norms.</param>
    /// <param name="settings">One per trial.</param>
    /// <param name="parameters">What is moved.</param>
    public FusedUniforms(OptimizerProgram program, IReadOnlyList<Term> terms, IReadOnlyList<OptimizerSettings> settings,
        FusedParameters parameters)
    {
        (this.program, this.terms, this.parameters) = (program, [.. terms], parameters);
        decays = program.Constants.Contains(OptimizerProgram.WeightDecay);
        constants = [.. settings.Select(s => Constants(s, decay: true)), .. decays ? settings.Select(s => Constants(s, decay: false)) : []];
        if (constants.Length > 1)
            classNumbers = parameters.ClassNumbers(decays);
    }

    /// <summary>Computes the terms for an epoch.</summary>
    /// <param name="stepsBefore">Steps made before it.</param>
    /// <param name="rates">(trials) of (steps) learning rates.</param>
    /// <param name="courses">Constants that change from step to step.</param>
    public void BeginEpoch(long stepsBefore, IReadOnlyList<double[]> rates, IReadOnlyList<ConstantCourse> courses)
    {
        foreach (var column in columns)
            column.Dispose();
        steps = rates[0].Length;
        var values = new double[terms.Length][]; // (steps, classes) each
        for (int i = 0; i < terms.Length; i++)
            values[i] = new double[steps * constants.Length];
        var evaluator = new UniformEvaluator(terms);
        Span<double> found = new double[terms.Length];
        for (int step = 0; step < steps; step++)
        {
            for (int number = 0; number < constants.Length; number++)
            {
                constants[number][0] = stepsBefore + step + 1;
                constants[number][1] = rates[number % rates.Count][step];
                foreach (var course in courses)
                {
                    if (course.Values[number % rates.Count] is { } own)
                        constants[number][program.Constants.IndexOf(course.Constant) + 2] = own[step];
                }
                evaluator.Evaluate(constants[number], norms: null, found);
                for (int i = 0; i < terms.Length; i++)
                    values[i][step * constants.Length + number] = found[i];
            }
        }
        columns = [.. values.Select(v => new Column(this, v))];
        steady.Clear();
    }

    /// <summary>The values of a step for a part of the parameters, valid until the next call. Called within a dispose scope.</summary>
    /// <param name="step">Of the epoch, from 0.</param>
    /// <param name="part">Number of the part (<see cref="FusedParameters.Parts"/>).</param>
    public Dictionary<Term, TrialNumber> At(int step, int part)
    {
        if (step >= steps)
            throw new InvalidOperationException($"The epoch was begun with {steps} steps.");
        bool apart = parameters.Parts.Count > 1;
        int? number = !apart ? null : !decays || parameters.Decays(part) ? 0 : 1;
        if (steady.TryGetValue(number ?? -1, out var known))
            return known;
        var found = new Dictionary<Term, TrialNumber>(terms.Length);
        for (int i = 0; i < terms.Length; i++)
            found[terms[i]] = columns[i].At(step, number);
        if (Array.TrueForAll(columns, c => c.IsSteady))
            steady[number ?? -1] = found;
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var column in columns)
            column.Dispose();
        classNumbers?.Dispose();
    }

    private double[] Constants(OptimizerSettings settings, bool decay) =>
        [0, 0, .. program.Constants.Select(c => c == OptimizerProgram.WeightDecay && !decay ? 0 : settings.Values[c])];

    // One term over an epoch.
    private sealed class Column : IDisposable
    {
        private readonly FusedUniforms owner;
        private readonly double[] values; // (steps, classes)
        private readonly int classes;
        private readonly List<TrialNumber> made = [];
        private Tensor? table;            // (steps, classes) on the device, where classes differ
        private Tensor? spread;           // of a steady one

        public Column(FusedUniforms owner, double[] values)
        {
            (this.owner, this.values, classes) = (owner, values, owner.constants.Length);
            IsSteady = !values.Where((v, i) => !v.Equals(values[i % classes])).Any();
        }

        /// <summary>Whether the values are the same at all steps.</summary>
        public bool IsSteady { get; }

        public TrialNumber At(int step, int? number)
        {
            int first = (IsSteady ? 0 : step) * classes;
            double value = values[first + (number ?? 0)];
            bool agree = number is not null || !values.AsSpan(first, classes).ContainsAnyExcept(value);
            return agree ? Common(value) : TrialNumber.Each(IsSteady ? spread ??= Spread(0).DetachFromDisposeScope() : Spread(step));
        }

        public void Dispose()
        {
            Forget();
            table?.Dispose();
            spread?.Dispose();
        }

        // The last ones are kept for the next step, which often has the same.
        private TrialNumber Common(double value)
        {
            if (made.Find(m => m.Value.Equals(value)) is { } known)
                return known;
            if (made.Count > 1)
                Forget();
            var number = TrialNumber.Common(value);
            made.Add(number);
            return number;
        }

        private void Forget()
        {
            foreach (var number in made)
                number.Dispose();
            made.Clear();
        }

        private Tensor Spread(int step)
        {
            if (table is null)
            {
                using var scope = torch.NewDisposeScope();
                var target = owner.parameters.Values;
                double[] sent = IsSteady ? values[..classes] : values;
                var exact = torch.tensor(sent, [sent.Length / classes, classes], dtype: ScalarType.Float64);
                table = exact.to(target.dtype).to(target.device).DetachFromDisposeScope();
            }
            return table.select(0, step).index_select(0, owner.classNumbers!);
        }
    }
}
