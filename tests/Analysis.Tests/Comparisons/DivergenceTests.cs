using Sweep.Analysis.Comparisons;
using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Statistics.Tests;

namespace Sweep.Analysis.Tests.Comparisons;

/// <summary>A divergence is worse than every finite value, shows no equivalence, and invents no number.</summary>
public class DivergenceTests
{
    private static readonly double[] Losses = [.301, .299, .304, .297, .302, .300];
    private static readonly ComparisonOptions Loss = Trials.Full() with { LargerIsBetter = false, Rope = .01 };

    [Fact]
    public void A_level_that_always_diverges_is_worse_by_sign_alone_and_has_no_number()
    {
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", Losses), .. Diverged("tanh", "", 6)],
            Loss with { BootstrapDraws = 99 });
        var result = report.Comparisons[0].Overall;
        Assert.Equal((Verdict.Worse, .03125, 6, 0, 6),
            (result.Decision.Verdict, result.Decision.P, result.PairCount, result.Ties, result.Losses));
        Assert.Null(result.Difference);
        Assert.Null(result.DivergenceScore);
        Assert.Equal((null, 6), (result.LevelSide!.Mean, result.LevelSide.DivergedCount));
        Assert.Equal(Losses.Average(), result.BaselineSide!.Mean!.Value, 1e-12);
        Assert.Null(result.Tests.Equivalence);
        var summary = report.Summaries.Single(s => s is { Level: "tanh", Block: null });
        Assert.Equal((6, null, null, null, null, 6),
            (summary.Count, summary.Mean, summary.StandardDeviation, summary.Minimum, summary.Maximum, summary.DivergedCount));
        var scores = report.Scores.Single(s => s.Level == "tanh");
        Assert.Null(scores.InterquartileMean);
        Assert.All(scores.Profile, share => Assert.Equal(0, share));
        Assert.Null(report.MarginalMeans!.Single(m => m.Level == "tanh").Mean);
        Assert.Equal((0, 6), (result.Supplement!.Divergence!.OnlySecond, result.Supplement.Divergence.OnlyFirst));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, .1)]
    [InlineData(false, null)]
    public void Where_all_values_are_equal_too_a_divergence_is_worse(bool largerIsBetter, double? chance)
    {
        foreach (double value in new[] { 0, .1, 2.5, 1e300 }) // .1: a dead network guesses
        {
            var result = Trials.Only(Trials.Guessing(chance,
                [.. Trials.Of("relu", "", Enumerable.Repeat(value, 6)), .. Diverged("tanh", "", 6)]),
                Loss with { LargerIsBetter = largerIsBetter });
            Assert.Equal((Verdict.Worse, .03125), (result.Decision.Verdict, result.Decision.P));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(.1)]
    public void Where_both_sides_always_diverge_all_pairs_are_tied_and_nothing_is_shown(double? chance)
    {
        var report = ComparisonAnalysis.Analyse(Trials.Guessing(chance, [.. Diverged("relu", "", 8), .. Diverged("tanh", "", 8)]),
            Trials.Full() with { Rope = .01 });
        var result = report.Comparisons[0].Overall;
        Assert.Equal((ComparisonDesign.Paired, Verdict.Undecided, 1.0, 8, 8, 8),
            (result.Design, result.Decision.Verdict, result.Decision.P, result.PairCount, result.Ties, result.BothDivergedCount));
        Assert.Null(result.Difference);
        Assert.All(report.Summaries, s => Assert.Null(s.Mean));
        Assert.Contains("8 tied", result.Decision.Limit!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void One_divergence_of_one_side_forbids_equivalence_and_partners_that_both_diverged_are_left_out_of_it()
    {
        var random = new RandomValues(5);
        double[] values = random.Gaussians(20).Values.ToArray(), shifts = random.Gaussians(20).Values.ToArray();
        IEnumerable<Observation> Level(string name, double scale, params int[] diverged) =>
            Trials.Of(name, "", values.Select((v, i) => v + scale * shifts[i]))
                .Select(o => diverged.Contains(o.Seed) ? o with { Status = ObservationStatus.Diverged } : o);

        ComparisonResult Compare(int[] relu, int[] tanh) =>
            Trials.Only([.. Level("relu", 0, relu), .. Level("tanh", .01, tanh)], Loss with { Rope = .5 });
        Assert.Equal(Verdict.Equivalent, Compare([], []).Decision.Verdict);
        Assert.NotEqual(Verdict.Equivalent, Compare([], [3]).Decision.Verdict);
        Assert.NotEqual(Verdict.Equivalent, Compare([3], []).Decision.Verdict);
        Assert.NotEqual(Verdict.Equivalent, Compare([3, 4], [4, 5]).Decision.Verdict);
        var both = Compare([3, 4], [3, 4]);
        Assert.Equal((Verdict.Equivalent, 20, 2, 2), (both.Decision.Verdict, both.PairCount, both.Ties, both.BothDivergedCount));
        var without = Trials.Only(Level("relu", 0).Concat(Level("tanh", .01)).Where(o => o.Seed is not (3 or 4)), Loss with { Rope = .5 });
        Assert.Equal((without.Difference!.Mean, without.Tests.Equivalence, without.Tests.SignFlip),
            (both.Difference!.Mean, both.Tests.Equivalence, both.Tests.SignFlip));
    }

    [Fact]
    public void Unpaired_levels_are_not_equivalent_over_a_divergence_and_ranks_tell_a_level_that_always_diverges()
    {
        var options = Loss with { MayPair = false, Rope = .5 };
        Assert.Equal(Verdict.Equivalent, Trials.Only([.. Trials.Of("relu", "", Losses), .. Trials.Of("tanh", "", Losses)], options)
            .Decision.Verdict);
        Assert.Equal(Verdict.Undecided, Trials.Only([.. Trials.Of("relu", "", Losses), .. Trials.Of("tanh", "", Losses[..5]),
            .. Diverged("tanh", "", 6).Skip(5)], options).Decision.Verdict);
        var result = Trials.Only([.. Trials.Of("relu", "", Losses), .. Diverged("tanh", "", 6)], options);
        Assert.Equal(Verdict.Worse, result.Decision.Verdict);
        Assert.Equal(2 / 924.0, result.Decision.P!.Value, 1e-9); // binomial(12, 6)
        Assert.Null(result.Difference);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, .1)]
    [InlineData(false, null)]
    public void A_divergence_is_strictly_worse_than_every_finite_value_and_never_more_than_its_range_beyond(bool largerIsBetter,
        double? chance)
    {
        var random = new RandomValues(9);
        for (int study = 0; study < 200; study++)
        {
            double scale = Math.Pow(10, random.Uniform() * 12 - 6);
            double[] finite = [.. random.Gaussians(1 + (study % 7)).Values.ToArray()
                .Select(v => chance is null ? scale * v : random.Uniform())];
            var score = DivergenceScore.Create(finite, chance, largerIsBetter)!;
            double low = finite.Min(), high = finite.Max();
            Assert.True(largerIsBetter ? score.Value < low : score.Value > high);
            if (chance is not { } guess)
                Assert.InRange(Math.Abs(score.Value - (largerIsBetter ? low : high)), (high - low) * (1 - 1e-9), (high - low)
                    + 1.1e-6 * Math.Max(Math.Abs(low), Math.Abs(high)));
            else
                Assert.Equal(guess < low ? guess : low - guess / 100, score.Value, 1e-12);
        }
    }

    [Fact]
    public void A_block_in_which_one_side_always_diverges_leaves_no_difference_of_a_loss_and_one_of_an_accuracy()
    {
        Observation[] trials = [.. Trials.Of("relu", "a", Losses), .. Trials.Of("tanh", "a", Losses.Select(v => v + .1)),
            .. Trials.Of("relu", "b", Losses), .. Diverged("tanh", "b", 6)];
        var loss = ComparisonAnalysis.Analyse(trials, Loss);
        Assert.Equal((Verdict.Worse, null), (loss.Comparisons[0].Overall.Decision.Verdict, loss.Comparisons[0].Overall.Difference));
        Assert.Equal(.1, loss.Comparisons[0].Blocks[0].Difference!.Mean.Value, 1e-12);
        Assert.Null(loss.Summaries.Single(s => s is { Level: "tanh", Block: null }).Mean);

        var accuracy = ComparisonAnalysis.Analyse(Trials.Guessing(.1, trials), Loss with { LargerIsBetter = true });
        Assert.Equal((.1 + (.1 - Losses.Average())) / 2, accuracy.Comparisons[0].Overall.Difference!.Mean.Value, 1e-12);
        Assert.Null(accuracy.Comparisons[0].Blocks[1].Difference); // all of them diverged there
    }

    [Fact]
    public void A_block_in_which_both_sides_always_diverge_is_tied_and_in_no_difference()
    {
        Observation[] whole = [.. Trials.Of("relu", "a", Losses), .. Trials.Of("tanh", "a", Losses.Select((v, i) => v + .1 + .01 * i))];
        var alone = Trials.Only(whole, Loss);
        var both = Trials.Only([.. whole, .. Diverged("relu", "b", 6), .. Diverged("tanh", "b", 6)], Loss);
        Assert.Equal((alone.Difference!.Mean, alone.Decision.P), (both.Difference!.Mean, both.Decision.P));
        Assert.Equal((12, 6, 6), (both.PairCount, both.Ties, both.BothDivergedCount));
    }

    [Fact]
    public void A_dataset_on_which_a_level_always_diverges_is_its_largest_loss()
    {
        string[] datasets = [.. Enumerable.Range(0, 8).Select(d => $"d{d}")];
        var observations = datasets.SelectMany((d, i) => Trials.Of("relu", d, Losses)
            .Concat(i == 7 ? Diverged("tanh", d, 6) : Trials.Of("tanh", d, Losses.Select(v => v - .1 - .01 * i)))
            .Select(o => o with { Dataset = d }));
        var elsewhere = ComparisonAnalysis.Analyse([.. observations], Loss).Comparisons[0].NewDatasets!;
        // Seven of eight datasets for tanh, and the largest rank against it: P(rank sum of at most 8) on both sides, 25 of 256 patterns
        // each
        Assert.Equal((7, 1, 50 / 256.0, Verdict.Undecided),
            (elsewhere.Wins, elsewhere.Losses, elsewhere.SignedRank, elsewhere.Decision.Verdict));
        Assert.Equal((null, null, null, null), (elsewhere.Mean, elsewhere.HodgesLehmann, elsewhere.Posterior, elsewhere.Datasets[7]
            .Difference));
        Assert.Equal(-.1, elsewhere.Datasets[0].Difference!.Value, 1e-12);
    }

    [Fact]
    public void Looks_show_no_equivalence_through_divergences()
    {
        foreach (var rule in Enum.GetValues<StoppingRule>())
        {
            var options = Loss with { Rope = .5, Looks = SequentialLooks.EquallySpaced(rule, [.. Enumerable.Range(0, 20)], 2) };
            var random = new RandomValues(3);
            Observation[] sound = [.. Trials.Of("relu", "", random.Gaussians(20).Values.ToArray().Select(v => .01 * v)),
                .. Trials.Of("tanh", "", random.Gaussians(20).Values.ToArray().Select(v => .01 * v))];
            Assert.Equal(Verdict.Equivalent, Trials.Only(sound, options).Decision.Verdict);
            Assert.NotEqual(Verdict.Equivalent, Trials.Only(sound.Select(o => o is { Level: "tanh", Seed: 0 }
                ? o with { Status = ObservationStatus.Diverged } : o), options).Decision.Verdict);
            var both = Trials.Only(sound.Select(o => o.Seed % 2 == 0 ? o with { Status = ObservationStatus.Diverged } : o), options);
            Assert.Equal((20, 10), (both.PairCount, both.BothDivergedCount));
            Assert.NotNull(both.Difference);
            var always = Trials.Only([.. sound.Where(o => o.Level == "relu"), .. Diverged("tanh", "", 20)], options);
            Assert.Equal((Verdict.Worse, null), (always.Decision.Verdict, always.Difference));
        }
    }

    [Fact]
    public void The_best_level_is_one_without_divergence_where_nothing_tells_how_bad_a_divergence_is()
    {
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", Losses), .. Trials.Of("tanh", "", .1), .. Diverged("tanh", "", 6)
            .Skip(1), .. Diverged("elu", "", 6)], Loss);
        var order = report.Summaries.Where(s => s.Block is null).Order(LevelSummary.Merit(largerIsBetter: false));
        Assert.Equal(["relu", "tanh", "elu"], order.Select(s => s.Level));
        Assert.Equal("relu", LevelSummary.Best(report.Summaries, largerIsBetter: false)!.Level);
    }

    [Fact]
    public void What_happens_on_another_dataset_changes_no_number_of_a_block()
    {
        // Guessing among 47 classes scores less than among 10: of no concern to the dataset of 10.
        Observation[] ten = [.. Trials.Guessing(.1,
            [.. Trials.Of("relu", "mnist", Losses), .. Trials.Of("tanh", "mnist", Losses[..4]), .. Diverged("tanh", "mnist", 6).Skip(4)])];
        var alone = ComparisonAnalysis.Analyse(ten, Trials.Planned()).Comparisons[0].Overall;
        var beside = ComparisonAnalysis.Analyse([.. ten,
            .. Trials.Guessing(1 / 47.0, [.. Trials.Of("relu", "emnist", .001, .5), .. Diverged("tanh", "emnist", 2)])
            .Select(o => o with { Dataset = "emnist" })], Trials.Planned()).Comparisons[0].Blocks.Single(b => b.Block == "mnist");
        Assert.Equal(new DivergenceScore(.1, IsDeclared: true), alone.DivergenceScore);
        Assert.Equal(alone.DivergenceScore, beside.DivergenceScore);
        Assert.Equal((alone.Difference, alone.Tests, alone.LevelSide), (beside.Difference, beside.Tests, beside.LevelSide));
    }

    private static IEnumerable<Observation> Diverged(string level, string block, int count) =>
        Enumerable.Range(0, count).Select(seed => Trials.Without(level, block, seed, ObservationStatus.Diverged));
}
