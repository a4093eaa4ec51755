using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;

namespace Sweep.Analysis.Tests.Comparisons;

/// <summary>What a look has seen, no later trial changes.</summary>
public class LookDivergenceTests
{
    private static readonly SequentialLooks Looks =
        SequentialLooks.EquallySpaced(StoppingRule.OBrienFleming, [.. Enumerable.Range(0, 12)], 2);

    [Theory]
    [InlineData(StoppingRule.OBrienFleming)]
    [InlineData(StoppingRule.EProcess)]
    public void A_worse_value_that_comes_later_leaves_the_earlier_look_as_it_was(StoppingRule rule)
    {
        var options = new ComparisonOptions { Baseline = "b", IsPlanned = true, Depth = ReportDepth.Verdicts,
            Looks = Looks with { Rule = rule } };
        double[] noise = [.3, -.2, .5, .1, -.4, .2, -.1, .6, -.3, .4, .0, -.5];
        var all = new List<Observation>();
        for (int seed = 0; seed < 12; seed++)
        {
            bool diverged = seed == 2;
            all.Add(new Observation("a", "", $"{seed}", seed, diverged ? ObservationStatus.Diverged : ObservationStatus.Value, 1
                + noise[seed]));
            // far below all that the first look saw
            all.Add(new Observation("b", "", $"{seed}", seed, ObservationStatus.Value, seed == 9 ? -50 : noise[11 - seed]));
        }
        var early = Sequential([.. all.Select(o => o.Seed < 6 ? o : o with { Status = ObservationStatus.Missing })]);
        var late = Sequential(all);
        Assert.Equal(early.Looks, late.Looks.Where(l => l.SeedCount <= 6));

        SequentialSummary Sequential(IReadOnlyList<Observation> observations) =>
            ComparisonAnalysis.Analyse(observations, options).Comparisons[0].Overall.Sequential!;
    }

    [Fact]
    public void Trials_that_were_not_needed_are_no_look()
    {
        var options = new ComparisonOptions { Baseline = "b", IsPlanned = true, Depth = ReportDepth.Verdicts, Looks = Looks };
        var observations = Enumerable.Range(0, 12).SelectMany(seed => new[]
        {
            new Observation("a", "", $"{seed}", seed, seed < 6 ? ObservationStatus.Value : ObservationStatus.Unneeded, 5 + seed),
            new Observation("b", "", $"{seed}", seed, ObservationStatus.Value, seed * seed * .01),
        }).ToArray();
        var result = ComparisonAnalysis.Analyse(observations, options).Comparisons[0].Overall;
        Assert.Equal(6, Assert.Single(result.Sequential!.Looks).SeedCount);
        Assert.All(result.Unused, u => Assert.Equal(UnusedObservation.NotNeeded, u.Reason));
    }
}
