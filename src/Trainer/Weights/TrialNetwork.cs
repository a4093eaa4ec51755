using System.Globalization;
using System.Text.Json;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Weights;

/// <summary>The network that a trial trained, and what is to be known of its input and output.</summary>
/// <param name="Network">An activation in each of its places.</param>
/// <param name="Facts">For people and programs that use the network: the trial, its configuration, what the numbers of its input and output
/// are.</param>
public sealed record TrialNetwork(ShapedNetwork Network, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>Describes the network of a trial's last phase. The dataset is only read where mean and deviation of its samples or targets
    /// are asked for and the catalogue does not know them.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="load">Reads the dataset of a phase.</param>
    /// <exception cref="Settings.TrialSettingsException">This program does not know the trial's settings.</exception>
    /// <exception cref="DatasetException">The dataset is to be read and cannot be.</exception>
    /// <exception cref="NetworkShapeException">The input does not fit the network.</exception>
    public static TrialNetwork Describe(TrialDescription trial, Func<TrialSettings, Dataset> load)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(load);
        var settings = TrialSettings.Read(trial.Configuration);
        bool isStandard = settings.Normalization == Normalization.Standard;
        var known = DatasetCatalogue.Describe(settings.Dataset)?.After(settings.Preprocessing);
        var dataset = known is null || known.Task is Regression || (isStandard && known.Pixels is null) ? load(settings) : null;
        var form = dataset?.Form ?? known!.Form;
        var task = dataset?.Task ?? known!.Task;
        var facts = new Dictionary<string, string>(CheckpointFolder.FactsOf(trial))
        {
            ["task"] = task.Kind.ToString().ToLowerInvariant(),
            ["input"] = form.HasNumbers ? "numbers of the dataset" : "byte / 255",
        };
        if (isStandard)
        {
            facts["input"] = form.HasNumbers ? "(number - mean) / deviation, per channel" : "(byte / 255 - mean) / deviation, per channel";
            Add("input", dataset?.Pixels ?? known!.Pixels!);
        }
        switch (task)
        {
            case Classification { Classes: var classes }:
                facts["output"] = "logits of the classes";
                facts["classes"] = classes.ToString(CultureInfo.InvariantCulture);
                break;
            case Segmentation:
                facts["output"] = "a logit per pixel";
                break;
            default:
                facts["output"] = "(number - mean) / deviation, per output";
                Add("output", dataset!.TargetStatistics);
                break;
        }
        return new TrialNetwork(settings.Network(new TensorShape(form.Channels, form.Height, form.Width), task), facts);

        void Add(string what, PixelStatistics statistics)
        {
            facts[$"{what}.mean"] = JsonSerializer.Serialize(statistics.Mean);
            facts[$"{what}.deviation"] = JsonSerializer.Serialize(statistics.Deviation);
        }
    }
}
