using Sweep.Trainer.Engines;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>The terms of a program that are equal for all elements of a trial, for each step of an epoch. Computed on the host in double
/// precision before the epoch, so that no step waits for the host.</summary>
/// <remarks>A trial has a value of a term for each kind of tensors: those that weight decay applies to or not, with the trial's rate or
/// another. A class is a kind and a trial: the trials in order for the first kind, then again for the next.</remarks>
internal sealed class FusedUniforms : IDisposable
{
    private readonly FusedParameters parameters;
    private readonly OptimizerProgram program;
    private readonly Term[] terms;
    private readonly ScalarStates[] scalars;
    private readonly double[][] values;    // (trials, parameters) as the trial has them
    private readonly double[][] own;       // (classes, parameters) as a kind of tensors has them
    private readonly double[] rateFactors; // of the tensors with a rate of their own
    private readonly Kind[] kinds;
    private readonly int[] kindOf;         // of each tensor
    private readonly int decayPlace;       // among the parameters; -1 without decay
    private readonly Tensor? classNumbers; // of each element; null with one class
    private readonly Dictionary<int, Dictionary<Term, TrialNumber>> steady = []; // by number, where no step has values of its own
    private Column[] columns = [];
    private int steps;

    /// <param name="program">The program of all trials.</param>
    /// <param name="terms">Its terms without norms.</param>
    /// <param name="settings">One per trial.</param>
    /// <param name="scalars">One per trial.</param>
    /// <param name="parameters">What is moved.</param>
    public FusedUniforms(OptimizerProgram program, IReadOnlyList<Term> terms, IReadOnlyList<OptimizerSettings> settings,
        ScalarStates[] scalars, FusedParameters parameters)
    {
        (this.program, this.terms, this.scalars, this.parameters) = (program, [.. terms], scalars, parameters);
        int place = program.Constants.IndexOf(OptimizerProgram.WeightDecay);
        decayPlace = place < 0 ? -1 : place + 2;
        values = [.. settings.Select(s => Parameters(program, s))];
        var kindOfTensors = parameters.Moving.Select(d => new Kind(decayPlace < 0 || settings[0].Decays(d.Role),
            settings.Any(s => s.RateFactor(d.Role) != 1))).ToArray();
        rateFactors = [.. settings.Select(s => s.RateFactor(ParameterRole.Activation))];
        kinds = [.. kindOfTensors.Distinct()];
        kindOf = [.. kindOfTensors.Select(k => Array.IndexOf(kinds, k))];
        own = [.. kinds.SelectMany(_ => values).Select(v => new double[v.Length])];
        if (own.Length > 1)
            classNumbers = parameters.ElementNumbers(tensor => kindOf[tensor]);
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
        var computed = new double[terms.Length][]; // (steps, classes) each
        for (int i = 0; i < terms.Length; i++)
            computed[i] = new double[steps * own.Length];
        var evaluator = new UniformEvaluator(terms);
        Span<double> found = new double[terms.Length];
        for (int step = 0; step < steps; step++)
        {
            for (int trial = 0; trial < values.Length; trial++)
            {
                (values[trial][0], values[trial][1]) = (stepsBefore + step + 1, rates[trial][step]);
                foreach (var course in courses)
                {
                    if (course.Values[trial] is { } moving)
                        values[trial][program.Constants.IndexOf(course.Constant) + 2] = moving[step];
                }
                scalars[trial].Step(values[trial]);
            }
            for (int number = 0; number < own.Length; number++)
            {
                var kind = kinds[number / values.Length];
                values[number % values.Length].CopyTo(own[number], 0);
                if (kind.HasOwnRate)
                    own[number][1] *= rateFactors[number % values.Length];
                if (decayPlace >= 0 && !kind.Decays)
                    own[number][decayPlace] = 0;
                evaluator.Evaluate(own[number], norms: null, found);
                for (int i = 0; i < terms.Length; i++)
                    computed[i][step * own.Length + number] = found[i];
            }
        }
        columns = [.. computed.Select(v => new Column(this, v))];
        steady.Clear();
    }

    /// <summary>The values of a step for a part of the parameters, valid until the next step. Called within a dispose scope.</summary>
    /// <param name="step">Of the epoch, from 0.</param>
    /// <param name="part">Number of the part (<see cref="FusedParameters.Parts"/>).</param>
    public Dictionary<Term, TrialNumber> At(int step, int part)
    {
        if (step >= steps)
            throw new InvalidOperationException($"The epoch was begun with {steps} steps.");
        bool apart = parameters.Parts.Count > 1;
        int? number = apart ? kindOf[part] : null;
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

    private static double[] Parameters(OptimizerProgram program, OptimizerSettings settings)
    {
        var parameters = new double[program.ParameterCount];
        for (int i = 0; i < program.Constants.Count; i++)
            parameters[i + 2] = settings.Values[program.Constants[i]];
        return parameters;
    }

    // What tensors of a kind have in common.
    private readonly record struct Kind(bool Decays, bool HasOwnRate);

    // One term over an epoch.
    private sealed class Column : IDisposable
    {
        private readonly FusedUniforms owner;
        private readonly double[] values; // (steps, classes)
        private readonly int classes;
        private List<TrialNumber> made = [], before = []; // for this step, and for the last one before
        private int stepOfMade = -1;
        private Tensor? table;            // (steps, classes) on the device, where classes differ
        private Tensor? spread;           // of a steady one

        public Column(FusedUniforms owner, double[] values)
        {
            (this.owner, this.values, classes) = (owner, values, owner.own.Length);
            IsSteady = !values.Where((v, i) => !v.Equals(values[i % classes])).Any();
        }

        /// <summary>Whether the values are the same at all steps.</summary>
        public bool IsSteady { get; }

        public TrialNumber At(int step, int? number)
        {
            if (step != stepOfMade)
            {
                Forget(before);
                (before, made, stepOfMade) = (made, [], step);
            }
            int first = (IsSteady ? 0 : step) * classes;
            double value = values[first + (number ?? 0)];
            bool agree = number is not null || !values.AsSpan(first, classes).ContainsAnyExcept(value);
            return agree ? Common(value) : TrialNumber.Each(IsSteady ? spread ??= Spread(0).DetachFromDisposeScope() : Spread(step));
        }

        public void Dispose()
        {
            Forget(made);
            Forget(before);
            table?.Dispose();
            spread?.Dispose();
        }

        // What the step before had is kept for this one, which often has the same.
        private TrialNumber Common(double value)
        {
            if (made.Find(m => m.Value.Equals(value)) is { } known)
                return known;
            var number = before.Find(m => m.Value.Equals(value)) ?? TrialNumber.Common(value);
            before.Remove(number);
            made.Add(number);
            return number;
        }

        private static void Forget(List<TrialNumber> numbers)
        {
            foreach (var number in numbers)
                number.Dispose();
            numbers.Clear();
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
