using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.Tests;

namespace Sweep.Analysis.Tests.Comparisons;

public class BlockTests
{
    private static readonly JsonSerializerOptions AllNumbers =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [Fact]
    public void Five_seeds_in_eight_blocks_are_forty_pairs()
    {
        var random = new RandomValues(1);
        var result = Trials.Only(Enumerable.Range(0, 8).SelectMany(b =>
            Trials.Of("relu", $"lr{b}", random.Gaussians(5, b).Values.ToArray())
                .Concat(Trials.Of("arelu", $"lr{b}", random.Gaussians(5, b + 2).Values.ToArray()))), Trials.Planned());
        Assert.Equal((40, 8, NullDistribution.Exact, Verdict.Better),
            (result.PairCount, result.BlockCount, result.Tests.SignFlipNullDistribution, result.Decision.Verdict));
    }

    [Fact]
    public void Each_block_weighs_the_same_whatever_its_number_of_pairs()
    {
        var result = Trials.Only([
            .. Trials.Of("relu", "a", 0, 0), .. Trials.Of("arelu", "a", 1, 3),
            .. Trials.Of("relu", "b", 0, 0, 0, 0), .. Trials.Of("arelu", "b", 9, 10, 11, 10)], Trials.Planned());
        // (2 + 10)/2; error: sqrt(2/2 + (2/3)/4)/2; Satterthwaite with variances 1 and 1/6 on 1 and 3 degrees of freedom
        Assert.Equal(6, result.Difference!.Mean.Value, 1e-12);
        Assert.Equal(Math.Sqrt(1 + 1 / 6.0) / 2, result.Difference.Mean.StandardError, 1e-12);
        Assert.Equal(Math.Pow(7 / 6.0, 2) / (1 + 1 / 36.0 / 3), result.Difference.Mean.DegreesOfFreedom, 1e-10);
        Assert.Equal(6, result.LevelSide!.Mean!.Value, 1e-12);
    }

    [Fact]
    public void Blocks_that_share_pair_keys_are_averaged_before_testing()
    {
        // Five seeds seen by three optimizers with the same random numbers are five pairs, not fifteen.
        var observations = new List<Observation>();
        for (int seed = 0; seed < 5; seed++)
        {
            foreach (var (optimizer, shift) in new[] { ("sgd", 1.0), ("adam", 2.0), ("rmsprop", 3.0) })
            {
                observations.Add(new Observation("relu", optimizer, $"k{seed}", seed, ObservationStatus.Value, seed));
                observations.Add(new Observation("arelu", optimizer, $"k{seed}", seed, ObservationStatus.Value, seed + shift + .1 * seed));
            }
        }
        var result = Trials.Only(observations, Trials.Planned());
        Assert.Equal((5, 3, true, .0625), (result.PairCount, result.BlockCount, result.IsCollapsed, result.Tests.SignFlip));
        Assert.Equal(MeanEstimate.FromSample(new Sample(2, 2.1, 2.2, 2.3, 2.4)).StandardError, result.Difference!.Mean.StandardError,
            1e-12);
    }

    [Fact]
    public void Blocks_of_one_pair_each_take_their_spread_from_each_other()
    {
        var result = Trials.Only([
            .. Trials.Of("relu", "a", 1), .. Trials.Of("arelu", "a", 2), .. Trials.Of("relu", "b", 1), .. Trials.Of("arelu", "b", 4),
            .. Trials.Of("relu", "c", 1), .. Trials.Of("arelu", "c", 3)], Trials.Planned());
        var expected = MeanEstimate.FromSample(new Sample(1, 3, 2));
        Assert.Equal(expected.StandardError, result.Difference!.Mean.StandardError, 1e-12);
        Assert.Equal(2, result.Difference.Mean.DegreesOfFreedom);
    }

    [Fact]
    public void Blocks_are_adjusted_as_a_family_of_their_own()
    {
        double[] zero = new double[8], one = [1, 1, 1, 1, 1, 1, 1, 1];
        var report = ComparisonAnalysis.Analyse([
            .. Trials.Of("relu", "a", zero), .. Trials.Of("x", "a", one), .. Trials.Of("y", "a", one),
            .. Trials.Of("relu", "b", zero), .. Trials.Of("x", "b", one), .. Trials.Of("y", "b", zero)],
                Trials.Planned() with { Adjustment = AdjustmentMethod.Holm });
        Assert.Equal((2, 4), (report.OverallFamilySize, report.BlockFamilySize));
        Assert.Equal(2 / 32768.0, report.Comparisons[0].Overall.Decision.AdjustedP!.Value, 1e-15); // 2^-15, times 2
        Assert.Equal(4 / 128.0, report.Comparisons[0].Blocks[0].Decision.AdjustedP);
        Assert.Equal(1, report.Comparisons[1].Blocks[1].Decision.AdjustedP);
    }

    [Fact]
    public void A_single_block_is_the_overall_comparison()
    {
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "only", 1, 2, 3), .. Trials.Of("x", "only", 2, 3, 5)],
            Trials.Planned());
        var comparison = Assert.Single(report.Comparisons);
        Assert.Equal(comparison.Overall with { Block = "only" }, Assert.Single(comparison.Blocks));
    }

    [Fact]
    public void The_order_of_observations_changes_no_digit()
    {
        var random = new RandomValues(13);
        Observation[] observations = [.. new[] { "relu", "a", "b" }.SelectMany(l =>
            new[] { "x", "y", "z" }.SelectMany(b => Trials.Of(l, b, random.Gaussians(7).Values.ToArray())))];
        string Report(Observation[] o) =>
            JsonSerializer.Serialize(ComparisonAnalysis.Analyse(o, Trials.Planned(baseline: null)), AllNumbers);
        Assert.Equal(Report(observations), Report(random.Shuffled(observations)));
    }

    [Fact]
    public void All_pairs_follow_the_order_of_the_levels()
    {
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("a", "", 1), .. Trials.Of("b", "", 2), .. Trials.Of("c", "", 3)],
            Trials.Planned(baseline: null) with { Levels = ["c", "a"] });
        Assert.Equal(["c", "a", "b"], report.Levels);
        Assert.Equal([("a", "c"), ("b", "c"), ("b", "a")], report.Comparisons.Select(c => (c.Level, c.Baseline)));
    }

    [Fact]
    public void Two_observations_of_one_trial_are_refused()
    {
        var twice = Trials.Of("relu", "a", 1, 2).Concat(Trials.Of("relu", "a", 3)).ToArray();
        Assert.Contains("two observations",
            Assert.Throws<ArgumentException>(() => ComparisonAnalysis.Analyse(twice, Trials.Planned())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_that_is_no_level_is_refused_with_the_levels() =>
        Assert.Contains("arelu", Assert.Throws<ArgumentException>(() =>
            ComparisonAnalysis.Analyse([.. Trials.Of("arelu", "", 1)], Trials.Planned())).Message, StringComparison.Ordinal);
}
