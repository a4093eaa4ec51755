using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.Adjustments;

/// <summary>A paired comparison of a family whose pairs may share their signs with those of others.</summary>
/// <param name="Blocks">Its differences; null when nothing was tested.</param>
/// <param name="Keys">Per block the key of each pair, in the order of its differences: pairs of one key flip together.</param>
/// <param name="P">The two-sided p of the comparison alone; 1 when nothing was tested.</param>
public sealed record FamilyMember(PairedBlocks? Blocks, IReadOnlyList<IReadOnlyList<string>> Keys, double P);
