using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Engines;

/// <summary>What an engine can do. A plan that needs what the chosen engine lacks is refused before training.</summary>
/// <param name="Precisions">Arithmetic of activations and gradients; all engines have <see cref="Precision.Float32"/>.</param>
/// <param name="SecondOrderGradients">Whether it differentiates gradients, as meta learning needs.</param>
public sealed record EngineCapabilities(IReadOnlyList<Precision> Precisions, bool SecondOrderGradients)
{
    /// <summary>Single precision and first-order gradients.</summary>
    public static EngineCapabilities Basic { get; } = new([Precision.Float32], SecondOrderGradients: false);

    /// <summary>Why the engine cannot train by some settings, with the remedy; null if it can.</summary>
    public string? Lack(TrialSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Precisions.Contains(settings.Precision)
            ? null
            : $"This engine does not compute in {PrecisionNames.NameOf(settings.Precision)}; that needs the TorchSharp engine (--engine "
                + "torchsharp), or leave the setting precision out.";
    }

    /// <summary>The rule of specs that the engine shall train.</summary>
    public SettingRule Rule => new(["precision"], settings => Refuses(new Configuration(settings)));

    /// <summary>Why the engine cannot train a configuration, with the remedy; null if it can, as far as one can tell before
    /// training.</summary>
    public string? Refuses(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Lacks.Any(lack => configuration.Settings.TryGetValue(lack.Key, out var value) && lack.Value.Contains(value.Label))
            ? "precision: bfloat16 is for the TorchSharp engine; add --engine torchsharp, or leave the setting out."
            : null;
    }

    /// <summary>Levels that the engine cannot train, by setting; empty if it can train all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lacks
    {
        get
        {
            string[] precisions = [.. Enum.GetValues<Precision>().Except(Precisions).Select(PrecisionNames.NameOf)];
            return precisions.Length == 0
                ? new Dictionary<string, IReadOnlyList<string>>()
                : new Dictionary<string, IReadOnlyList<string>> { ["precision"] = precisions };
        }
    }
}
