using System.Text.Json.Nodes;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Matrices;

namespace Sweep.Client.Compare;

/// <summary>A table of means as JSON.</summary>
internal static class MatrixJson
{
    public static JsonObject Of(LevelMatrix matrix) => new()
    {
        ["rows"] = matrix.RowFactor,
        ["columns"] = JsonNodes.Strings(matrix.ColumnFactors),
        ["averagedOver"] = JsonNodes.Strings(matrix.AveragedSettings),
        ["activations"] = JsonNodes.Array(matrix.ActivationSizes, s => new JsonObject
        {
            ["activation"] = s.Key,
            ["isLearnable"] = s.Value.IsLearnable,
            ["fewestParameters"] = s.Value.Minimum,
            ["mostParameters"] = s.Value.Maximum,
        }),
        ["cells"] = new JsonArray([.. matrix.Cells.SelectMany((row, r) => row.Select((_, c) => (JsonNode)Cell(matrix, r, c)))]),
        ["best"] = JsonNodes.Array(matrix.Groups, g => new JsonObject
        {
            ["among"] = g.Name.Length == 0 ? "all" : g.Name,
            ["rows"] = JsonNodes.Array(g.Best, b => b is { } row ? JsonValue.Create(matrix.RowLabels[row]) : null),
        }),
        ["seeds"] = matrix.Tuning is null || matrix.TunedShown.Count > 0 ? "all" : "judging",
        ["notTested"] = matrix.TunedShown.Count > 0 ? $"{string.Join(" and ", matrix.TunedShown)} is tuned" : null,
        ["focus"] = matrix.Focus is { } focus ? Focus(matrix, focus) : null,
    };

    private static JsonObject Cell(LevelMatrix matrix, int row, int column)
    {
        var summary = ResultJson.Summary(matrix.Cells[row][column]);
        summary.Remove("level");
        summary.Remove("block");
        summary.Insert(0, "row", matrix.RowLabels[row]);
        summary.Insert(1, "column", JsonNodes.Strings(matrix.ColumnLabels[column]));
        summary["isBest"] = matrix.MarkOf(row, column) is not null;
        return summary;
    }

    private static JsonObject Focus(LevelMatrix matrix, MatrixFocus focus) => new()
    {
        ["row"] = matrix.RowLabels[focus.Row],
        ["isChosenByData"] = focus.IsChosenByData,
        ["isPlanned"] = focus.IsPlanned,
        ["adjustment"] = JsonNodes.Word(focus.Adjustment),
        ["familySize"] = focus.FamilySize,
        ["adjustmentOverColumns"] = JsonNodes.Word(focus.OverColumnsAdjustment),
        ["familySizeOverColumns"] = focus.OverColumnsFamilySize,
        ["columnsWeighTheSame"] = focus.ColumnsWeighTheSame,
        ["against"] = new JsonArray([.. matrix.Groups.Select((g, i) => (JsonNode)new JsonObject
        {
            ["among"] = g.Name.Length == 0 ? "all" : g.Name,
            ["perColumn"] = JsonNodes.Array(focus.Improvements[i], Improvement),
            ["overColumns"] = Improvement(focus.OverColumns[i]),
        })]),
    };

    private static JsonObject? Improvement(MatrixImprovement? improvement) => improvement is not { } i ? null : new JsonObject
    {
        ["other"] = i.Other,
        ["difference"] = JsonNodes.Number(i.Difference),
        ["gain"] = JsonNodes.Number(i.Gain),
        ["design"] = JsonNodes.Word(i.Design),
        ["pairs"] = i.PairCount,
        ["p"] = JsonNodes.Number(i.P),
        ["adjustedP"] = JsonNodes.Number(i.AdjustedP),
        ["verdict"] = JsonNodes.Word(i.Verdict),
        ["isOnAverage"] = i.IsOnAverage,
        ["isExploratory"] = i.IsExploratory,
    };
}
