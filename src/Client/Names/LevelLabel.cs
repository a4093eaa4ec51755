using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Analysis.Trials;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Names;

/// <summary>Levels as people write them, turned into the labels that plans and stores know: 1e-5 and 0.00001 are one number, as within
/// sgd(momentum=9e-1). 007 is a text: imported tables have such names.</summary>
internal static partial class LevelLabel
{
    /// <summary>Knows what the settings that configurations leave out stand for.</summary>
    public static SpecVocabulary Vocabulary { get; } = TrainerVocabulary.Create();

    /// <summary>The label of a setting as people read it; null where it is left out and has no default.</summary>
    public static string? Find(Configuration configuration, string setting) =>
        TrialObservations.Label(configuration.Settings, setting, Vocabulary) is var label && label != Configuration.AbsentLabel
            ? label : null;

    /// <summary>The label that a text means.</summary>
    public static string Normalize(string text) =>
        Number(text) ?? NumberWithin().Replace(text, match => Number(match.Value) ?? match.Value);

    private static string? Number(string text) =>
        !(text is ['0', var next, ..] && char.IsAsciiDigit(next))
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? new SettingValue.Number(number).Label
            : null;

    [GeneratedRegex(@"(?<==)[^=,()]+(?=[,)])", RegexOptions.CultureInvariant)]
    private static partial Regex NumberWithin();
}
