using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;
using Sweep.Statistics.Adjustments;

namespace Sweep.Analysis.Tests.Comparisons;

public class TestCatalogueTests
{
    public static TheoryData<PlannedTest> Tests => new(Enum.GetValues<PlannedTest>());

    public static TheoryData<AdjustmentMethod> Adjustments => new(Enum.GetValues<AdjustmentMethod>());

    [Theory]
    [MemberData(nameof(Tests))]
    public void Every_test_that_a_spec_can_name_judges_pairs_and_independent_samples(PlannedTest test)
    {
        Assert.Equal(test, PlannedTests.Names.Find(PlannedTests.Names.GetName(test)));
        Assert.NotNull(TestCatalogue.Paired(test).OfPairs);
        Assert.NotNull(TestCatalogue.Unpaired(test).OfSamples);
        Assert.Contains(TestCatalogue.Paired(test), TestCatalogue.All);
        Assert.Contains(TestCatalogue.Unpaired(test), TestCatalogue.All);
    }

    [Theory]
    [MemberData(nameof(Tests))]
    public void Every_test_decides_a_comparison_and_is_named_as_the_one_that_did(PlannedTest test)
    {
        double[] low = [.10, .12, .11, .13, .09, .08, .14], high = [.52, .50, .55, .51, .54, .53, .56];
        IEnumerable<Observation> observations = [.. Trials.Of("relu", "b", low), .. Trials.Of("x", "b", high)];
        var paired = Trials.Only(observations, Trials.Planned() with { Test = test });
        var unpaired = Trials.Only(observations, Trials.Planned() with { Test = test, MayPair = false });
        Assert.Equal((Verdict.Better, TestCatalogue.Paired(test)), (paired.Decision.Verdict, paired.Decision.Test));
        Assert.Equal((Verdict.Better, TestCatalogue.Unpaired(test)), (unpaired.Decision.Verdict, unpaired.Decision.Test));
    }

    [Theory]
    [MemberData(nameof(Adjustments))]
    public void Every_adjustment_has_words_and_all_but_Bonferroni_a_name_in_specs(AdjustmentMethod adjustment)
    {
        Assert.NotEmpty(adjustment.Name());
        Assert.NotEmpty(adjustment.Citation());
        Assert.Equal(adjustment != AdjustmentMethod.Bonferroni, PlannedNames().Contains(adjustment));

        static IEnumerable<AdjustmentMethod?> PlannedNames() => AdjustmentMethods.Names.All.Select(AdjustmentMethods.Names.Find);
    }

    [Fact]
    public void Plans_and_the_analysis_agree_on_the_most_levels() =>
        Assert.Equal(BergmannHommel.MaxLevels, AdjustmentMethods.MaxBergmannHommelLevels);
}
