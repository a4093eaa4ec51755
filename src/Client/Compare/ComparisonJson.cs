using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sweep.Statistics;
using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>The answer as JSON: every number in the unit of the metric; what is absent or not finite is null.</summary>
internal static class ComparisonJson
{
    private const int FormatVersion = 1;
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(ComparisonView view)
    {
        var (question, report) = (view.Question, view.Report);
        var document = new JsonObject
        {
            ["formatVersion"] = FormatVersion,
            ["sweep"] = view.Sweep.Name,
            ["planHash"] = view.Sweep.PlanHash.Value,
            ["factor"] = question.Factor,
            ["baseline"] = question.Baseline,
            ["metric"] = question.Metric,
            ["epoch"] = question.Epoch,
            ["largerIsBetter"] = report.Options.LargerIsBetter,
            ["alpha"] = Number(report.Options.Alpha),
            ["rope"] = Number(report.Options.Rope),
            ["isPlanned"] = question.IsPlanned,
            ["deviationsFromPlan"] = Strings(question.Deviations),
            ["blockSettings"] = Strings(view.BlockSettings),
            ["divergenceFloor"] = new JsonObject { ["value"] = Number(report.Floor.Value), ["isDeclared"] = report.Floor.IsDeclared },
            ["adjustment"] = "Holm",
            ["overallFamilySize"] = report.OverallFamilySize,
            ["blockFamilySize"] = report.BlockFamilySize,
            ["levels"] = Array(report.Summaries, Summary),
            ["tuning"] = question.Tuning is null ? null : Array(report.TuningChoices, Choice),
            ["comparisons"] = Array(report.Comparisons, c => new JsonObject
            {
                ["level"] = c.Level,
                ["baseline"] = c.Baseline,
                ["overall"] = Result(c.Overall),
                ["blocks"] = Array(c.Blocks, Result),
            }),
            ["matrix"] = view.Matrix is { } matrix ? Matrix(matrix) : null,
            ["notes"] = Strings(report.Notes),
        };
        return document.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Summary(LevelSummary s) => new()
    {
        ["level"] = s.Level,
        ["block"] = s.Block,
        ["n"] = s.Count,
        ["mean"] = Number(s.Mean),
        ["sd"] = Number(s.StandardDeviation),
        ["min"] = Number(s.Minimum),
        ["max"] = Number(s.Maximum),
        ["diverged"] = s.DivergedCount,
        ["failed"] = s.FailedCount,
        ["missing"] = s.MissingCount,
    };

    private static JsonObject Choice(TuningChoice c) => new()
    {
        ["level"] = c.Level,
        ["block"] = c.Block,
        ["chosen"] = c.TunedLevel,
        ["selectionMean"] = Number(c.SelectionMean),
        ["candidates"] = c.CandidateCount,
    };

    private static JsonObject Result(ComparisonResult r) => new()
    {
        ["block"] = r.Block,
        ["design"] = Word(r.Design),
        ["verdict"] = Word(r.Decision.Verdict),
        ["isExploratory"] = r.Decision.IsExploratory,
        ["decidingTest"] = Word(r.Decision.Test),
        ["p"] = Number(r.Decision.P),
        ["adjustedP"] = Number(r.Decision.AdjustedP),
        ["limit"] = r.Decision.Limit?.Sentence,
        ["blocks"] = r.BlockCount,
        ["isCollapsed"] = r.IsCollapsed,
        ["pairs"] = r.PairCount,
        ["wins"] = r.Wins,
        ["ties"] = r.Ties,
        ["losses"] = r.Losses,
        ["levelSide"] = Side(r.LevelSide),
        ["baselineSide"] = Side(r.BaselineSide),
        ["difference"] = Difference(r.Difference),
        ["tests"] = new JsonObject
        {
            ["signFlip"] = Number(r.Tests.SignFlip),
            ["signFlipLaw"] = r.Tests.SignFlipLaw is { } law ? Word(law) : null,
            ["signedRank"] = Number(r.Tests.SignedRank),
            ["sign"] = Number(r.Tests.Sign),
            ["t"] = Number(r.Tests.T),
            ["mannWhitney"] = Number(r.Tests.MannWhitney),
            ["equivalence"] = Number(r.Tests.Equivalence),
        },
        ["unused"] = Array(r.Unused, u => new JsonObject { ["level"] = u.Level, ["block"] = u.Block, ["seed"] = u.Seed, ["reason"] = u.Reason }),
    };

    private static JsonObject? Side(SideSummary? side) => side is null ? null : new JsonObject
    {
        ["n"] = side.Count,
        ["mean"] = Number(side.Mean),
        ["sd"] = Number(side.StandardDeviation),
        ["diverged"] = side.DivergedCount,
    };

    private static JsonObject? Difference(DifferenceSummary? d) => d is null ? null : new JsonObject
    {
        ["mean"] = Number(d.Mean.Value),
        ["standardError"] = Number(d.Mean.StandardError),
        ["degreesOfFreedom"] = Number(d.Mean.DegreesOfFreedom),
        ["interval"] = Range(d.Interval),
        ["equivalenceInterval"] = Range(d.EquivalenceInterval),
        ["hodgesLehmann"] = Number(d.HodgesLehmann?.Estimate),
        ["hodgesLehmannInterval"] = Range(d.HodgesLehmann?.Interval),
        ["standardizedEffect"] = Number(d.StandardizedEffect),
        ["hedgesG"] = Number(d.HedgesG),
        ["correlation"] = Number(d.Correlation),
        ["probabilityOfSuperiority"] = Number(d.ProbabilityOfSuperiority),
    };

    private static JsonObject Matrix(LevelMatrix matrix) => new()
    {
        ["rows"] = matrix.RowFactor,
        ["columns"] = Strings(matrix.ColumnFactors),
        ["cells"] = new JsonArray([.. matrix.Cells.SelectMany((row, r) => row.Select((cell, c) =>
        {
            var summary = Summary(cell);
            summary.Remove("level");
            summary.Remove("block");
            summary.Insert(0, "row", matrix.RowLabels[r]);
            summary.Insert(1, "column", Strings(matrix.ColumnLabels[c]));
            return (JsonNode)summary;
        }))]),
    };

    private static JsonObject? Range(Interval? interval) => interval is not { } i ? null : new JsonObject
    {
        ["lower"] = Number(i.Lower),
        ["upper"] = Number(i.Upper),
        ["level"] = Number(i.Level),
    };

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode> node) => new([.. items.Select(node)]);

    private static JsonArray Strings(IEnumerable<string> texts) => Array(texts, t => JsonValue.Create(t)!);

    private static JsonValue? Number(double? value) => value is { } v && double.IsFinite(v) ? JsonValue.Create(v) : null;

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
