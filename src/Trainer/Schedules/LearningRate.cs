using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Schedules;

/// <summary>The learning rate of every step of a training: a linear warm-up, then a schedule, which may move the optimizer's momentum
/// too. Immutable, thread-safe.</summary>
public sealed class LearningRate
{
    private const string ValueKey = "value", ScheduleKey = "schedule", WarmupKey = "warmup", FactorKey = "warmupFactor";

    private readonly double value, warmup, warmupFactor;
    private readonly Schedule schedule;

    private LearningRate(double value, Schedule schedule, double warmup, double warmupFactor) =>
        (this.value, this.schedule, this.warmup, this.warmupFactor) = (value, schedule, warmup, warmupFactor);

    /// <summary>What a rate may have beside its value: { value: 0.1, schedule: cosine, warmup: 5 }.</summary>
    public static IReadOnlyList<SettingDefinition> Settings { get; } =
    [
        new(ScheduleKey, "how the rate changes", SettingKind.Choice)
        {
            Default = new SettingValue.Text(ScheduleCatalogue.All[0].Name), UserDefinitions = [UserSchedule.Definition],
            Choices = [.. ScheduleCatalogue.All.Select(s => new SettingChoice(s.Name, s.Description, s.Settings))],
        },
        new(WarmupKey, "epochs before the schedule, over which the rate rises linearly to its value", SettingKind.Number)
        {
            Minimum = 0, Default = new SettingValue.Number(0),
        },
        new(FactorKey, "part of the value that the warm-up begins with", SettingKind.Number)
        {
            Minimum = 0, Maximum = 1, Default = new SettingValue.Number(1.0 / 3),
        },
    ];

    /// <summary>The same rate at every step.</summary>
    public static LearningRate Constant(double value) =>
        new(value, new Schedule(ScheduleCatalogue.All[0], [], drops: null, movesMomentum: false), warmup: 0, warmupFactor: 0);

    /// <summary>The metric whose values after the epochs so far decide on the rate; null where none does.</summary>
    public string? Metric => schedule.Drops?.Metric;

    /// <summary>Whether it moves the optimizer's momentum.</summary>
    public bool MovesMomentum => schedule.Momentum is not null;

    /// <summary>Reads a level: a number, or { value, schedule, warmup, warmupFactor }.</summary>
    /// <exception cref="TrialSettingsException">An unknown schedule or setting, or a value out of range.</exception>
    public static LearningRate Read(SettingValue level)
    {
        if (level is not SettingValue.Group group)
        {
            var bare = new SettingsReader(new Dictionary<string, SettingValue> { ["learningRate"] = level }, "");
            return Constant(bare.Number("learningRate", above: 0));
        }
        var reader = new SettingsReader(group.Settings, "learningRate.", Settings);
        reader.Allow([ValueKey, .. Settings.Select(s => s.Name)]);
        double warmup = reader.Number(Settings[1]), factor = reader.Number(Settings[2]);
        if (warmup == 0 && reader.Has(FactorKey))
            throw new TrialSettingsException($"learningRate.{FactorKey} needs a {WarmupKey} above 0.");
        return new LearningRate(reader.Number(ValueKey, above: 0), ReadSchedule(reader.Value(ScheduleKey)), warmup, factor);
    }

    /// <summary>Checks that a training is longer than the warm-up.</summary>
    /// <exception cref="TrialSettingsException">It is not.</exception>
    public void CheckEpochs(double? epochs)
    {
        if (warmup >= epochs)
        {
            throw new TrialSettingsException(string.Create(CultureInfo.InvariantCulture,
                $"learningRate.{WarmupKey} is {warmup} and epochs is {epochs}: nothing is left to train at the full rate."));
        }
    }

    /// <summary>Why a training cannot follow it; null when it can.</summary>
    /// <param name="optimizer">What it moves the momentum of.</param>
    /// <param name="hasValidation">Whether images are kept apart for validation.</param>
    /// <param name="task">What is learned; null where that is not known.</param>
    public string? Problem(OptimizerDefinition optimizer, bool hasValidation, LearningTask? task)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (MovesMomentum && optimizer.Momentum is null)
        {
            return $"learningRate.{ScheduleKey} moves the optimizer's momentum or beta1, and '{optimizer.Name}' has neither: "
                + $"set {schedule.Definition.MomentumSwitch?.Name}: false, or choose another optimizer.";
        }
        if (Metric is null)
            return null;
        var metric = MetricCatalogue.Find(Metric);
        return metric.NeedsValidationSplit && !hasValidation
                ? $"learningRate.{ScheduleKey} looks at {Metric}, and no images are kept apart for validation: set validationSplit, or "
                    + $"choose another metric, such as {MetricCatalogue.TrainLoss.Name}."
            : task?.Lack(metric, "the dataset") is { } lack
                ? $"learningRate.{ScheduleKey} looks at {Metric}, which {lack}: choose another metric."
            : null;
    }

    /// <summary>The rates of an epoch's steps.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="stepsPerEpoch">At least 1.</param>
    /// <param name="epochs">All there are.</param>
    /// <param name="history">The values of <see cref="Metric"/> after the epochs before; null without one.</param>
    /// <returns>(stepsPerEpoch).</returns>
    public double[] OfEpoch(int epoch, int stepsPerEpoch, int epochs, IReadOnlyList<double>? history = null) =>
        Values(schedule.Rate, epoch, stepsPerEpoch, epochs, history ?? [], (step, rising) =>
            step < rising ? value * (warmupFactor + (1 - warmupFactor) * step / rising) : null);

    /// <summary>The optimizer's momentum at an epoch's steps; that of the schedule's first step during a warm-up.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="stepsPerEpoch">At least 1.</param>
    /// <param name="epochs">All there are.</param>
    /// <returns>(stepsPerEpoch), or null where the schedule leaves it alone.</returns>
    public double[]? MomentumOfEpoch(int epoch, int stepsPerEpoch, int epochs) =>
        schedule.Momentum is { } momentum ? Values(momentum, epoch, stepsPerEpoch, epochs, [], (_, _) => null) : null;

    private double[] Values(Term formula, int epoch, int stepsPerEpoch, int epochs, IReadOnlyList<double> history,
        Func<long, long, double?> early)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        long rising = (long)Math.Round(warmup * stepsPerEpoch), first = (epoch - 1L) * stepsPerEpoch;
        long steps = Math.Max(1, (long)epochs * stepsPerEpoch - rising); // a warm-up may leave none
        double[] counted = [.. history.Skip((int)Math.Ceiling(warmup))]; // of epochs that began after the warm-up
        var evaluator = new UniformEvaluator([formula]);
        double[] values = new double[stepsPerEpoch];
        for (int i = 0; i < values.Length; i++)
        {
            if (early(first + i, rising) is { } known)
            {
                values[i] = known;
                continue;
            }
            long step = Math.Max(0, first + i - rising);
            int drops = schedule.Drops?.Count((int)(step / stepsPerEpoch), counted) ?? 0;
            double[] progress = ScheduleDefinition.Values(value, step, stepsPerEpoch, steps, drops);
            evaluator.Evaluate([.. progress, .. schedule.Constants], norms: null, values.AsSpan(i, 1));
        }
        return values;
    }

    private static Schedule ReadSchedule(SettingValue level)
    {
        var group = level as SettingValue.Group;
        if (group?.Settings.ContainsKey(UserSchedule.Key) == true)
            return new Schedule(UserSchedule.Create(group), [], drops: null, movesMomentum: false);
        string name = group is null ? level.Label : new SettingsReader(group.Settings, "learningRate.schedule.").Name("name");
        var definition = ScheduleCatalogue.Find(name)
            ?? throw TrialSettingsException.Unknown("schedule", name, ScheduleCatalogue.All.Select(s => s.Name));
        var given = group?.Settings ?? new Dictionary<string, SettingValue>();
        var reader = new SettingsReader(given, "learningRate.schedule.", definition.Settings);
        reader.Allow(["name", .. definition.Settings.Select(c => c.Name)]);
        return new Schedule(definition, [.. definition.Constants.Select(reader.Number)], definition.Drops?.Invoke(reader),
            definition.MomentumSwitch is { } flag && reader.Flag(flag.Name));
    }

    // A schedule with its constants.
    private sealed class Schedule
    {
        public Schedule(ScheduleDefinition definition, double[] constants, RateDrops? drops, bool movesMomentum)
        {
            var formulas = definition.Read(out var errors)
                ?? throw new TrialSettingsException($"The schedule '{definition.Name}' is wrong: {string.Join("; ", errors)}");
            (Definition, Constants, Drops) = (definition, constants, drops);
            (Rate, Momentum) = (formulas.Rate, movesMomentum ? formulas.Momentum : null);
        }

        public ScheduleDefinition Definition { get; }

        public double[] Constants { get; }

        public RateDrops? Drops { get; }

        public Term Rate { get; }

        public Term? Momentum { get; }
    }
}
