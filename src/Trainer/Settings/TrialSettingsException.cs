namespace Sweep.Trainer.Settings;

/// <summary>A configuration that this program cannot train. Specs are checked before; stored trials of other versions may get
/// here.</summary>
public sealed class TrialSettingsException(string problem) : ArgumentException(problem)
{
    /// <summary>A name that is none of the known ones.</summary>
    public static TrialSettingsException Unknown(string what, string name, IEnumerable<string> known) =>
        new($"There is no {what} '{name}'; known are {List(known)}.");

    /// <summary>Names in a sentence.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names);
}
