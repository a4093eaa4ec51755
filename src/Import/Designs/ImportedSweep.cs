using Sweep.Planning.Plans;
using Sweep.Store;

namespace Sweep.Import.Designs;

/// <summary>A study as a finished sweep.</summary>
/// <param name="Plan">Its text is a spec that gives this plan again; where not every configuration has every seed that plan has further
/// trials, which are not imported.</param>
/// <param name="Trials">What was imported, now or before, in the order of the plan.</param>
/// <param name="Added">How many of them were not stored.</param>
/// <param name="Stored">How many of the stored trials the source lacks; they stay.</param>
/// <param name="ComparesAnew">Whether stored trials are now compared in another way, such as with another baseline.</param>
public sealed record ImportedSweep(SweepPlan Plan, IReadOnlyList<FinishedTrial> Trials, int Added, int Stored, bool ComparesAnew);

/// <summary>What came of designing: the sweep, or all that is wrong.</summary>
/// <param name="Sweep">Null exactly when there are mistakes.</param>
/// <param name="Mistakes">Each with its place and the remedy.</param>
/// <param name="Notes">How what was not said was decided.</param>
public sealed record DesignReading(ImportedSweep? Sweep, IReadOnlyList<string> Mistakes, IReadOnlyList<string> Notes);
