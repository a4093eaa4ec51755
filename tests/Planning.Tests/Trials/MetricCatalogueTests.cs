using Sweep.Planning.Trials;

namespace Sweep.Planning.Tests.Trials;

public sealed class MetricCatalogueTests
{
    [Fact]
    public void More_is_better_of_accuracies_scores_and_Dice_and_of_R2_and_less_of_everything_else()
    {
        string[] better = ["Accuracy", "Top5Accuracy", "BalancedAccuracy", "MacroF1", "Dice", "R2"];
        Assert.Equal([.. better.Select(b => "test" + b), .. better.Select(b => "validation" + b)],
            MetricCatalogue.All.Where(m => m.LargerIsBetter).Select(m => m.Name));
    }

    [Fact]
    public void Fractions_lie_between_0_and_1_and_all_else_but_R2_is_no_less_than_0()
    {
        Assert.All(MetricCatalogue.All.Where(m => m.IsFraction), m => Assert.Equal((0, 1), (m.Minimum, m.Maximum)));
        Assert.Equal(["testR2", "validationR2"], MetricCatalogue.All.Where(m => m.Minimum != 0).Select(m => m.Name));
        Assert.Equal((double.NegativeInfinity, 1), (MetricCatalogue.Find("testR2").Minimum, MetricCatalogue.Find("testR2").Maximum));
    }

    [Theory]
    [InlineData("testAccuracy", 10, 0.1)]
    [InlineData("validationBalancedAccuracy", 4, 0.25)]
    [InlineData("testTop5Accuracy", 100, 0.05)]
    [InlineData("testLoss", 10, null)]
    [InlineData("testMacroF1", 10, null)]
    [InlineData("testR2", 10, null)]
    public void Guessing_has_a_score_where_it_depends_on_the_number_of_classes_alone(string metric, int classes, double? expected) =>
        Assert.Equal(expected, MetricCatalogue.Find(metric).ChanceScore?.Invoke(classes));

    [Fact]
    public void Names_are_unique_and_validation_measures_what_the_test_does()
    {
        Assert.Equal(MetricCatalogue.Names.Count, MetricCatalogue.Names.Distinct().Count());
        Assert.Equal(MetricCatalogue.Names.Where(n => n.StartsWith("test", StringComparison.Ordinal)).Select(n => n[4..]),
            MetricCatalogue.All.Where(m => m.NeedsValidationSplit).Select(m => m.Name["validation".Length..]));
    }

    [Fact]
    public void A_metric_of_an_earlier_phase_has_the_definition_of_the_metric()
    {
        Assert.Same(MetricCatalogue.TestAccuracy, MetricCatalogue.Find("pretrain.testAccuracy"));
        Assert.Same(MetricCatalogue.TrainSeconds, MetricCatalogue.Find("trainSeconds"));
    }

    [Fact]
    public void Nothing_is_assumed_of_a_metric_that_another_program_stored()
    {
        var metric = MetricCatalogue.Find("someAccuracy");
        Assert.Equal(("someAccuracy", MetricUnit.None, false), (metric.Name, metric.Unit, metric.LargerIsBetter));
        Assert.False(metric.IsRopeTooLarge(5));
    }

    [Fact]
    public void A_rope_of_half_the_range_of_an_accuracy_is_too_large()
    {
        Assert.True(MetricCatalogue.ValidationAccuracy.IsRopeTooLarge(0.5));
        Assert.False(MetricCatalogue.ValidationAccuracy.IsRopeTooLarge(0.49));
        Assert.False(MetricCatalogue.TestLoss.IsRopeTooLarge(double.PositiveInfinity));
    }
}
