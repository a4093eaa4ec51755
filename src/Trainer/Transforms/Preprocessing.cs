using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Transforms;

/// <summary>Fixed changes of all samples of a dataset, of the training, the validation and the test alike.</summary>
/// <param name="Steps">In order, at least one.</param>
public sealed record Preprocessing(IReadOnlyList<SampleStep> Steps)
{
    private static readonly StepNotation Notation = new("preprocessing",
        [Resize.Kind, CentreCrop.Kind, Colourise.Kind, Grayscale.Kind, Noise.Kind]);

    /// <summary>One step.</summary>
    public Preprocessing(SampleStep step)
        : this([step])
    {
    }

    /// <summary>The setting <c>preprocessing</c>.</summary>
    public static SettingDefinition Definition { get; } = Notation.Define("fixed changes of all images", "images as the dataset has them");

    /// <summary>Reads a level: a name, { name, ... } with the settings of a step, or { name, steps }.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">An unknown name, or a value out of range.</exception>
    public static Preprocessing? Read(SettingValue level) => Notation.Read(level) is { Count: > 0 } steps ? new Preprocessing(steps) : null;

    /// <summary>Why samples of a form cannot go through it; null when they can.</summary>
    /// <param name="form">Their form.</param>
    /// <param name="samples">How many a part of the dataset has at most: their values lie in one array.</param>
    public string? Problem(SampleForm form, int samples) => Notation.Problem(Steps, form, out var after)
        ?? ((long)samples * after.Count <= Array.MaxLength ? null
            : $"preprocessing: {samples} {after} have more than the {Array.MaxLength} values that there may be: choose a smaller size.");

    /// <summary>The form that it gives to samples.</summary>
    public SampleForm After(SampleForm form) => Steps.Aggregate(form, (now, step) => step.After(now));

    /// <inheritdoc/>
    public bool Equals(Preprocessing? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(0, HashCode.Combine);

    /// <summary>Its steps; equal for equal ones.</summary>
    public override string ToString() => string.Join("; ", Steps);
}
