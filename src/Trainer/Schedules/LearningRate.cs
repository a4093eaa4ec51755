using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Schedules;

/// <summary>The learning rate of every step of a training: a linear warm-up, then a schedule. Immutable, thread-safe.</summary>
public sealed class LearningRate
{
    private const string ValueKey = "value", ScheduleKey = "schedule", WarmupKey = "warmup", FactorKey = "warmupFactor";

    private readonly double value, warmup, warmupFactor;
    private readonly Term rate;
    private readonly double[] constants;

    private LearningRate(double value, ScheduleDefinition schedule, double[] constants, double warmup, double warmupFactor)
    {
        (this.value, this.constants, this.warmup, this.warmupFactor) = (value, constants, warmup, warmupFactor);
        rate = schedule.Read(out var errors)
            ?? throw new TrialSettingsException($"The schedule '{schedule.Name}' is wrong: {string.Join("; ", errors)}");
    }

    /// <summary>What a rate may have beside its value: { value: 0.1, schedule: cosine, warmup: 5 }.</summary>
    public static IReadOnlyList<SettingDefinition> Settings { get; } =
    [
        new(ScheduleKey, "how the rate changes", SettingKind.Choice)
        {
            Default = new SettingValue.Text(ScheduleCatalogue.All[0].Name), UserDefinitions = [UserSchedule.Definition],
            Choices = [.. ScheduleCatalogue.All.Select(s => new SettingChoice(s.Name, s.Description, s.Constants))],
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
    public static LearningRate Constant(double value) => new(value, ScheduleCatalogue.All[0], [], warmup: 0, warmupFactor: 0);

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
        var (schedule, constants) = Schedule(reader.Value(ScheduleKey));
        return new LearningRate(reader.Number(ValueKey, above: 0), schedule, constants, warmup, factor);
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

    /// <summary>The rates of an epoch's steps.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="stepsPerEpoch">At least 1.</param>
    /// <param name="epochs">All there are.</param>
    /// <returns>(stepsPerEpoch).</returns>
    public double[] OfEpoch(int epoch, int stepsPerEpoch, int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        long rising = (long)Math.Round(warmup * stepsPerEpoch), first = (epoch - 1L) * stepsPerEpoch;
        long steps = (long)epochs * stepsPerEpoch - rising;
        var evaluator = new UniformEvaluator([rate]);
        double[] rates = new double[stepsPerEpoch];
        for (int i = 0; i < rates.Length; i++)
        {
            long step = first + i;
            if (step < rising)
            {
                rates[i] = value * (warmupFactor + (1 - warmupFactor) * step / rising);
                continue;
            }
            double[] progress = ScheduleDefinition.Values(value, step - rising, stepsPerEpoch, steps);
            evaluator.Evaluate([.. progress, .. constants], norms: null, rates.AsSpan(i, 1));
        }
        return rates;
    }

    private static (ScheduleDefinition Schedule, double[] Constants) Schedule(SettingValue level)
    {
        var group = level as SettingValue.Group;
        if (group?.Settings.ContainsKey(UserSchedule.Key) == true)
            return (UserSchedule.Create(group), []);
        string name = group is null ? level.Label : new SettingsReader(group.Settings, "learningRate.schedule.").Name("name");
        var schedule = ScheduleCatalogue.Find(name)
            ?? throw TrialSettingsException.Unknown("schedule", name, ScheduleCatalogue.All.Select(s => s.Name));
        var given = group?.Settings ?? new Dictionary<string, SettingValue>();
        var reader = new SettingsReader(given, "learningRate.schedule.", schedule.Constants);
        reader.Allow(["name", .. schedule.Constants.Select(c => c.Name)]);
        return (schedule, [.. schedule.Constants.Select(reader.Number)]);
    }
}
