using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.SignificanceTests;
using Sweep.Statistics.Tests;

namespace Sweep.Analysis.Tests.Comparisons;

public class FullReportTests
{
    [Fact]
    public void The_two_targets_are_kept_apart()
    {
        // Two of eight datasets favour the level by far, the others are divided: sure on these datasets (80 pairs), open on new ones (8
        // datasets)
        var random = new RandomValues(101);
        var observations = Enumerable.Range(0, 8).SelectMany(d => OnDataset($"d{d}", d < 2 ? 4 : d % 2 == 0 ? -.9 : .2, 10, random))
            .ToArray();
        var comparison = ComparisonAnalysis.Analyse(observations, Trials.Planned()).Comparisons[0];
        Assert.Equal(Verdict.Better, comparison.Overall.Decision.Verdict);
        Assert.Equal(80, comparison.Overall.PairCount);
        var datasets = comparison.NewDatasets!;
        Assert.Equal((8, TestCatalogue.SignedRank, Verdict.Undecided),
            (datasets.Datasets.Count, datasets.Decision.Test, datasets.Decision.Verdict));
        Assert.Equal(datasets.Mean!.Value.Value, comparison.Overall.Difference!.Mean.Value, 1e-12); // equal weights either way
        Assert.Equal(SignedRankTest.Test(new Sample(datasets.Datasets.Select(d => d.Difference!.Value))).P, datasets.Decision.P);
    }

    [Fact]
    public void Interaction_with_datasets_is_no_evidence_about_new_ones()
    {
        // statistics.md, step 6: interaction of one seed deviation, 6 datasets x 10 seeds: pooling pairs rejects 41 %
        var random = new RandomValues(102);
        const int Studies = 300;
        int these = 0, others = 0;
        for (int study = 0; study < Studies; study++)
        {
            var observations = Enumerable.Range(0, 6).SelectMany(d => OnDataset($"d{d}", Math.Sqrt(2) * random.Gaussian(), 10, random));
            var comparison = ComparisonAnalysis.Analyse([.. observations], Trials.Planned()).Comparisons[0];
            these += comparison.Overall.Decision.Verdict != Verdict.Undecided ? 1 : 0;
            others += comparison.NewDatasets!.Decision.Verdict != Verdict.Undecided ? 1 : 0;
        }
        Assert.InRange(these / (double)Studies, .3, .9); // rightly: on these datasets there is a difference
        Assert.InRange(others / (double)Studies, 0, .05 + 3 * Math.Sqrt(.05 * .95 / Studies));
    }

    [Fact]
    public void Too_few_datasets_say_so()
    {
        var random = new RandomValues(103);
        var observations = Enumerable.Range(0, 5).SelectMany(d => OnDataset($"d{d}", 9, 6, random));
        var datasets = ComparisonAnalysis.Analyse([.. observations], Trials.Planned()).Comparisons[0].NewDatasets!;
        Assert.Equal(Verdict.Undecided, datasets.Decision.Verdict);
        Assert.Equal("5 datasets: the smallest possible p is 0.0625; at least 6 are needed for alpha 0.05.",
            datasets.Decision.Limit!.Sentence);
    }

    [Theory]
    [InlineData(3, null)] // 75 % is the most that three can give
    [InlineData(4, .875)]
    [InlineData(5, .9375)]
    public void The_interval_for_new_datasets_is_there_where_its_level_is_near_the_wanted_one(int count, double? level)
    {
        var random = new RandomValues(109);
        var observations = Enumerable.Range(0, count).SelectMany(d => OnDataset($"d{d}", 1, 6, random));
        Assert.Equal(level, ComparisonAnalysis.Analyse([.. observations],
            Trials.Planned()).Comparisons[0].NewDatasets!.TypicalInterval?.Level);
    }

    [Theory]
    [InlineData(AdjustmentMethod.Holm, false, 7)]
    [InlineData(AdjustmentMethod.MaxT, true, 6)] // joint flips need no more pairs than one comparison alone
    public void Six_pairs_of_a_family_of_two_find_nothing_under_Holm(AdjustmentMethod adjustment, bool canFind, double needed)
    {
        double[] zero = [0, .1, -.1, .2, -.2, 0], far = [9, 9.2, 8.7, 9.1, 9, 8.9];
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", zero), .. Trials.Of("x", "", far), .. Trials.Of("y", "", far)],
            Trials.Full() with { Adjustment = adjustment });
        Assert.All(report.Comparisons, c =>
        {
            var power = c.Overall.Supplement!.Power!;
            Assert.Equal((canFind, needed), (double.IsFinite(power.DetectableInFamily), power.PairsForObserved));
            Assert.True(double.IsFinite(power.DetectableDifference)); // alone, six would do
        });
    }

    [Theory]
    [InlineData(false, "Verdicts count every planned look.")]
    [InlineData(true, "Verdicts on these datasets count every planned look; those on new datasets do not and are exploratory.")]
    public void New_datasets_are_spoken_of_where_there_are_several(bool several, string expected)
    {
        var random = new RandomValues(110);
        var options = Trials.Planned() with { Looks = new SequentialLooks(StoppingRule.OBrienFleming, [0, 1, 2, 3, 4, 5], [3, 6]) };
        var observations = Enumerable.Range(0, several ? 2 : 1).SelectMany(d => OnDataset($"d{d}", 1, 6, random));
        Assert.Contains(expected, ComparisonAnalysis.Analyse([.. observations], options).Notes);
    }

    [Fact]
    public void A_level_without_any_outcome_is_not_said_to_share_no_block()
    {
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", 1, 2), .. Trials.Of("x", "", 2, 3),
            Trials.Without("y", "", 0, ObservationStatus.Missing)], Trials.Full());
        Assert.DoesNotContain(report.Notes, n => n.Contains("share no block", StringComparison.Ordinal));
    }

    [Fact]
    public void A_block_of_two_datasets_is_refused() =>
        Assert.Contains("dataset is part of a block", Assert.Throws<ArgumentException>(() => ComparisonAnalysis.Analyse([
            .. Trials.Of("relu", "b", 1, 2).Select(o => o with { Dataset = "x" }), .. Trials.Of("arelu", "b", 1, 2)
            .Select(o => o with { Dataset = "y" })],
            Trials.Planned())).Message, StringComparison.Ordinal);

    [Fact]
    public void All_pairs_may_be_adjusted_by_Bergmann_and_Hommel()
    {
        var random = new RandomValues(104);
        string[] levels = ["a", "b", "c", "d"];
        var observations = levels.SelectMany((l, i) => Trials.Of(l, "", random.Gaussians(12, i < 2 ? 0 : 1.1).Values.ToArray())).ToArray();
        var options = Trials.Planned(baseline: null) with { Levels = levels };
        var holm = ComparisonAnalysis.Analyse(observations, options with { Adjustment = AdjustmentMethod.Holm });
        var sharp = ComparisonAnalysis.Analyse(observations, options with { Adjustment = AdjustmentMethod.BergmannHommel });
        Assert.Equal((AdjustmentMethod.Holm, AdjustmentMethod.BergmannHommel), (holm.Adjustment, sharp.Adjustment));
        double[] expected = Sweep.Statistics.Adjustments.BergmannHommel.Adjust([.. sharp.Comparisons.Select(c =>
            c.Overall.Decision.P!.Value)], 4);
        Assert.Equal(expected, sharp.Comparisons.Select(c => c.Overall.Decision.AdjustedP!.Value));
        Assert.All(holm.Comparisons.Zip(sharp.Comparisons), p =>
            Assert.True(p.Second.Overall.Decision.AdjustedP <= p.First.Overall.Decision.AdjustedP));
    }

    [Fact]
    public void An_adjustment_for_all_pairs_gives_way_where_there_is_a_baseline()
    {
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", 1, 2, 3), .. Trials.Of("a", "", 2, 3, 5)],
            Trials.Planned() with { Adjustment = AdjustmentMethod.Shaffer });
        Assert.Equal(AdjustmentMethod.Holm, report.Adjustment);
        Assert.Contains(report.Notes, n => n.Contains("Holm was used", StringComparison.Ordinal));
    }

    [Fact]
    public void Cells_have_a_false_discovery_rate_beside_Holm()
    {
        double[] zero = new double[8], one = [1, 1, 1, 1, 1, 1, 1, 1];
        var report = ComparisonAnalysis.Analyse([
            .. Trials.Of("relu", "a", zero), .. Trials.Of("x", "a", one), .. Trials.Of("relu", "b", zero), .. Trials.Of("x", "b", one)],
                Trials.Planned());
        Assert.All(report.Comparisons[0].Blocks, b =>
            Assert.Equal((2 / 128.0, 1 / 128.0), (b.Decision.AdjustedP, b.Decision.FalseDiscoveryP)));
        Assert.Null(report.Comparisons[0].Overall.Decision.FalseDiscoveryP);
    }

    [Fact]
    public void Missing_cells_do_not_bias_marginal_means()
    {
        // x is 1 better than relu everywhere; it misses the hard block, so its raw mean is 6 better
        var report = ComparisonAnalysis.Analyse([
            .. Trials.Of("relu", "easy", 10, 10.5), .. Trials.Of("relu", "hard", 0, .5), .. Trials.Of("x", "easy", 11, 11.5)],
                Trials.Full());
        Assert.Equal([("relu", 2), ("x", 1)], report.MarginalMeans!.Select(m => (m.Level, m.CellCount)));
        Assert.Equal(1, report.MarginalMeans![1].Mean!.Value - report.MarginalMeans[0].Mean!.Value, 1e-12);
        Assert.Equal(5.25, report.MarginalMeans[0].Mean!.Value, 1e-12);
    }

    [Fact]
    public void Levels_that_never_meet_have_no_common_means()
    {
        var report = ComparisonAnalysis.Analyse([
            .. Trials.Of("relu", "a", 1, 2), .. Trials.Of("x", "a", 2, 3), .. Trials.Of("y", "b", 1, 2), .. Trials.Of("z", "b", 1, 2)],
                Trials.Full(null));
        Assert.Null(report.MarginalMeans);
        Assert.Null(report.Omnibus!.SkillingsMack);
        Assert.Contains(report.Notes, n => n.Contains("share no block", StringComparison.Ordinal));
    }

    [Fact]
    public void The_omnibus_table_has_one_row_per_pair_key()
    {
        var random = new RandomValues(105);
        var observations = new[] { "relu", "a", "b" }.SelectMany((l, i) =>
            new[] { "x", "y" }.SelectMany(b => Trials.Of(l, b, random.Gaussians(6, i).Values.ToArray())))
            .Append(Trials.Without("a", "y", 6, ObservationStatus.Failed)).ToArray();
        var omnibus = ComparisonAnalysis.Analyse([.. observations.Skip(1)], Trials.Full()).Omnibus!;
        Assert.Equal((12, 11), (omnibus.UnitCount, omnibus.CompleteCount));
        Assert.Equal(["relu", "a", "b"], omnibus.Levels.OrderByDescending(l => omnibus.MeanRanks[omnibus.Levels.ToList().IndexOf(l)]));
        Assert.InRange(omnibus.Friedman!.ImanDavenport.P, 0, .05);
        Assert.Equal(3, omnibus.Nemenyi.Count);
        Assert.InRange(omnibus.SkillingsMack!.PermutationP!.Value, 0, .05);
    }

    [Fact]
    public void Supplements_say_what_the_pairs_can_find()
    {
        var random = new RandomValues(106);
        var baseline = random.Gaussians(12).Values.ToArray();
        Observation[] observations = [.. Trials.Of("relu", "", baseline),
            .. Trials.Of("x", "", baseline.Select(v => v + .5 + .3 * random.Gaussian())),
            Trials.Without("x", "", 12, ObservationStatus.Failed), .. Trials.Of("relu", "", [.. baseline, 1.0]).Skip(12)];
        var report = ComparisonAnalysis.Analyse(observations, Trials.Full() with { Rope = .1, BootstrapDraws = 999, TargetScore = 2 });
        var result = report.Comparisons[0].Overall;
        var supplement = result.Supplement!;
        Assert.Equal((12, 13), (result.PairCount, supplement.PossiblePairCount));
        double deviation = result.Difference!.Mean.StandardError * Math.Sqrt(12);
        Assert.Equal(.8, Sweep.Statistics.Power.TTestPower.Paired(supplement.Power!.DetectableDifference / deviation, 12, .05), 1e-6);
        Assert.Equal(supplement.Power.DetectableDifference, supplement.Power.DetectableInFamily, 1e-9); // a family of one
        Assert.InRange(supplement.Power.PairsForObserved, 6, 12); // six pairs can reach 0.05, fewer cannot
        Assert.True(supplement.BootstrapInterval!.Value.Lower > 0 && supplement.WinInterval!.Value.Lower > .5);
        Assert.Equal(1, supplement.Posterior!.Value.Below + supplement.Posterior.Value.Within + supplement.Posterior.Value.Above, 1e-12);
        Assert.Equal((0, 0), (supplement.Divergence!.OnlyFirst, supplement.Divergence.OnlySecond));
        var scores = report.Scores.Single(s => s.Level == "x");
        Assert.True(scores.InterquartileInterval!.Value.Lower <= scores.InterquartileMean && scores.OptimalityGap > 0);
        Assert.Equal((51, 0.0), (scores.Profile.Count, scores.Profile[^1]));
    }

    [Fact]
    public void Divergences_are_counted_in_pairs()
    {
        var result = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", .9, .9, .8, .8, .7, .9, .8),
            .. Trials.Of("x", "", .9), .. Enumerable.Range(1, 6).Select(s => Trials.Without("x", "", s, ObservationStatus.Diverged))],
                Trials.Full()).Comparisons[0].Overall;
        Assert.Equal(new McNemarResult(6, 0, .03125), result.Supplement!.Divergence);
    }

    [Fact]
    public void Variance_says_whether_to_buy_seeds_or_datasets()
    {
        var random = new RandomValues(107);
        var observations = Enumerable.Range(0, 12).SelectMany(d => OnDataset($"d{d}", 3 * random.Gaussian(), 5, random)).ToArray();
        var variance = ComparisonAnalysis.Analyse(observations, Trials.Full()).Variance!;
        Assert.Equal((2, 12, 5.0), (variance.LevelCount, variance.DatasetCount, Math.Round(variance.SeedsPerDataset, 9)));
        Assert.InRange(variance.SeedShare, 0, .2); // datasets: the levels behave differently on them
    }

    [Fact]
    public void The_fingerprint_sees_every_field_and_no_order()
    {
        Observation[] observations = [.. Trials.Of("relu", "", 1, 2, 3), .. Trials.Of("x", "", 2, 3, 5)];
        string Hash(IEnumerable<Observation> o) => ComparisonAnalysis.Analyse([.. o], Trials.Full()).InputHash;
        Assert.Equal(Hash(observations), Hash(observations.Reverse()));
        Assert.Equal(64, Hash(observations).Length);
        Func<Observation, Observation>[] changes =
        [
            o => o with { Value = 3.0000000001 }, o =>
                o with { Status = ObservationStatus.Failed }, o => o with { Seed = 9 }, o => o with { PairKey = "other" },
            o => o with { Block = "other" }, o => o with { TunedLevel = "other" }, o => o with { SelectionValue = 1 },
        ];
        string[] changed = [.. changes.Select(change => Hash(observations.Select((o, i) => i == 2 ? change(o) : o)))];
        Assert.Equal(changes.Length + 1, changed.Append(Hash(observations)).Distinct().Count());
    }

    [Fact]
    public void An_answer_in_words_has_the_numbers_of_the_full_report()
    {
        // 304 comparisons within blocks: so many that the answer leaves out what nobody reads
        var random = new RandomValues(108);
        Observation[] observations = [.. new[] { "relu", "a", "b", "c", "d" }.SelectMany(l =>
            Enumerable.Range(0, 76).SelectMany(b => Trials.Of(l, $"b{b}", random.Gaussians(6).Values.ToArray())))];
        var full = ComparisonAnalysis.Analyse(observations, Trials.Full());
        var answer = ComparisonAnalysis.Analyse(observations, Trials.Full() with { Depth = ReportDepth.Answer });
        Assert.Equal(full.Comparisons.Select(c => c.Overall with { Unused = [] }),
            answer.Comparisons.Select(c => c.Overall with { Unused = [] }));
        Assert.Equal(full.Comparisons.SelectMany(c => c.Blocks).Select(b => b.Decision), answer.Comparisons.SelectMany(c => c.Blocks)
            .Select(b => b.Decision));
        Assert.Equal(full.MarginalMeans, answer.MarginalMeans);
        Assert.Equal(full.Variance, answer.Variance);
        Assert.All(full.Comparisons.SelectMany(c => c.Blocks), b => Assert.NotNull(b.Tests.SignedRank));
        Assert.All(answer.Comparisons.SelectMany(c => c.Blocks), b => Assert.Null(b.Tests.SignedRank));
        Assert.Equal(("", 0), (answer.InputHash, answer.Scores.Count));
    }

    private static IEnumerable<Observation> OnDataset(string dataset, double effect, int seeds, RandomValues random)
    {
        var baseline = random.Gaussians(seeds).Values.ToArray();
        return Trials.Of("relu", dataset, baseline).Concat(Trials.Of("x", dataset, random.Gaussians(seeds, effect).Values.ToArray()))
            .Select(o => o with { Dataset = dataset });
    }
}
