using Sweep.Analysis.Comparisons;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;
using Sweep.Planning.Expansion;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Report.Figures;

/// <summary>The metric epoch by epoch, a line per level, with bands of one standard deviation over seeds.</summary>
internal static class LearningCurves
{
    private const string Id = "learning-curves", Title = "Learning curves";

    public static ReportFigure Draw(ReportInput input)
    {
        var styles = input.View.Report.Levels.Select((level, i) => (Level: level, Style: SeriesStyle.ForIndex(i))).ToArray();
        var last = Curves(styles, level => Points(input, level, LastPhase(input)));
        if (last.Length == 0)
            return ReportFigure.Omitted(Id, Title, "no trial has an outcome.");
        var first = Curves(styles, level => Points(input, level, FirstPhase(input)));
        LevelCurve[] curves = [.. first, .. last];
        int[] epochs = [.. curves.SelectMany(c => c.Points).Select(p => p.Epoch).Distinct().Order()];
        if (epochs.Length < 2)
            return ReportFigure.Omitted(Id, Title, "the trials report one epoch only.");
        if (last.Length > CurvePlot.MaxLevels)
            return ReportFigure.Omitted(Id, Title, FormattableString.Invariant($"{last.Length} lines cannot be told apart."));

        var drawing = new CurvePlot(Title, input.MetricAxis, input.Possible) { FirstPhase = first }.Draw(last);
        string bands = CurvePlot.HasBands(last) ? "Bands: one standard deviation over seeds, within blocks."
            : "Bands are left out, since so many would hide each other.";
        string before = first.Length == 0 ? "" : $" Thin lines with hollow marks are the first phase, on its own dataset "
            + $"({MetricCatalogue.PretrainPrefix}{input.View.Question.Metric}).";
        return new ReportFigure(Id, Title,
            $"Mean {input.View.Question.Metric} by epoch over the compared trials; blocks weigh the same. {bands} "
            + "A diverged trial counts as the worst of its level and block from the epoch of its divergence on; "
            + $"an epoch is shown where every block of a level has a finite value.{before}", drawing);
    }

    private static LevelCurve[] Curves((string Level, SeriesStyle Style)[] styles, Func<string, IReadOnlyList<CurvePoint>> points) =>
        [.. styles.Select(s => new LevelCurve(s.Level, s.Style, points(s.Level))).Where(c => c.Points.Count > 0)];

    private static PhaseMetrics LastPhase(ReportInput input) => new(input.View.Question.Metric, trial => trial.Row.Metrics);

    private static PhaseMetrics FirstPhase(ReportInput input) => new(MetricCatalogue.PretrainPrefix + input.View.Question.Metric,
        trial => input.FirstPhases.GetValueOrDefault(trial.Row.Trial.Id, []));

    // Only where all of a level's blocks report an epoch: a mean over fewer would jump.
    private static IReadOnlyList<CurvePoint> Points(ReportInput input, string level, PhaseMetrics phase)
    {
        var trials = input.Judged.Where(t => t.Level == level).ToArray();
        int[] epochs = [.. trials.SelectMany(phase.Of).Select(m => m.Epoch).Distinct().Order()];
        string[] blocks = [.. trials.Select(t => t.Block).Distinct()];
        var cells = new Dictionary<(string Block, int Epoch), List<double>>();
        foreach (var cell in trials.SelectMany(t => Values(t, epochs, phase).Select(v => (Trial: t, v.Epoch, v.Value)))
            .GroupBy(v => (v.Trial.Block, v.Epoch)))
        {
            // A divergence scores among the finite values of the level in its block at this epoch.
            var score = DivergenceScore.Create(cell.Select(v => v.Value).OfType<double>(), cell.First().Trial.Chance,
                input.View.Report.Options.LargerIsBetter);
            if (score is not null && cell.Any(v => v.Value is not null))
                cells[cell.Key] = [.. cell.Select(v => v.Value ?? score.Value)];
        }
        return [.. epochs.Where(e => blocks.All(b => cells.ContainsKey((b, e))))
            .Select(e => Point(e, [.. blocks.Select(b => cells[(b, e)])], input.Scale.Factor))];
    }

    private static CurvePoint Point(int epoch, IReadOnlyList<List<double>> blocks, double factor)
    {
        int freedom = blocks.Sum(v => v.Count - 1);
        double[] means = [.. blocks.Select(v => v.Average())];
        double squares = blocks.Select((values, i) => values.Sum(v => Math.Pow(v - means[i], 2))).Sum();
        return new CurvePoint(epoch, factor * means.Average(), freedom > 0 ? factor * Math.Sqrt(squares / freedom) : 0);
    }

    // The metric by epoch; null where the trial had diverged.
    private static IEnumerable<(int Epoch, double? Value)> Values(JudgedTrial trial, int[] epochs, PhaseMetrics phase)
    {
        int last = int.MinValue;
        foreach (var metrics in phase.Of(trial))
        {
            last = Math.Max(last, metrics.Epoch);
            foreach (var (name, value) in metrics.Values)
            {
                if (name == phase.Metric)
                    yield return (metrics.Epoch, double.IsFinite(value) ? value : null);
            }
        }
        // A trial that diverged has no epochs after it; one that was planned for fewer epochs has none either, but did not diverge.
        if (trial.Row.State == TrialState.Diverged)
        {
            foreach (int epoch in epochs.Where(e => e > last))
                yield return (epoch, null);
        }
    }

    // A metric of the epochs of a phase.
    private sealed record PhaseMetrics(string Metric, Func<JudgedTrial, IReadOnlyList<EpochMetrics>> Of);
}
