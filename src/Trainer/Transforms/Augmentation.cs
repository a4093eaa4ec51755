using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Transforms;

/// <summary>Random changes, new in each epoch: what training samples go through before a network sees them. Samples that a network is
/// judged on are never changed.</summary>
/// <param name="Steps">In order, at least one.</param>
public sealed record Augmentation(IReadOnlyList<SampleStep> Steps)
{
    private static readonly StepNotation Notation = new("augmentation",
        [CropFlip.Kind, Flip.Kind, Rotation.Kind, QuarterTurns.Kind, Cutout.Kind, RandomErasing.Kind, Noise.Kind]);

    /// <summary>One step.</summary>
    public Augmentation(SampleStep step)
        : this([step])
    {
    }

    /// <summary>The setting <c>augmentation</c>.</summary>
    public static SettingDefinition Definition { get; } =
        Notation.Define("random changes of the training images, new in each epoch", "images as they are");

    /// <summary>The crops and mirror images where these are all that happens; else null.</summary>
    public CropFlip? CropFlipAlone => Steps.Count == 1 ? Steps[0] as CropFlip : null;

    /// <summary>Reads a level: a name, { name, ... } with the settings of a step, or { name, steps }.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">An unknown name, a value out of range, or a step that changes nothing.</exception>
    public static Augmentation? Read(SettingValue level) => Notation.Read(level) is { Count: > 0 } steps ? new Augmentation(steps) : null;

    /// <summary>Why samples of a form cannot be augmented so; null when they can.</summary>
    public string? Problem(SampleForm form) => Notation.Problem(Steps, form, out _);

    /// <summary>The name of the stream that all samples of an epoch draw from, one after the other.</summary>
    internal static string Stream(string epoch) => $"augment/{epoch}";

    /// <summary>The name of the stream of a step of several, in which each sample has a part of its own.</summary>
    internal static string Stream(string epoch, int step) => string.Create(CultureInfo.InvariantCulture, $"augment/{epoch}/step{step}");

    /// <inheritdoc/>
    public bool Equals(Augmentation? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(0, HashCode.Combine);
}
