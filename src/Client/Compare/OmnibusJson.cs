using System.Text.Json.Nodes;
using Sweep.Analysis.Comparisons;
using Sweep.Statistics.Omnibus;
using Sweep.Statistics.Variance;

namespace Sweep.Client.Compare;

/// <summary>What looks at all levels at once, as JSON.</summary>
internal static class OmnibusJson
{
    public static JsonObject? Create(OmnibusSummary? o) => o is null ? null : new JsonObject
    {
        ["levels"] = JsonNodes.Strings(o.Levels),
        ["units"] = o.UnitCount,
        ["completeUnits"] = o.CompleteCount,
        ["meanRanks"] = JsonNodes.Numbers(o.MeanRanks),
        ["friedman"] = o.Friedman is { } f
            ? new JsonObject
            {
                ["tieCorrection"] = JsonNodes.Number(f.TieCorrection),
                ["tieCorrected"] = Test(f.TieCorrected),
                ["uncorrected"] = Test(f.Uncorrected),
                ["imanDavenport"] = Test(f.ImanDavenport),
                ["imanDavenportUncorrected"] = Test(f.ImanDavenportUncorrected),
                ["exactP"] = JsonNodes.Number(f.ExactP),
            }
            : null,
        ["skillingsMack"] = o.SkillingsMack is { } s
            ? new JsonObject
            {
                ["units"] = s.BlockCount,
                ["approximate"] = Test(s.Approximate),
                ["permutationP"] = JsonNodes.Number(s.PermutationP),
                ["draws"] = s.Draws,
            }
            : null,
        ["quade"] = Test(o.Quade),
        ["alignedRanks"] = Test(o.AlignedRanks),
        ["criticalDifference"] = JsonNodes.Number(o.CriticalDifference),
        ["nemenyi"] = JsonNodes.Numbers(o.Nemenyi),
    };

    /// <summary>Variance components, blocks standing for datasets.</summary>
    public static JsonObject Variance(VarianceComponents v) => new()
    {
        ["level"] = JsonNodes.Number(v.Level),
        ["block"] = JsonNodes.Number(v.Dataset),
        ["interaction"] = JsonNodes.Number(v.Interaction),
        ["sharedSeed"] = JsonNodes.Number(v.SharedSeed),
        ["residual"] = JsonNodes.Number(v.Residual),
        ["levels"] = v.LevelCount,
        ["blocks"] = v.DatasetCount,
        ["seedsPerBlock"] = JsonNodes.Number(v.SeedsPerDataset),
        ["seedShare"] = JsonNodes.Number(v.SeedShare),
    };

    private static JsonObject? Test(OmnibusResult? t) => t is null ? null : new JsonObject
    {
        ["method"] = t.Method,
        ["statistic"] = JsonNodes.Number(t.Statistic),
        ["degreesOfFreedom"] = t.DegreesOfFreedom,
        ["errorDegreesOfFreedom"] = t.ErrorDegreesOfFreedom,
        ["p"] = JsonNodes.Number(t.P),
    };
}
