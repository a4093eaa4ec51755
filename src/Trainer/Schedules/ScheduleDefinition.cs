using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Schedules;

/// <summary>How a learning rate changes over a training: a formula of progress with constants.</summary>
/// <remarks>A formula may name value, the rate that the spec gives; epoch and step, whole and from 0; epochs and steps, how many there
/// are; fraction, step/steps in [0,1); and drops, the number of <see cref="RateDrops"/> so far, where it has such. A warm-up is not part of
/// them: they count from its end, and the rest of the training is their whole.</remarks>
/// <param name="Name">What specs call it.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Citation">The publication that introduced it; empty if there is none.</param>
/// <param name="Constants">Numbers of the formulas.</param>
/// <param name="Formula">The rate of a step.</param>
public sealed record ScheduleDefinition(string Name, string Description, string Citation, IReadOnlyList<SettingDefinition> Constants,
    string Formula)
{
    private const string Value = "value", DropCount = "drops";

    private static readonly string[] Progress = [Value, "epoch", "step", "epochs", "steps", "fraction", DropCount];
    private static readonly double[] Probes = [0, 0.25, 0.5, 0.75, 0.999];

    /// <summary>The optimizer's momentum at a step; null where it stays.</summary>
    public string? Momentum { get; init; }

    /// <summary>A flag that switches <see cref="Momentum"/> off; null without one.</summary>
    public SettingDefinition? MomentumSwitch { get; init; }

    /// <summary>What says when the rate drops; read by <see cref="Drops"/>.</summary>
    public IReadOnlyList<SettingDefinition> DropSettings { get; init; } = [];

    /// <summary>Reads what lowers the rate at the ends of epochs; null where nothing does.</summary>
    public Func<SettingsReader, RateDrops>? Drops { get; init; }

    /// <summary>All that a spec may give it.</summary>
    public IReadOnlyList<SettingDefinition> Settings =>
        [.. DropSettings, .. Constants, .. MomentumSwitch is { } flag ? new[] { flag } : []];

    /// <summary>Reads the formulas.</summary>
    /// <param name="errors">All mistakes; empty exactly when formulas are returned.</param>
    public ScheduleFormulas? Read(out IReadOnlyList<FormulaError> errors)
    {
        var graph = new TermGraph();
        var scope = new FormulaScope(FormulaUse.Schedules, "name");
        string[] given = Drops is null ? Progress[..^1] : Progress;
        foreach (string name in given)
            scope.Names[name] = graph.Parameter(scope.Names.Count, name);
        for (int i = 0; i < Constants.Count; i++)
            scope.Names[Constants[i].Name] = graph.Parameter(Progress.Length + i, Constants[i].Name);
        scope.Names["pi"] = graph.Constant(Math.PI);
        Term? momentum = null;
        var rate = FormulaParser.Parse(Formula, graph, scope, out errors);
        if (rate is not null && Momentum is not null)
            momentum = FormulaParser.Parse(Momentum, graph, scope, out errors);
        if (errors.Count > 0)
            return null;
        errors = [.. Constants.Select(c => c.Name).Prepend(Value).Where(n => !scope.Used.Contains(n))
            .Select(name => new FormulaError(1, $"the formula does not use {name}"))];
        return errors.Count == 0 ? new ScheduleFormulas(rate!, momentum) : null;
    }

    /// <summary>What is wrong with the rates of a formula without constants; null if they are finite and none is below 0.</summary>
    public static string? RateProblem(Term rate)
    {
        const int Epochs = 10, Steps = 10_000;
        var evaluator = new UniformEvaluator([rate]);
        foreach (double fraction in Probes)
        {
            Span<double> value = [0];
            evaluator.Evaluate(Values(1, (long)(fraction * Steps), Steps / Epochs, Steps, drops: 0), norms: null, value);
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
    /// <param name="drops">So far.</param>
    public static double[] Values(double value, long step, int stepsPerEpoch, long steps, int drops) =>
        [value, step / stepsPerEpoch, step, (double)steps / stepsPerEpoch, steps, (double)step / steps, drops];
}
