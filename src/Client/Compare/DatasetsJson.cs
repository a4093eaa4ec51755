using System.Text.Json.Nodes;
using Sweep.Analysis.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>A comparison for datasets not seen yet as JSON.</summary>
internal static class DatasetsJson
{
    public static JsonObject Create(DatasetComparison c)
    {
        var node = new JsonObject();
        ResultJson.AddDecision(node, c.Decision);
        foreach (var (name, value) in new Dictionary<string, JsonNode?>
        {
            ["datasets"] = JsonNodes.Array(c.Datasets, d => new JsonObject
            {
                ["dataset"] = d.Dataset,
                ["blocks"] = d.BlockCount,
                ["difference"] = JsonNodes.Number(d.Difference),
            }),
            ["wins"] = c.Wins,
            ["ties"] = c.Ties,
            ["losses"] = c.Losses,
            ["mean"] = JsonNodes.Number(c.Mean?.Value),
            ["standardError"] = JsonNodes.Number(c.Mean?.StandardError),
            ["degreesOfFreedom"] = JsonNodes.Number(c.Mean?.DegreesOfFreedom),
            ["interval"] = JsonNodes.Range(c.Interval),
            ["hodgesLehmann"] = JsonNodes.Number(c.HodgesLehmann?.Estimate),
            ["hodgesLehmannInterval"] = JsonNodes.Range(c.HodgesLehmann?.Interval),
            ["isIntervalShown"] = c.TypicalInterval is not null,
            ["tests"] = new JsonObject
            {
                ["signedRank"] = JsonNodes.Number(c.SignedRank),
                ["signFlip"] = JsonNodes.Number(c.SignFlip),
                ["sign"] = JsonNodes.Number(c.Sign),
                ["t"] = JsonNodes.Number(c.T),
                ["equivalence"] = JsonNodes.Number(c.Equivalence),
            },
            ["posterior"] = ResultJson.Posterior(c.Posterior),
            ["hierarchical"] = c.Hierarchical is not { } h ? null : new JsonObject
            {
                ["mostLikely"] = ResultJson.Posterior(h.MostLikely),
                ["nextDataset"] = ResultJson.Posterior(h.NextDataset),
                ["centre"] = JsonNodes.Number(h.Centre),
                ["spread"] = JsonNodes.Number(h.Spread),
            },
        })
            node[name] = value;
        return node;
    }
}
