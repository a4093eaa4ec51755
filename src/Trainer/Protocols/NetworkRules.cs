using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>What settings must have in common with the network that they train, and the network with its images.</summary>
internal static class NetworkRules
{
    private const int LargestImageTried = 512;

    /// <summary>The rules.</summary>
    public static IReadOnlyList<SettingRule> All { get; } =
    [
        new(["architecture", "dataset", "pretrain", "preprocessing", "meta"], ShapeProblem),
        new(["placement", "architecture", "dataset", "pretrain", "preprocessing", "meta"], PlacementProblem),
        new(["initialization", "architecture", "dataset", "preprocessing", "meta"], InitializationProblem),
        new(["batchSize", "trainSamples", "pretrain", "validationSplit", "dataset", "architecture", "activation", "placement",
            "preprocessing", "fold", "foldsOf", "meta"], BatchNormProblem),
        new(["budget", "architecture", "activation", "placement", "dataset", "preprocessing", "trainSamples", "validationSplit", "fold",
            "foldsOf"], BudgetProblem),
    ];

    private static UserDefinitionError? ShapeProblem(IReadOnlyDictionary<string, SettingValue> settings)
    {
        if (settings.GetValueOrDefault("architecture") is not { } level)
            return null;
        var phases = Phases(settings).ToArray();
        return Architecture.Problem(level) ?? phases
            .Where(p => p.Dataset.Task.GetType() == phases[^1].Dataset.Task.GetType()) // that they differ is told elsewhere
            .Select(p => ShapeProblem(Architecture.Read(level), p.Dataset)).FirstOrDefault(p => p is not null);
    }

    private static UserDefinitionError? ShapeProblem(Architecture architecture, DatasetDescription dataset)
    {
        var input = InputOf(dataset);
        try
        {
            architecture.For(input, dataset.Task);
            return null;
        }
        catch (NetworkShapeException wrong)
        {
            return new UserDefinitionError(wrong.Place ?? "",
                $"{wrong.Message} The dataset {dataset.Name} has "
                + dataset.Task switch
                {
                    Classification { Classes: var classes } => $"{classes} classes of {input}.",
                    Regression { Outputs: var outputs } => $"samples of {input} with {Numbers(outputs)}.",
                    _ => $"images of {input} with masks.",
                }
                + Remedy(architecture, dataset));
        }
    }

    // The smallest square image that fits, if the size is what is wrong: a large one fits then.
    private static string Remedy(Architecture architecture, DatasetDescription dataset)
    {
        var input = InputOf(dataset);
        if (!Fits(LargestImageTried))
            return "";
        int size = Math.Max(input.Height, input.Width) + 1;
        while (!Fits(size))
            size++;
        return $" The network needs images of {size}x{size} or larger: choose a dataset that has them, a network with fewer "
            + "poolings and strides, or leave the pair out by 'exclude'.";

        bool Fits(int side)
        {
            try
            {
                architecture.For(new TensorShape(input.Channels, side, side), dataset.Task);
                return true;
            }
            catch (NetworkShapeException)
            {
                return false;
            }
        }
    }

    private static UserDefinitionError? PlacementProblem(IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault("placement") is { } level && settings.GetValueOrDefault("architecture") is { } architecture
            ? Phases(settings).Select(p => NetworkOf(architecture, p.Dataset)).OfType<ShapedNetwork>()
                .Select(Placement.Read(level).Problem).FirstOrDefault(p => p is not null)
            : null;

    private static string? InitializationProblem(IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault("initialization") is { } level && Initialization.Read(level) is { ZeroGamma: true } initialization
        && settings.GetValueOrDefault("architecture") is { } architecture
        && Phases(settings).Select(phase => NetworkOf(architecture, phase.Dataset)).OfType<ShapedNetwork>().FirstOrDefault() is { } network
            ? initialization.Problem(network)
            : null;

    // The statistics of a channel need two numbers at least. Batch norms within activations do without in a last batch, where they give
    // their shift: the network goes on around them. Nothing is left of one in the network's own way, or if there is no other batch.
    private static string? BatchNormProblem(IReadOnlyDictionary<string, SettingValue> settings)
    {
        if (settings.GetValueOrDefault("architecture") is not { } architecture
            || MetaSetting.WaysOf(settings.GetValueOrDefault(MetaSetting.Name)) is not null) // a task has two samples at least
            return null;
        foreach (var (dataset, batchSize, images) in Phases(settings).Where(p => p.Images > 0 && (p.Images - 1) % p.BatchSize == 0))
        {
            bool isAlone = batchSize == 1 || images == 1;
            if (NetworkOf(architecture, dataset, isAlone ? settings.GetValueOrDefault("activation") : null,
                settings.GetValueOrDefault("placement"))?.Nodes.FirstOrDefault(n =>
                n.Node.Layer is LayerDescription.BatchNorm && n.Output.Plane == 1) is not { } norm)
                continue;
            string batches = batchSize == 1 ? "batchSize is 1" : string.Create(CultureInfo.InvariantCulture,
                $"batchSize {batchSize} leaves a last batch of 1 of the {images} images of {dataset.Name}");
            string remedy = isAlone ? "Use batches of 2 images at least" : string.Create(CultureInfo.InvariantCulture,
                $"Use another batchSize, or trainSamples: {images - 1}");
            return $"{batches}, and the batch norm '{norm.Node.Name}' sees one number of each channel of an image: nothing is left of it "
                + $"when its mean is taken away. {remedy}.";
        }
        return null;
    }

    private static string? BudgetProblem(IReadOnlyDictionary<string, SettingValue> settings) =>
        TrainingBudget.Of(settings) is { } budget && settings.GetValueOrDefault("architecture") is { } architecture
        && Phases(settings).Select(p => (p.Images, Network: NetworkOf(architecture, p.Dataset, settings.GetValueOrDefault("activation"))))
            .LastOrDefault() is { Network: { } network, Images: > 0 and var images }
            ? budget.Problem(network.MultiplyAdds, images)
            : null;

    // The phases in order, as far as the settings say; nothing is wrong with what they do not say.
    private static IEnumerable<(DatasetDescription Dataset, int BatchSize, int Images)> Phases(
        IReadOnlyDictionary<string, SettingValue> settings)
    {
        double batchSize = Number(settings, "batchSize") ?? int.MaxValue;
        if (settings.GetValueOrDefault("pretrain") is SettingValue.Group { Settings: var phase }
            && PhaseDatasets.First(settings) is { } first)
            yield return Phase(first, Number(phase, "batchSize") ?? batchSize, Number(phase, "trainSamples"));
        if (PhaseDatasets.Last(settings) is { } dataset)
            yield return Phase(dataset, batchSize, Number(settings, "trainSamples"), CrossValidation.Read(settings));

        (DatasetDescription, int, int) Phase(DatasetDescription of, double size, double? samples, CrossValidation? folds = null)
        {
            int all = folds?.Counts(of.TrainCount, of.TestCount).Train ?? of.TrainCount;
            int? wanted = samples is { } count ? (int)Math.Min(count, all) : null;
            return (of, (int)size, SampleSplit.Counts(all, Number(settings, "validationSplit") ?? 0, wanted).Train);
        }
    }

    // Null where a level or their fit is wrong, which is told elsewhere.
    private static ShapedNetwork? NetworkOf(SettingValue architecture, DatasetDescription dataset, SettingValue? activation = null,
        SettingValue? placement = null)
    {
        try
        {
            var network = Architecture.Read(architecture).For(InputOf(dataset), dataset.Task);
            if (placement is not null)
                network = Placement.Read(placement).Apply(network);
            return activation is null ? network : network.WithActivation(ActivationLevel.Read(activation).At);
        }
        catch (Exception told) when (told is TrialSettingsException or NetworkShapeException)
        {
            return null;
        }
    }

    private static string Numbers(int outputs) => outputs == 1 ? "a number to predict" : $"{outputs} numbers to predict";

    private static TensorShape InputOf(DatasetDescription dataset) => new(dataset.Channels, dataset.Height, dataset.Width);

    private static double? Number(IReadOnlyDictionary<string, SettingValue> settings, string name) =>
        settings.GetValueOrDefault(name) is SettingValue.Number number ? number.Value : null;
}
