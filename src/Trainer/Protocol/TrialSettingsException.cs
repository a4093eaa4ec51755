namespace Sweep.Trainer.Protocol;

/// <summary>A configuration that this program cannot train. Specs are checked before; stored trials of other versions may get here.</summary>
internal sealed class TrialSettingsException(string problem) : ArgumentException(problem)
{
    public static TrialSettingsException Unknown(string what, string name, IEnumerable<string> known) =>
        new($"There is no {what} '{name}'; known are {List(known)}.");

    public static string List(IEnumerable<string> names) => string.Join(", ", names);
}
