using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Costs;
using Sweep.Analysis.Questions;
using Sweep.Planning.Plans;

namespace Sweep.Client.Compare;

/// <summary>The answer as JSON: every number in the unit of the metric; what is absent or not finite is null.</summary>
internal static class ComparisonJson
{
    private const int FormatVersion = 2;
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
            ["inputHash"] = report.InputHash,
            ["factor"] = question.Factor,
            ["baseline"] = question.Baseline,
            ["metric"] = question.Metric,
            ["epoch"] = question.Epoch,
            ["largerIsBetter"] = report.Options.LargerIsBetter,
            ["alpha"] = JsonNodes.Number(report.Options.Alpha),
            ["rope"] = JsonNodes.Number(report.Options.Rope),
            ["power"] = JsonNodes.Number(report.Options.Power),
            ["targetScore"] = JsonNodes.Number(report.Options.TargetScore),
            ["bootstrapDraws"] = report.Options.BootstrapDraws,
            ["seedOfDraws"] = report.Options.Seed,
            ["isPlanned"] = question.IsPlanned,
            ["deviationsFromPlan"] = JsonNodes.Strings(question.Deviations),
            ["trials"] = new JsonObject
            {
                ["total"] = view.TrialCount,
                ["trained"] = view.Trained,
                ["unfinished"] = view.Unfinished,
                ["notNeeded"] = view.Unneeded,
                ["endedBeforePlan"] = view.Before.KnownCount,
            },
            ["seeds"] = view.SeedCount,
            ["selectionSeeds"] = question.Tuning?.SelectionSeeds ?? 0,
            ["levels"] = JsonNodes.Strings(report.Levels),
            ["blockSettings"] = JsonNodes.Strings(view.BlockSettings),
            ["blocks"] = JsonNodes.Strings(report.Blocks),
            ["test"] = PlannedTests.Names.GetName(question.Test),
            ["adjustment"] = JsonNodes.Word(report.Adjustment),
            ["adjustmentAskedFor"] = JsonNodes.Word(report.Options.Adjustment),
            ["adjustmentWithinBlocks"] = JsonNodes.Word(report.BlockAdjustment),
            ["overallFamilySize"] = report.OverallFamilySize,
            ["blockFamilySize"] = report.BlockFamilySize,
            ["looks"] = report.Options.Looks is { } looks ? ResultJson.Looks(looks) : null,
            ["summaries"] = JsonNodes.Array(report.Summaries, ResultJson.Summary),
            ["costs"] = JsonNodes.Array(view.Costs, Cost),
            ["tuning"] = question.Tuning is null ? null : JsonNodes.Array(report.TuningChoices, Choice),
            ["comparisons"] = JsonNodes.Array(report.Comparisons, c => new JsonObject
            {
                ["level"] = c.Level,
                ["baseline"] = c.Baseline,
                ["overall"] = ResultJson.Create(c.Overall),
                ["newDatasets"] = c.NewDatasets is { } datasets ? DatasetsJson.Create(datasets) : null,
                ["blocks"] = JsonNodes.Array(c.Blocks, ResultJson.Create),
            }),
            ["omnibus"] = OmnibusJson.Create(report.Omnibus),
            ["omnibusOverDatasets"] = OmnibusJson.Create(report.OmnibusOverDatasets),
            ["marginalMeans"] = report.MarginalMeans is { } means ? JsonNodes.Array(means, Mean) : null,
            ["scores"] = JsonNodes.Array(report.Scores, Score),
            ["profileThresholds"] = JsonNodes.Numbers(report.ProfileThresholds),
            ["variance"] = report.Variance is { } variance ? OmnibusJson.Variance(variance) : null,
            ["matrix"] = view.Matrix is { } matrix ? MatrixJson.Create(matrix) : null,
            ["methods"] = MethodsParagraph.Create(view),
            ["notes"] = JsonNodes.Strings(report.Notes),
        };
        if (PruningText.Json(view) is { } pruning)
            document["pruning"] = pruning;
        return document.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Cost(LevelCost c) => new()
    {
        ["level"] = c.Level,
        ["reference"] = c.Reference,
        ["meanSeconds"] = JsonNodes.Number(c.MeanSeconds),
        ["relativeTime"] = JsonNodes.Number(c.RelativeTime),
        ["fewestParameters"] = JsonNodes.Number(c.FewestParameters),
        ["mostParameters"] = JsonNodes.Number(c.MostParameters),
    };

    private static JsonObject Choice(TuningChoice c) => new()
    {
        ["level"] = c.Level,
        ["block"] = c.Block,
        ["chosen"] = c.TunedLevel,
        ["selectionMean"] = JsonNodes.Number(c.SelectionMean),
        ["candidates"] = c.CandidateCount,
        ["tiedWith"] = JsonNodes.Strings(c.TiedWith),
        ["all"] = JsonNodes.Array(c.Candidates, t => new JsonObject
        {
            ["candidate"] = t.TunedLevel,
            ["selectionMean"] = JsonNodes.Number(t.SelectionMean),
            ["n"] = t.Count,
            ["diverged"] = t.DivergedCount,
            ["withoutOutcome"] = t.WithoutOutcome,
        }),
    };

    private static JsonObject Mean(MarginalMean m) =>
        new() { ["level"] = m.Level, ["blocks"] = m.CellCount, ["mean"] = JsonNodes.Number(m.Mean) };

    private static JsonObject Score(LevelScores s) => new()
    {
        ["level"] = s.Level,
        ["interquartileMean"] = JsonNodes.Number(s.InterquartileMean),
        ["interquartileInterval"] = JsonNodes.Range(s.InterquartileInterval),
        ["optimalityGap"] = JsonNodes.Number(s.OptimalityGap),
        ["profile"] = JsonNodes.Numbers(s.Profile),
    };
}
