using Sweep.Analysis.Comparisons;
using Sweep.Statistics.Tests;

namespace Sweep.Analysis.Tests.Comparisons;

public class TuningTests
{
    private static readonly ComparisonOptions Options =
        Trials.Planned() with { Tuning = new TuningOptions(new HashSet<int> { 0, 1 }, LargerIsBetter: true) };

    [Fact]
    public void The_best_level_on_selection_seeds_is_judged_on_the_others()
    {
        // lr 0.1 wins the selection by validation; its test values on seeds 2.. judge, whatever the other rate's would have been.
        var report = ComparisonAnalysis.Analyse([
            .. Tuned("relu", "0.1", validation: .8, .1, .1, .70, .71, .72), .. Tuned("relu", "0.01", validation: .7, .9, .9, .99, .99, .99),
            .. Tuned("arelu", "0.1", validation: .6, .9, .9, .99, .99, .99),
                .. Tuned("arelu", "0.01", validation: .9, .1, .1, .80, .81, .82)], Options);
        Assert.Equal([("arelu", "0.01"), ("relu", "0.1")], report.TuningChoices.Select(c => (c.Level, c.TunedLevel!)));
        var result = report.Comparisons[0].Overall;
        Assert.Equal(3, result.PairCount);
        Assert.Equal(.1, result.Difference!.Mean.Value, 1e-12);
    }

    [Fact]
    public void Of_candidates_the_one_that_diverges_less_is_chosen_whatever_the_means()
    {
        var diverging = Tuned("relu", "0.1", validation: .99, .5, .5, .5)
            .Select(o => o.Seed == 0 ? o with { Status = ObservationStatus.Diverged } : o);
        var report = ComparisonAnalysis.Analyse([.. diverging, .. Tuned("relu", "0.01", validation: .9, .5, .5, .5),
            .. Tuned("relu", "0.001", validation: .2, .5, .5, .5)], Options);
        var choice = Assert.Single(report.TuningChoices);
        Assert.Equal(("0.01", 3), (choice.TunedLevel, choice.CandidateCount));
    }

    [Fact]
    public void A_candidate_that_was_pruned_on_one_seed_cannot_be_chosen_and_counts_as_tried()
    {
        var pruned = Tuned("relu", "0.1", validation: .99, .5, .5, .5)
            .Select(o => o.Seed == 1 ? o with { Status = ObservationStatus.Pruned, SelectionValue = null } : o);
        var choice = Assert.Single(ComparisonAnalysis.Analyse([.. pruned, .. Tuned("relu", "0.01", validation: .2, .5, .5, .5)], Options)
            .TuningChoices);
        Assert.Equal(("0.01", 2), (choice.TunedLevel, choice.CandidateCount));
        Assert.Equal(1, choice.Candidates.Single(c => c.TunedLevel == "0.1").PrunedCount);
    }

    [Fact]
    public void A_finite_candidate_beats_one_that_diverged_whatever_the_order_of_names()
    {
        // One selection seed; the worst value observed is that of the only finite candidate.
        var options = Options with { Baseline = "64", Tuning = new TuningOptions(new HashSet<int> { 0 }, LargerIsBetter: false) };
        var report = ComparisonAnalysis.Analyse([
            .. Tuned("64", "adam", validation: double.NaN, .5, .5, .5).Select(o => o with { Status = ObservationStatus.Diverged }),
                .. Tuned("64", "sgd", validation: 5e6, .5, .5, .5)], options);
        var choice = Assert.Single(report.TuningChoices);
        Assert.Equal(("sgd", 5e6, 2), (choice.TunedLevel, choice.SelectionMean, choice.CandidateCount));
        Assert.Equal([("adam", null, 1), ("sgd", (double?)5e6, 0)],
            choice.Candidates.Select(c => (c.TunedLevel, c.SelectionMean, c.DivergedCount)));
        Assert.Empty(choice.TiedWith);
    }

    [Fact]
    public void Ties_are_decided_by_name_and_told_also_where_everything_diverged()
    {
        // Means that rounding alone sets apart are tied: (.1 + .2)/2 and .15.
        var equal = Tuned("relu", "b", 0, .5, .5, .5).Select(o => o with { SelectionValue = o.Seed == 0 ? .1 : .2 })
            .Concat(Tuned("relu", "a", validation: .15, .5, .5, .5));
        var lost = new[] { "y", "x" }.SelectMany(t => Tuned("arelu", t, validation: double.NaN, .5, .5, .5));
        var report = ComparisonAnalysis.Analyse([.. equal, .. lost], Options);
        Assert.Equal([("arelu", "x", true, "y"), ("relu", "a", false, "b")],
            report.TuningChoices.Select(c => (c.Level, c.TunedLevel, c.IsDiverged, c.TiedWith.Single())));
        Assert.Contains("Every trial that selects diverged, so that the first by name was taken: arelu in the only block (x).",
            report.Notes);
        Assert.Contains("Tuned levels did equally well on the seeds that select, and the first by name was chosen: "
            + "relu in the only block (a, as good as b).", report.Notes);
    }

    [Fact]
    public void Trials_without_outcome_on_seeds_that_select_are_counted()
    {
        var report = ComparisonAnalysis.Analyse([.. Tuned("relu", "a", .9, .5, .5, .5)
            .Select(o => o.Seed == 0 ? o with { Status = ObservationStatus.Failed } : o)], Options);
        Assert.Equal((1, 1), (report.TuningChoices[0].Candidates[0].Count, report.TuningChoices[0].Candidates[0].WithoutOutcome));
    }

    [Fact]
    public void What_judging_seeds_bring_does_not_change_the_choice()
    {
        // Seed 0 of the first candidate diverged. Whether it is chosen must not hang on how bad a later seed of another one is.
        Observation[] Study(double later) =>
        [
            .. Tuned("relu", "0.1", validation: .99, .5, .5, .5)
            .Select(o => o.Seed == 0 ? o with { Status = ObservationStatus.Diverged } : o),
            .. Tuned("relu", "0.01", validation: .6, .5, .5, .5).Select(o => o.Seed == 2 ? o with { SelectionValue = later } : o),
        ];
        Assert.Equal("0.01", ComparisonAnalysis.Analyse(Study(.6), Options).TuningChoices.Single().TunedLevel);
        Assert.Equal("0.01", ComparisonAnalysis.Analyse(Study(.01), Options).TuningChoices.Single().TunedLevel);
    }

    [Fact]
    public void Unequal_budgets_are_said()
    {
        var report = ComparisonAnalysis.Analyse([.. Tuned("relu", "0.1", .9, .5, .5, .5), .. Tuned("arelu", "0.1", .9, .5, .5, .5),
            .. Tuned("arelu", "0.2", .8, .5, .5, .5)], Options);
        Assert.Contains(report.Notes, n => n.Contains("1 to 2 candidates", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_selection_values_nothing_is_chosen_and_it_is_said()
    {
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", 1, 2, 3), .. Trials.Of("arelu", "", 1, 2, 3)], Options);
        Assert.Equal(ComparisonDesign.None, report.Comparisons[0].Overall.Design);
        Assert.Equal(2, report.Notes.Count(n => n.Contains("no selection value", StringComparison.Ordinal)));
    }

    [Fact]
    public void Judging_on_held_out_seeds_keeps_the_error_rate_under_unequal_budgets()
    {
        // statistics.md, step 4: ten candidates against one, all alike; choosing and judging on the same seeds errs far too often
        var random = new RandomValues(87);
        const int Studies = 600;
        int wrong = 0;
        for (int study = 0; study < Studies; study++)
        {
            var observations = Enumerable.Range(0, 10).SelectMany(lr => Noise("arelu", lr)).Concat(Noise("relu", 0));
            if (Trials.Only(observations, Options).Decision.Verdict != Verdict.Undecided)
                wrong++;
        }
        Assert.InRange(wrong / (double)Studies, .01, .05 + 3 * Math.Sqrt(.05 * .95 / Studies));

        IEnumerable<Observation> Noise(string level, int lr) => Trials.Of(level, "", random.Gaussians(10).Values.ToArray())
            .Select(o => o with { TunedLevel = $"{lr}", SelectionValue = o.Value + .1 * random.Gaussian() });
    }

    private static IEnumerable<Observation> Tuned(string level, string tuned, double validation, params double[] test) =>
        Trials.Of(level, "", test).Select(o => o with { TunedLevel = tuned, SelectionValue = validation });
}
