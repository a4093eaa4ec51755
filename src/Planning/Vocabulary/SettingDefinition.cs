using Sweep.Planning.Trials;

namespace Sweep.Planning.Vocabulary;

/// <summary>A setting that a spec may fix or vary.</summary>
/// <param name="Name">As written in a spec and in filters: "learningRate".</param>
/// <param name="Description">One line for people.</param>
/// <param name="Kind">What values it takes.</param>
public sealed record SettingDefinition(string Name, string Description, SettingKind Kind)
{
    /// <summary>The smallest value of a number; unbounded by default.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value of a number; unbounded by default.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Minimum"/> itself is refused, as zero is for a learning rate.</summary>
    public bool ExcludesMinimum { get; init; }

    /// <summary>Whether <see cref="Maximum"/> itself is refused.</summary>
    public bool ExcludesMaximum { get; init; }

    /// <summary>What holds when the spec says nothing; null when then nothing holds, or when the spec must say.</summary>
    public SettingValue? Default { get; init; }

    /// <summary>Whether a spec that does not give it is wrong; only without a default.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether a trial's configuration leaves the setting out where it has its default. True for what is added after a release, so
    /// that the trials stored before keep their ids. A choice's own settings are always left out so, whatever this says.</summary>
    public bool OmitWhenDefault { get; init; }

    /// <summary>The values of a <see cref="SettingKind.Choice"/>; empty for the other kinds.</summary>
    public IReadOnlyList<SettingChoice> Choices { get; init; } = [];

    /// <summary>Whether a mapping may leave out the name of a <see cref="SettingKind.Choice"/>: its first key tells which is meant, as in
    /// { patience: 5 }.</summary>
    public bool IsNamedByKeys { get; init; }

    /// <summary>What a number may be given with, as in { value: 0.1, schedule: cosine }; empty for most. All have defaults, which are left
    /// out of a trial's canonical value: with nothing else it is the bare number.</summary>
    public IReadOnlyList<SettingDefinition> Settings { get; init; } = [];

    /// <summary>How a user may write a level of their own beside the choices; empty if they may not.</summary>
    public IReadOnlyList<UserDefinition> UserDefinitions { get; init; } = [];

    /// <summary>The bounds in words: "at least 1 and below 2"; empty without bounds.</summary>
    public string Range
    {
        get
        {
            bool hasMinimum = double.IsFinite(Minimum), hasMaximum = double.IsFinite(Maximum);
            string minimum = hasMinimum ? (ExcludesMinimum ? "above " : "at least ") + CanonicalJson.Number(Minimum) : "";
            string maximum = hasMaximum ? (ExcludesMaximum ? "below " : "at most ") + CanonicalJson.Number(Maximum) : "";
            return minimum + (hasMinimum && hasMaximum ? " and " : "") + maximum;
        }
    }

    /// <summary>What may stand there, in words: "a whole number, at least 1".</summary>
    public string Expected
    {
        get
        {
            string kind = Kind switch
            {
                SettingKind.Choice => $"one of {string.Join(", ", Choices.Select(c => c.Name))}",
                SettingKind.Integer => "a whole number",
                SettingKind.Number => "a number",
                SettingKind.Sizes => "whole numbers joined by hyphens, such as 512-256",
                SettingKind.Fold => "a fold and how many there are, such as 3/10",
                SettingKind.Text => "a text",
                _ => "true or false",
            };
            return Range.Length == 0 ? kind : $"{kind}, {Range}";
        }
    }

    /// <summary>Whether a value is of the setting's kind and in its range; of a choice, whether it is the bare name of one.</summary>
    public bool Allows(SettingValue value) => Kind switch
    {
        SettingKind.Choice => value is SettingValue.Text name && Choices.Any(c => c.Name == name.Value),
        SettingKind.Integer => value is SettingValue.Number number && number.Value == Math.Floor(number.Value) && Contains(number.Value),
        SettingKind.Number => value is SettingValue.Number number && Contains(number.Value),
        SettingKind.Fold => value is SettingValue.Text fold && Fold.Read(fold.Value) is not null,
        SettingKind.Text => value is SettingValue.Text,
        SettingKind.Sizes => value is SettingValue.Text text && SizeList.Read(text.Value) is { } sizes && sizes.All(s => Contains(s)),
        _ => value is SettingValue.Flag,
    };

    /// <summary>Whether a number lies between the bounds. NaN does not.</summary>
    public bool Contains(double value) =>
        (ExcludesMinimum ? value > Minimum : value >= Minimum) && (ExcludesMaximum ? value < Maximum : value <= Maximum);
}
