namespace Sweep.Client.Report.Input;

/// <summary>What trials were trained on.</summary>
/// <param name="Facts">Versions, processor and so on, by name.</param>
/// <param name="TrialCount">How many trials.</param>
internal sealed record TrainingEnvironment(IReadOnlyList<(string Name, string Value)> Facts, long TrialCount);
