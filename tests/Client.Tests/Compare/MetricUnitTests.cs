using Sweep.Analysis.Tests.Questions;

namespace Sweep.Client.Tests.Compare;

/// <summary>Counts and sizes are shown in the unit that suits the smallest mean, so that a small network has no zeros.</summary>
public sealed class MetricUnitTests
{
    [Theory]
    [InlineData("parameters", 1300, "mean ± sd (k)", "+1.3000 k")]
    [InlineData("parameters", 11_200_000, "mean ± sd (M)", "+11.2000 M")]
    [InlineData("peakMemory", 43_800, "mean ± sd (kB)", "+43.8000 kB")]
    [InlineData("peakMemory", 775_000_000, "mean ± sd (MB)", "+775.0000 MB")]
    public void A_table_has_the_unit_that_suits_the_numbers(string metric, double value, string head,
        string difference)
    {
        var study = new Study($$"""
            name: sizes
            dataset: mnist
            grid: { activation: [relu, prelu] }
            seeds: 6
            compare: { factor: activation, baseline: relu, metric: {{metric}} }
            """, trial => Study.Completed(trial, (metric, Study.Label(trial, "activation") == "relu" ? value : 2 * value)));
        string table = Rendering.Table(Rendering.Answer(study));
        Assert.Contains(head, table, StringComparison.Ordinal);
        Assert.Contains($"prelu is worse than relu: {difference} ", table, StringComparison.Ordinal);
    }
}
