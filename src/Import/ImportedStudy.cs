namespace Sweep.Import;

/// <summary>All trainings of a source.</summary>
/// <param name="Source">Where they come from, for people: "results.csv", "Optuna storage optuna.db, study tune".</param>
/// <param name="Runs">In the order of the source.</param>
/// <param name="Metrics">The names of the metrics that occur, and whether a larger value is better; null where the source does not
/// say.</param>
public sealed record ImportedStudy(string Source, IReadOnlyList<ImportedRun> Runs, IReadOnlyDictionary<string, bool?> Metrics);

/// <summary>What came of reading a source: the study, or all that is wrong with it.</summary>
/// <param name="Study">Null exactly when there are mistakes.</param>
/// <param name="Mistakes">Each with its place and the remedy: "results.csv:12:3: ...".</param>
/// <param name="Notes">What was left out and why, one sentence each.</param>
public sealed record ImportReading(ImportedStudy? Study, IReadOnlyList<string> Mistakes, IReadOnlyList<string> Notes);
