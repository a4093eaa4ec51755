using Sweep.Planning.Trials;

namespace Sweep.Planning.Tests.Trials;

public sealed class MetricCatalogueTests
{
    [Fact]
    public void Accuracies_and_Dice_coefficients_are_fractions_of_which_more_is_better_losses_and_times_the_contrary()
    {
        Assert.Equal(["testAccuracy", "testDice", "validationAccuracy", "validationDice"],
            MetricCatalogue.All.Where(m => m.IsFraction).Select(m => m.Name));
        Assert.All(MetricCatalogue.All, m => Assert.Equal(m.IsFraction, m.LargerIsBetter));
        Assert.All(MetricCatalogue.All, m => Assert.Equal(0, m.Minimum));
        Assert.Equal(0.1, MetricCatalogue.TestAccuracy.ChanceScore!(10));
        Assert.Null(MetricCatalogue.TestLoss.ChanceScore);
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
