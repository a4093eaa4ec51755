using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Engines;

/// <summary>What an engine can do. A plan that needs what the chosen engine lacks is refused before training.</summary>
/// <param name="Precisions">Arithmetic of activations and gradients; all engines have <see cref="Precision.Float32"/>.</param>
/// <param name="SecondOrderGradients">Whether it differentiates gradients, as meta learning needs.</param>
public sealed record EngineCapabilities(IReadOnlyList<Precision> Precisions, bool SecondOrderGradients)
{
    private const string NeedsSecondOrder = "maml and anil take gradients of gradients, which this engine does not compute: choose "
        + "first-order-maml or reptile, or another engine (--engine torchsharp).";

    /// <summary>Single precision and first-order gradients.</summary>
    public static EngineCapabilities Basic { get; } = new([Precision.Float32], SecondOrderGradients: false);

    /// <summary>Why the engine cannot train by some settings, with the remedy; null if it can.</summary>
    public string? Lack(TrialSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Meta is { NeedsSecondOrder: true } && !SecondOrderGradients)
            return NeedsSecondOrder;
        return Precisions.Contains(settings.Precision)
            ? null
            : $"This engine does not compute in {PrecisionNames.NameOf(settings.Precision)}; that needs the TorchSharp engine (--engine "
                + "torchsharp), or leave the setting precision out.";
    }

    /// <summary>The rules of specs that the engine shall train.</summary>
    public IReadOnlyList<SettingRule> Rules =>
    [
        new(["precision"], settings => Refuses(new Configuration(settings))),
        new([MetaSetting.Name], settings => Refuses(new Configuration(settings))),
    ];

    /// <summary>Why the engine cannot train a configuration, with the remedy; null if it can, as far as one can tell before
    /// training.</summary>
    public string? Refuses(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (DeclaredTrainer.Trains(configuration))
            return null; // none of the engines is to train it
        if (configuration.Settings.TryGetValue("precision", out var precision)
            && !Precisions.Any(known => PrecisionNames.NameOf(known) == precision.Label))
            return "precision: bfloat16 is for the TorchSharp engine; add --engine torchsharp, or leave the setting out.";
        return !SecondOrderGradients && configuration.Settings.TryGetValue(MetaSetting.Name, out var meta)
            && MetaSetting.Read(meta) is { NeedsSecondOrder: true }
            ? $"{MetaSetting.Name}: {NeedsSecondOrder}"
            : null;
    }

    /// <summary>Levels that the engine cannot train, by setting ("meta.name" is one within a group); empty if it can train all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lacks
    {
        get
        {
            var lacks = new Dictionary<string, IReadOnlyList<string>>();
            string[] precisions = [.. Enum.GetValues<Precision>().Except(Precisions).Select(PrecisionNames.NameOf)];
            if (precisions.Length > 0)
                lacks["precision"] = precisions;
            if (!SecondOrderGradients)
                lacks[MetaSetting.Name] = lacks[MetaSetting.Name + ".name"] = MetaSetting.SecondOrderNames;
            return lacks;
        }
    }
}
