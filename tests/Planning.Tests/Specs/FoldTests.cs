using Sweep.Planning.Errors;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Tests.Specs;

/// <summary>Folds of a cross-validation in specs.</summary>
public sealed class FoldTests
{
    private const string Compared = Reading.Head + """
        learningRate: 0.1
        folds: 10
        seeds: 2
        grid: { activation: [relu, arelu] }
        compare: { factor: activation, baseline: relu }

        """;

    private static readonly SpecVocabulary Vocabulary = TestVocabulary.Standard with
    {
        Settings = [.. TestVocabulary.Standard.Settings, new(Fold.Setting, "the fold that is held out", SettingKind.Fold)],
    };

    [Fact]
    public void Folds_are_a_factor_of_the_plan()
    {
        var plan = Reading.Spec(Compared, Vocabulary).ToPlan();
        Assert.Equal(2 * 10 * 2, plan.TrialCount);
        Assert.Equal(["1/10", "2/10", "3/10", "4/10", "5/10", "6/10", "7/10", "8/10", "9/10", "10/10"],
            plan.Factors.Single(f => f.Name == "fold").Labels);
    }

    [Fact]
    public void Some_folds_can_be_listed_or_one_be_fixed()
    {
        Assert.Equal(2 * 2 * 2, Reading.Spec(Compared.Replace("folds: 10\n", "", StringComparison.Ordinal)
            .Replace("[relu, arelu] }", "[relu, arelu], fold: [1/5, 02/5] }", StringComparison.Ordinal), Vocabulary).ToPlan().TrialCount);
        Assert.Equal(2 * 2, Reading.Spec(Compared.Replace("folds: 10", "fold: 1/5", StringComparison.Ordinal), Vocabulary)
            .ToPlan().TrialCount);
    }

    [Fact]
    public void The_corrected_test_is_planned_where_there_are_folds() =>
        Assert.Equal(PlannedTest.CorrectedT, Reading.Spec(Compared, Vocabulary).Comparison!.Test);

    [Theory]
    [InlineData("baseline: relu, test: t", "compare.test", "'t' takes pairs as independent, and folds share training samples: "
        + "'corrected-t' judges them. Leave compare.test out.")]
    [InlineData("baseline: relu, adjustment: max-t", "compare.adjustment", "'max-t' adjusts by joint sign flips, and compare.test is "
        + "corrected-t: choose holm or hommel.")]
    public void Tests_that_take_pairs_as_independent_are_refused(string asked, string path, string message)
    {
        var error = Assert.Single(Errors(Compared.Replace("baseline: relu", asked, StringComparison.Ordinal)));
        Assert.Equal((path, message), (error.Path, error.Message));
    }

    [Fact]
    public void Looks_are_refused() => Assert.Equal("Looks are judged by sign flips of independent pairs, and folds share training "
        + "samples: leave folds out, or train all seeds without looks.", Assert.Single(Errors(Compared + "stop: { looks: 2 }\n")).Message);

    [Theory]
    [InlineData("folds: 1", "folds", "1 is out of range: 2 to 1000.")]
    [InlineData("fold: 11/10", "fold", "Expected a fold and how many there are, such as 3/10, found '11/10'.")]
    public void What_is_no_fold_is_refused(string written, string path, string message)
    {
        var error = Errors(Compared.Replace("folds: 10", written, StringComparison.Ordinal))[0];
        Assert.Equal((path, message), (error.Path, error.Message));
    }

    [Fact]
    public void Folds_are_not_compared() => Assert.Contains("Folds are repeats with other samples held out: they are neither compared nor "
        + "tuned.", Errors(Compared.Replace("factor: activation, baseline: relu", "factor: fold", StringComparison.Ordinal))[0].Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_corrected_test_needs_folds() => Assert.Equal(
        "'corrected-t' is for folds of a cross-validation, and there are none. Set folds, or leave compare.test out.",
        Assert.Single(Errors(Compared.Replace("folds: 10\n", "", StringComparison.Ordinal)
            .Replace("baseline: relu", "test: corrected-t", StringComparison.Ordinal))).Message);

    private static IReadOnlyList<SpecError> Errors(string yaml) => SpecReader.Read(yaml, Vocabulary).Errors;
}
