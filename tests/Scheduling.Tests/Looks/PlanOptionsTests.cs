using Sweep.Planning;
using Sweep.Scheduling.Looks;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Comparisons;

namespace Sweep.Scheduling.Tests.Looks;

public class PlanOptionsTests
{
    [Fact]
    public void Every_adjustment_of_a_plan_is_one_of_the_analysis() =>
        Assert.Equal(Enum.GetValues<FamilyAdjustment>().Except([FamilyAdjustment.Bonferroni]), // never planned by name
            Enum.GetValues<AdjustmentMethod>().Select(PlanOptions.FamilyOf).Order());

    [Fact]
    public void Every_test_of_a_plan_is_one_of_the_analysis() =>
        Assert.Equal(Enum.GetValues<PlannedTest>(), Enum.GetValues<TestMethod>().Select(PlanOptions.TestOf).Order());

    [Fact]
    public void Plans_and_the_analysis_agree_on_the_most_levels() => Assert.Equal(BergmannHommel.MostLevels, AdjustmentMethods.MostBergmannHommelLevels);
}
