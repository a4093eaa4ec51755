using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Schedules;

/// <summary>How a learning rate changes over a training: a formula of progress with constants.</summary>
/// <remarks>A formula may name value, the rate that the spec gives; epoch and step, whole and from 0; epochs and steps, how many there
/// are; and fraction, step/steps in [0,1). A warm-up is not part of them: they count from its end, and the rest of the training is their
/// whole.</remarks>
/// <param name="Name">What specs call it.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Citation">The publication that introduced it; empty if there is none.</param>
/// <param name="Constants">Numbers of the formula.</param>
/// <param name="Formula">The rate of a step.</param>
public sealed record ScheduleDefinition(string Name, string Description, string Citation, IReadOnlyList<SettingDefinition> Constants,
    string Formula)
{
    private static readonly string[] Progress = ["value", "epoch", "step", "epochs", "steps", "fraction"];
    private static readonly double[] Probes = [0, 0.25, 0.5, 0.75, 0.999];

    /// <summary>Reads the formula.</summary>
    /// <param name="errors">All mistakes; empty exactly when a term is returned.</param>
    /// <returns>The rate; its parameters are <see cref="Values"/>, then the constants.</returns>
    public Term? Read(out IReadOnlyList<FormulaError> errors)
    {
        var graph = new TermGraph();
        var scope = new FormulaScope(FormulaUse.Schedules, "name");
        foreach (string name in Progress.Concat(Constants.Select(c => c.Name)))
            scope.Names[name] = graph.Parameter(scope.Names.Count, name);
        scope.Names["pi"] = graph.Constant(Math.PI);
        var rate = FormulaParser.Parse(Formula, graph, scope, out errors);
        if (rate is null)
            return null;
        errors = [.. Progress.Take(1).Concat(Constants.Select(c => c.Name)).Where(n => !scope.Used.Contains(n))
            .Select(name => new FormulaError(1, $"the formula does not use {name}"))];
        return errors.Count == 0 ? rate : null;
    }

    /// <summary>What is wrong with the rates of a formula without constants; null if they are finite and none is below 0.</summary>
    public static string? RateProblem(Term rate)
    {
        const int Epochs = 10, Steps = 10_000;
        var evaluator = new UniformEvaluator([rate]);
        foreach (double fraction in Probes)
        {
            Span<double> value = [0];
            evaluator.Evaluate(Values(1, (long)(fraction * Steps), Steps / Epochs, Steps), norms: null, value);
            if (!(value[0] >= 0 && double.IsFinite(value[0])))
            {
                return FormattableString.Invariant($"the rate is {value[0]} at value = 1 and fraction = {fraction}; ")
                    + "it must be finite and not below 0";
            }
        }
        return null;
    }

    /// <summary>The values of what a formula may name beside its constants.</summary>
    /// <param name="value">The rate that the spec gives.</param>
    /// <param name="step">From 0.</param>
    /// <param name="stepsPerEpoch">At least 1.</param>
    /// <param name="steps">All there are, at least 1.</param>
    public static double[] Values(double value, long step, int stepsPerEpoch, long steps) =>
        [value, step / stepsPerEpoch, step, (double)steps / stepsPerEpoch, steps, (double)step / steps];
}
