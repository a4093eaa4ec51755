using Sweep.Planning.Trials;

namespace Sweep.Import;

/// <summary>One training that somebody did elsewhere, as a file or database tells of it.</summary>
/// <param name="Place">Where it stands, for messages: "line 12", "trial 5", "run 3f2a".</param>
/// <param name="Settings">What it was trained with, by name: text, numbers and flags.</param>
/// <param name="Seed">The replicate; null where the source has none.</param>
/// <param name="Outcome">How it ended: completed, diverged, or failed.</param>
/// <param name="Epochs">Its metrics, in the order of epochs from 1; a table without epochs has one, numbered 1. Values may be
/// NaN or infinite.</param>
public sealed record ImportedRun(string Place, IReadOnlyDictionary<string, SettingValue> Settings, int? Seed, TrialOutcome Outcome,
    IReadOnlyList<EpochMetrics> Epochs);
