using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;

namespace Sweep.Analysis.Tests.Comparisons;

/// <summary>The sign of a verdict is that of the evidence which decides.</summary>
public class DirectionTests
{
    [Fact]
    public void Ranks_and_means_that_disagree_decide_nothing_and_say_so()
    {
        // 11 of 12 values are above all others, the twelfth far below: P(superiority) 11/12, mean difference -.063
        Observation[] observations = [
            .. Trials.Of("relu", "", Enumerable.Range(0, 12).Select(i => .938 + .001 * i)),
            .. Trials.Of("arelu", "", [.. Enumerable.Range(0, 11).Select(i => .951 + .001 * i), .1])];
        var report = ComparisonAnalysis.Analyse(observations, Trials.Planned() with { MayPair = false });
        var result = report.Comparisons[0].Overall;
        Assert.Equal((Verdict.Undecided, true), (result.Decision.Verdict, result.Decision.IsContradicted));
        // scipy.stats.mannwhitneyu(a, b, method='exact'): U 132, p 0.000201
        Assert.Equal(11 / 12.0, result.Difference!.ProbabilityOfSuperiority, 1e-15);
        Assert.Equal(.000201172, result.Decision.AdjustedP!.Value, 1e-9);
        Assert.True(result.Difference.Mean.Value < 0);
        Assert.Contains(report.Notes, n => n.Contains("ranks differ in one direction and the means in the other", StringComparison.Ordinal)
            && n.EndsWith("arelu against relu.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, Verdict.Better)]
    [InlineData(false, Verdict.Worse)]
    public void Ranks_and_means_that_agree_decide(bool largerIsBetter, Verdict verdict)
    {
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", 1, 2, 3, 4, 5), .. Trials.Of("arelu", "", 6, 7, 8, 9, 10)],
            Trials.Planned() with { MayPair = false, LargerIsBetter = largerIsBetter });
        Assert.Equal((verdict, false),
            (report.Comparisons[0].Overall.Decision.Verdict, report.Comparisons[0].Overall.Decision.IsContradicted));
        Assert.Single(report.Notes); // that it is unpaired
    }

    [Fact]
    public void The_e_process_decides_in_the_direction_of_its_evidence()
    {
        var (result, notes) = Sequential(StoppingRule.EProcess, 4, [1, 1.01, 1.02, .99, 1.03, .98, -3, -3, -3, -3]);
        Assert.Equal((Verdict.Better, true), (result.Decision.Verdict, result.Decision.IsContradicted));
        Assert.Equal(.04103, result.Decision.P!.Value, 1e-5); // six nearly equal differences: .04103 if equal
        Assert.True(result.Sequential!.Difference > 0);
        Assert.True(result.Difference!.Mean.Value < 0);
        Assert.Contains(notes, n => n.StartsWith("A look has decided", StringComparison.Ordinal));
    }

    [Fact]
    public void A_planned_look_decides_in_the_direction_it_saw()
    {
        var (result, notes) = Sequential(StoppingRule.Pocock, 2, [1, 1.01, 1.02, .99, 1.03, .98, 1, 1.1, -3, -3, -3, -3, -2, 1, 1, 0]);
        Assert.Equal((Verdict.Better, true), (result.Decision.Verdict, result.Decision.IsContradicted));
        Assert.Equal(.0139, result.Decision.P!.Value, 1e-4); // of eight pairs on one side, 2^-7, over two looks
        Assert.Equal(8.13 / 8, result.Sequential!.Difference, 1e-12);
        Assert.Contains(notes, n => n.StartsWith("A look has decided", StringComparison.Ordinal));
    }

    [Fact]
    public void A_look_with_the_sign_of_all_data_needs_no_note()
    {
        var (result, notes) = Sequential(StoppingRule.Pocock, 2, [1, 1.01, 1.02, .99, 1.03, .98, 1, 1.1, 1, 1, 1, 1, 1, 1, 1, 0]);
        Assert.Equal((Verdict.Better, false), (result.Decision.Verdict, result.Decision.IsContradicted));
        Assert.Single(notes); // which verdicts count the looks
    }

    private static (ComparisonResult Result, IReadOnlyList<string> Notes) Sequential(StoppingRule rule, int looks, double[] differences)
    {
        var options = Trials.Planned() with { Looks =
            SequentialLooks.EquallySpaced(rule, [.. Enumerable.Range(0, differences.Length)], looks) };
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", new double[differences.Length]),
            .. Trials.Of("x", "", differences)], options);
        return (report.Comparisons[0].Overall, report.Notes);
    }
}
