using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>The setting <c>labelNoise</c>: a share of the samples that a trial trains on gets a wrong class, once and for all epochs.
/// Samples that it is validated or judged on keep theirs.</summary>
/// <remarks>Which samples, and which classes they get, is drawn from the trial's stream "labelNoise": compared levels learn from the same
/// wrong labels. Symmetric and pair noise as in Han et al., NeurIPS 2018, arXiv 1804.06872.</remarks>
/// <param name="Rate">The share, in (0,1); rounded to whole samples.</param>
/// <param name="IsPairFlip">Whether a class becomes the next one, the last the first; else any other, all equally likely.</param>
public sealed record LabelNoise(double Rate, bool IsPairFlip)
{
    private const string Symmetric = "symmetric", PairFlip = "pair-flip";

    /// <summary>What specs may say.</summary>
    public static SettingDefinition Definition { get; } =
        new("labelNoise", "share of the training samples whose class is replaced by a wrong one", SettingKind.Number)
        {
            Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(0), OmitWhenDefault = true,
            Settings =
            [
                new("kind", "which wrong class", SettingKind.Choice)
                {
                    Default = new SettingValue.Text(Symmetric),
                    Choices = [new(Symmetric, "any other, all equally likely"), new(PairFlip, "the next one; after the last the first")],
                },
            ],
        };

    /// <summary>What cannot be known of the setting alone.</summary>
    internal static IReadOnlyList<SettingRule> Rules { get; } =
    [
        new(["labelNoise", "dataset"], settings =>
            settings.GetValueOrDefault("labelNoise") is { } level && Read(level) is not null
            && Data.Catalogue.DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset")) is { } dataset
                ? Problem(dataset.Task)
                : null),
    ];

    /// <summary>The source of the noise: the trial's. Trials with different noise learn different labels, and do not train as one
    /// program.</summary>
    public StreamKey Key { get; init; }

    /// <summary>Reads a level: a share, or { value, kind }.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">Out of range, or an unknown kind.</exception>
    public static LabelNoise? Read(SettingValue level)
    {
        var given = level is SettingValue.Group group ? group.Settings : new Dictionary<string, SettingValue> { ["value"] = level };
        var reader = new SettingsReader(given, "labelNoise.", Definition.Settings);
        reader.Allow("value", "kind");
        double rate = reader.Number("value", from: 0, below: 1);
        string kind = reader.Name("kind");
        if (kind is not (Symmetric or PairFlip))
            throw TrialSettingsException.Unknown("kind of labelNoise", kind, [Symmetric, PairFlip]);
        return rate > 0 ? new LabelNoise(rate, kind == PairFlip) : null;
    }

    /// <summary>Why targets cannot be replaced so; null when they can.</summary>
    public static string? Problem(LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task is Classification ? null
            : $"labelNoise replaces classes, and {task.TargetName} are learned here: leave it out, or choose a dataset with classes.";
    }

    /// <summary>The dataset with wrong classes.</summary>
    /// <param name="dataset">Of classes.</param>
    /// <param name="trained">The training samples that a trial trains on; the others keep their class.</param>
    public Dataset Apply(Dataset dataset, IReadOnlyList<int> trained)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(trained);
        int classes = ((Classification)dataset.Task).Classes;
        ushort[] labels = [.. dataset.Train.Labels];
        int[] order = [.. trained];
        var random = RandomStream.For(Key, "labelNoise");
        random.Shuffle(order);
        int wrong = (int)Math.Round(Rate * order.Length, MidpointRounding.AwayFromZero);
        foreach (int sample in order.AsSpan(0, wrong))
            labels[sample] = (ushort)((labels[sample] + (IsPairFlip ? 1 : 1 + random.NextInt(classes - 1))) % classes);
        return dataset.WithTrain(dataset.Train with { Targets = new Targets.Classes(labels) });
    }
}
