using System.Globalization;
using System.Runtime.CompilerServices;
using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>The settings <c>fold</c> and <c>foldsOf</c>: a trial is judged on one of the equal parts that the samples are divided into and
/// trains on the others.</summary>
/// <remarks>The division depends on the seed, the dataset and the number of folds alone: it is the same in all levels and blocks of a
/// seed. Samples are shuffled within their class and dealt to the folds in turn, class after class, so that the folds' counts of each
/// class, and of all samples, differ by at most one (Kohavi, IJCAI 1995). Samples without classes are shuffled and dealt.</remarks>
/// <param name="Fold">The fold that is held out.</param>
/// <param name="DividesTrainOnly">Whether the samples to learn from are divided; else those to be judged on as well.</param>
public sealed record CrossValidation(Fold Fold, bool DividesTrainOnly)
{
    private const string All = "all", Train = "train", Of = "foldsOf";

    // One joined dataset for all trials of a process.
    private static readonly ConditionalWeakTable<Dataset, Dataset> Joined = [];

    /// <summary>What specs may say, beside <c>folds: 10</c>.</summary>
    public static IReadOnlyList<SettingDefinition> Settings { get; } =
    [
        new(Fold.Setting, "the fold that is held out and judged on; `folds: 10` varies it over all ten", SettingKind.Fold),
        new(Of, "what folds divide", SettingKind.Choice)
        {
            Default = new SettingValue.Text(All), OmitWhenDefault = true,
            Choices =
            [
                new(All, "all samples, training and test together"), new(Train, "the training samples; the test samples are unused"),
            ],
        },
    ];

    /// <summary>What cannot be known of a setting alone.</summary>
    internal static IReadOnlyList<SettingRule> Rules { get; } =
    [
        new([Of, Fold.Setting], settings => settings.GetValueOrDefault(Of) is { Label: not All } && Fold.Of(settings) is null
            ? "foldsOf says what folds divide, and there are none: set folds, such as folds: 10, or leave foldsOf out." : null),
        new([Fold.Setting, Of, "dataset"], settings =>
            Read(settings) is { } folds && DatasetDescriptionOf(settings) is { } dataset ? folds.Problem(dataset) : null),
        new(["pretrain", "dataset", Fold.Setting], settings => Fold.Of(settings) is not null
            && settings.GetValueOrDefault("pretrain") is SettingValue.Group { Settings: var phase }
            && phase["name"].Label is var before && settings.GetValueOrDefault("dataset")?.Label == before
                ? $"The phase before learns all training samples of {before}, and with folds the held-out ones are among them: choose "
                    + "another dataset for it, or leave folds out." : null),
    ];

    /// <summary>Reads the settings of a trial.</summary>
    /// <returns>Null where nothing is cross-validated.</returns>
    public static CrossValidation? Read(IReadOnlyDictionary<string, SettingValue> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!settings.TryGetValue(Fold.Setting, out var level))
            return null;
        return Fold.Of(settings) is not { } fold
            ? throw new TrialSettingsException($"The setting 'fold' is a fold and how many there are, such as 3/10, not {level}.")
            : new CrossValidation(fold, settings.GetValueOrDefault(Of)?.Label == Train);
    }

    /// <summary>How many samples a trial learns from and is judged on.</summary>
    /// <param name="train">Samples of the dataset to learn from.</param>
    /// <param name="test">Samples of the dataset to be judged on.</param>
    public (int Train, int Test) Counts(int train, int test)
    {
        int all = DividesTrainOnly ? train : train + test, held = (all - Fold.Number + Fold.Count) / Fold.Count;
        return (all - held, held);
    }

    /// <summary>The dataset whose training samples are divided: as it is, or with its test samples behind its training samples.</summary>
    public Dataset Divided(Dataset dataset) => DividesTrainOnly ? dataset : Joined.GetValue(dataset, static d =>
        new Dataset(d.Name, d.Channels, d.Height, d.Width, d.Task, d.Train.Join(d.Test), d.Test));

    /// <summary>The numbers of the training samples that a trial learns from, and of those it is judged on, ascending.</summary>
    /// <param name="dataset">As <see cref="Divided"/> gives it.</param>
    /// <param name="level">The level that names the dataset.</param>
    /// <param name="seed">The trial's.</param>
    public (int[] Others, int[] Held) Divide(Dataset dataset, SettingValue level, Seed seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var key = StreamKey.Derive(new Configuration([KeyValuePair.Create("dataset", level)]), seed, new HashSet<string>());
        var random = RandomStream.For(key, string.Create(CultureInfo.InvariantCulture, $"folds/{Fold.Count}"));
        List<int> rest = [], held = [];
        int dealt = 0;
        foreach (int[] alike in Alike(dataset.Train))
        {
            random.Shuffle(alike);
            foreach (int sample in alike)
                (dealt++ % Fold.Count == Fold.Number - 1 ? held : rest).Add(sample);
        }
        rest.Sort();
        held.Sort();
        return ([.. rest], [.. held]);
    }

    private static IEnumerable<int[]> Alike(DatasetSplit split) => split.Targets is Targets.Classes { Labels: var labels }
        ? Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).OrderBy(g => g.Key).Select(g => g.ToArray())
        : [[.. Enumerable.Range(0, split.Count)]];

    private string? Problem(DatasetDescription dataset)
    {
        int all = DividesTrainOnly ? dataset.TrainCount : dataset.TrainCount + dataset.TestCount;
        return all >= 2 * Fold.Count ? null : string.Create(CultureInfo.InvariantCulture,
            $"{Fold.Count} folds of the {all} samples of {dataset.Name} have fewer than two samples each: choose fewer folds.");
    }

    private static DatasetDescription? DatasetDescriptionOf(IReadOnlyDictionary<string, SettingValue> settings) =>
        Data.Catalogue.DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset"));
}
