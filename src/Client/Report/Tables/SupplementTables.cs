using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Input;
using Sweep.Statistics.Omnibus;

namespace Sweep.Client.Report.Tables;

/// <summary>The tables beside the verdicts; each null where the data give none.</summary>
internal static class SupplementTables
{
    private const string NumberFormat = "G4";

    /// <summary>Are all levels alike? Every test of it.</summary>
    public static ReportTable? Omnibus(ReportInput input)
    {
        var rows = new List<ReportRow>();
        Add("these datasets", input.View.Report.Omnibus);
        Add("datasets like these", input.View.Report.OmnibusOverDatasets);
        return rows.Count == 0 ? null : new ReportTable("omnibus",
            "Are all levels alike? These tests gate nothing: the comparisons of pairs are adjusted by themselves. "
            + "Units: pairs of a block, or datasets.",
            [new("target", "target", false), new("test", "test", false), new("units", "units"), new("statistic", "statistic"),
                new("df", "degreesOfFreedom"), new("error df", "errorDegreesOfFreedom"), new("p", "p")], rows);

        void Add(string target, OmnibusSummary? summary)
        {
            if (summary is null)
                return;
            IEnumerable<OmnibusResult?> tests =
                [summary.Friedman?.TieCorrected, summary.Friedman?.ImanDavenport, summary.Quade, summary.AlignedRanks];
            foreach (var test in tests.OfType<OmnibusResult>())
            {
                rows.Add(new ReportRow([target, test.Method, ReportCell.Count(summary.CompleteCount), Number(test.Statistic),
                    ReportCell.Count(test.DegreesOfFreedom),
                    test.ErrorDegreesOfFreedom is { } error ? ReportCell.Count(error)
                        : new ReportCell("-"), new(MetricScale.P(test.P), test.P)]));
            }
            if (summary.Friedman?.ExactP is { } exact)
                rows.Add(new ReportRow([target, "Friedman, exact", ReportCell.Count(summary.CompleteCount), "-", "-", "-",
                    new(MetricScale.P(exact), exact)]));
        }
    }

    /// <summary>What the pairs at hand can find, and how many it would take.</summary>
    public static ReportTable? Power(ReportInput input)
    {
        var scale = input.Scale;
        var powered = input.View.Report.Comparisons.Select(c => c.Overall).Where(r => r.Supplement?.Power is not null).ToArray();
        if (powered.Length == 0)
            return null;
        var first = powered[0].Supplement!.Power!;
        bool rope = first.PairsForEquivalence is not null;
        string unit = LevelTable.Unit(scale.DifferenceUnit);
        List<ReportColumn> columns = [new("level", "level", false), new("minus", "baseline", false), new("pairs", "pairs"),
            new($"detectable{unit}", "detectableDifference"),
            new("in the family", "detectableInFamily"), new("pairs for the observed", "pairsForObserved")];
        if (rope)
            columns.Add(new("pairs for equivalence", "pairsForEquivalence"));
        var rows = powered.Select(r =>
        {
            var power = r.Supplement!.Power!;
            List<ReportCell> cells = [r.Level, r.Baseline, ReportCell.Count(r.PairCount), Detectable(power.DetectableDifference),
                Detectable(power.DetectableInFamily), Needed(power.PairsForObserved)];
            if (rope)
                cells.Add(Needed(power.PairsForEquivalence));
            return new ReportRow(cells);

            ReportCell Detectable(double difference) => double.IsFinite(difference) ? new(scale.Size(difference), difference) : new("none");
        });
        string caption = string.Create(CultureInfo.InvariantCulture,
            $"What so many pairs can find. Detectable: the smallest true difference found with power {first.Power:0.##} at alpha "
                + $"{first.Alpha:0.####}, alone and against the whole family; none: so few pairs cannot reach that level, whatever the "
                + $"difference. Pairs for the observed: needed in the family if the true effect were the one observed (a guess).");
        return new ReportTable("power", caption, columns, [.. rows]);
    }

    /// <summary>The same question for datasets not seen yet.</summary>
    public static ReportTable? NewDatasets(ReportInput input)
    {
        var scale = input.Scale;
        var rows = input.View.Report.Comparisons.Where(c => c.NewDatasets is not null).Select(c =>
        {
            var d = c.NewDatasets!;
            string verdict = VerdictText.Word(d.Decision.Verdict);
            return new ReportRow([c.Level, c.Baseline, ReportCell.Count(d.Datasets.Count),
                new(scale.Difference(d.Mean?.Value), d.Mean?.Value),
                new(scale.Difference(d.HodgesLehmann?.Estimate), d.HodgesLehmann?.Estimate),
                    new(scale.Difference(d.TypicalInterval?.Lower), d.TypicalInterval?.Lower),
                new(scale.Difference(d.TypicalInterval?.Upper), d.TypicalInterval?.Upper),
                    new(VerdictText.Attained(d.TypicalInterval?.Level), d.TypicalInterval?.Level),
                ReportCell.Count(d.Wins), ReportCell.Count(d.Ties), ReportCell.Count(d.Losses),
                    new(MetricScale.P(d.SignedRank), d.SignedRank),
                new(MetricScale.P(d.Decision.AdjustedP), d.Decision.AdjustedP), verdict]);
        }).ToArray();
        return rows.Length == 0 ? null : new ReportTable("new-datasets",
            string.Join(" ", ["On datasets like these: the unit is the dataset, its seeds and other blocks averaged first; Wilcoxon's "
                + "exact signed-rank test decides. "
                + "Typical: Hodges-Lehmann estimate; lower, upper: its exact interval, of the level beside it.",
                    .. DatasetText.WithoutInterval(input.View.Report)]),
            [new("level", "level", false), new("minus", "baseline", false), new("datasets", "datasets"),
                new($"mean{LevelTable.Unit(scale.DifferenceUnit)}", "difference"),
                new("typical", "typical"), new("lower", "lower"), new("upper", "upper"), new("level", "confidence"), new("wins", "wins"),
                    new("ties", "ties"), new("losses", "losses"), new("p", "p"), new("p adjusted", "pAdjusted"),
                        new("verdict", "verdict", false)], rows);
    }

    /// <summary>Probability of improvement and almost stochastic order of each comparison.</summary>
    public static ReportTable? Improvement(ReportInput input)
    {
        var compared = input.View.Report.Comparisons.Select(c => c.Overall).Where(r => r.Supplement is not null).ToArray();
        return compared.Length == 0 ? null
            : new ReportTable("improvement",
            "P(better): probability that an unrelated trial of the level is better, within blocks, with its stratified bootstrap interval. "
            + "ASO: almost stochastic order, by how much \"better at every quantile\" is violated (0 never, 1 "
                + "always), and its upper confidence bound.",
            [new("level", "level", false), new("minus", "baseline", false), new("P(better)", "probabilityOfImprovement"),
                new("lower", "lower"), new("upper", "upper"),
                new("ASO violated", "violation"), new("at most", "violationUpperBound")],
            [.. compared.Select(r => new ReportRow([r.Level, r.Baseline, Share(r.Supplement!.ProbabilityOfImprovement),
                Share(r.Supplement.ImprovementInterval?.Lower),
                Share(r.Supplement.ImprovementInterval?.Upper), Share(r.Supplement.StochasticOrder?.Violation),
                    Share(r.Supplement.StochasticOrder?.UpperBound)]))]);
    }

    /// <summary>The hierarchical Bayesian model of differences over datasets.</summary>
    public static ReportTable? Hierarchical(ReportInput input)
    {
        var scale = input.Scale;
        bool larger = input.View.Report.Options.LargerIsBetter;
        var rows = input.View.Report.Comparisons.Where(c => c.NewDatasets?.Hierarchical is not null).Select(c =>
        {
            var model = c.NewDatasets!.Hierarchical!;
            var (likely, next) = (model.MostLikely, model.NextDataset);
            return new ReportRow([c.Level, c.Baseline, Share(larger ? likely.Below : likely.Above), Share(likely.Within),
                Share(larger ? likely.Above : likely.Below),
                Share(larger ? next.Below : next.Above), Share(next.Within), Share(larger ? next.Above : next.Below),
                new(scale.Difference(model.Centre), model.Centre), new(scale.Size(model.Spread), model.Spread)]);
        }).ToArray();
        return rows.Length == 0 ? null
            : new ReportTable("hierarchical",
            "Hierarchical Bayesian model of the differences on datasets (Corani et al. 2017): how probable it is that "
            + "worse, equal (within the region of "
            + "equivalence) or better is the most likely on a dataset not seen yet; next: where the difference on one "
                + "such dataset lies; centre, spread: of datasets.",
            [new("level", "level", false), new("minus", "baseline", false), new("worse", "worse"), new("equal", "equal"),
                new("better", "better"), new("next worse", "nextWorse"),
                new("equal", "nextEqual"), new("better", "nextBetter"), new($"centre{LevelTable.Unit(scale.DifferenceUnit)}", "centre"),
                    new("spread", "spread")], rows);
    }

    /// <summary>The tuned level chosen per level and block.</summary>
    public static ReportTable? Tuning(ReportInput input)
    {
        if (input.View.Question.Tuning is not { } tuning)
            return null;
        bool hasBlocks = input.View.Report.Blocks.Count > 1;
        var metric = input.View.Question.Metrics.Find(tuning.Metric);
        var rows = input.View.Report.TuningChoices.Select(c => new ReportRow(
            [c.Level, .. Block(c.Block), c.TunedLevel
                ?? "nothing", new(MetricScale.Selection(metric, c.SelectionMean), c.SelectionMean),
                    ReportCell.Count(c.CandidateCount)]));
        ReportColumn[] block = hasBlocks ? [new(string.Join(", ", input.View.BlockSettings), "block", false)] : [];
        return new ReportTable("tuning", string.Create(CultureInfo.InvariantCulture,
            $"{string.Join(", ", tuning.Factors)} chosen per level{(hasBlocks ? " and block" : "")} by {tuning.Metric} on the first "
                + $"{tuning.SelectionSeeds} seeds; only the other seeds judge."),
            [new("level", "level", false), .. block, new("chosen", "chosen", false),
                new(MetricScale.SelectionName(metric), "selectionMean"), new("candidates", "candidates")], [.. rows]);

        ReportCell[] Block(string name) => hasBlocks ? [new(input.ShortBlock(name)) { Plain = name }] : [];
    }

    /// <summary>Trials that are in no number, and why.</summary>
    public static ReportTable? Unused(ReportInput input)
    {
        var unused = input.View.Report.Comparisons.SelectMany(c => c.Overall.Unused).Distinct().ToArray();
        return unused.Length == 0 ? null : new ReportTable("unused", "Trials without outcome or partner: they are in no difference.",
            [new("level", "level", false), new("block", "block", false), new("seed", "seed"), new("reason", "reason", false)],
            [.. unused.Select(u => new ReportRow([u.Level, u.Block, ReportCell.Count(u.Seed), u.Reason]))]);
    }

    private static ReportCell Share(double? share) => new(share?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-", share);

    private static ReportCell Number(double? value) =>
        new(value is { } v && double.IsFinite(v) ? v.ToString(NumberFormat, CultureInfo.InvariantCulture) : "-", value);

    private static ReportCell Needed(double? pairs) => pairs switch
    {
        null => new ReportCell("-"),
        { } n when double.IsFinite(n) => new(Math.Ceiling(n).ToString("0", CultureInfo.InvariantCulture), n),
        _ => new ReportCell("never"),
    };
}
