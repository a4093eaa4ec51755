using Sweep.Analysis.Plans;
using Sweep.Analysis.Tests.Questions;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Tests.Plans;

public sealed class DisconnectedLevelsTests
{
    private static readonly ComparisonPlan AgainstAdam = new("optimizer", "adam", MetricCatalogue.TestAccuracy.Name, null, 0.05, 0, null);

    [Fact]
    public void Levels_with_values_of_their_own_are_named_with_the_remedy()
    {
        var apart = DisconnectedLevels.Find([Of("sgd", 0.1), Of("sgd", 0.01), Of("adam", 0.001), Of("rmsprop", 0.001)], AgainstAdam,
            Study.Vocabulary);
        Assert.Equal(("sgd", "adam", "learningRate"), (Assert.Single(apart).Level, apart[0].Baseline, Assert.Single(apart[0].Settings)));
        Assert.StartsWith("sgd and adam share no learningRate, so nothing compares them. Compare each at its best value by tuning: { "
            + "factors: [learningRate], selectionSeeds: 2 }", DisconnectedLevels.Advice(apart, null), StringComparison.Ordinal);
    }

    [Fact]
    public void One_value_in_common_is_enough() =>
        Assert.Empty(DisconnectedLevels.Find([Of("sgd", 0.1), Of("sgd", 0.01), Of("adam", 0.01)], AgainstAdam, Study.Vocabulary));

    [Fact]
    public void What_is_tuned_keeps_no_levels_apart() =>
        Assert.Empty(DisconnectedLevels.Find([Of("sgd", 0.1), Of("adam", 0.001)],
            AgainstAdam with { Tuning = new TuningPlan(["learningRate"], MetricCatalogue.ValidationAccuracy.Name, 1) }, Study.Vocabulary));

    [Fact]
    public void The_remedy_keeps_what_is_tuned_already()
    {
        var apart = DisconnectedLevels.Find([Of("sgd", 0.1), Of("adam", 0.001)], AgainstAdam, Study.Vocabulary);
        Assert.Contains("tuning: { factors: [momentum, learningRate], selectionSeeds: 3 }",
            DisconnectedLevels.Advice(apart, new TuningPlan(["momentum"], MetricCatalogue.ValidationAccuracy.Name, 3)),
                StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_baseline_every_pair_is_asked_for()
    {
        var apart = DisconnectedLevels.Find([Of("sgd", 0.1), Of("adam", 0.001), Of("rmsprop", 0.003)],
            AgainstAdam with { Baseline = null }, Study.Vocabulary);
        Assert.Equal(["adam sgd", "rmsprop sgd", "rmsprop adam"], apart.Select(a => $"{a.Level} {a.Baseline}"));
        Assert.Contains("So it is with 2 pairs more.", DisconnectedLevels.Advice(apart, null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_grid_keeps_no_levels_apart_and_is_not_gone_through()
    {
        var plan = new SweepPlan("full", new PlanHash("p1-full"), "name: full", 4, () =>
            [.. new[] { Of("sgd", 0.1), Of("sgd", 0.01), Of("adam", 0.1), Of("adam", 0.01) }.Select(c =>
                TrialDescription.Create(c, new Seed(0), StreamKey.Derive(c, new Seed(0), new HashSet<string> { "optimizer" })))],
                    AgainstAdam, new RetryPlan(), new StopPlan(),
            [new PlanFactor("optimizer", [new SettingValue.Text("sgd"), new SettingValue.Text("adam")]),
                new PlanFactor("learningRate", [new SettingValue.Number(0.1), new SettingValue.Number(0.01)])]);
        Assert.Empty(DisconnectedLevels.Find(plan, Study.Vocabulary));
        Assert.Null(DisconnectedLevels.Advice(DisconnectedLevels.Find(plan, Study.Vocabulary), null));
    }

    private static Configuration Of(string optimizer, double rate) =>
        new([new("optimizer", new SettingValue.Text(optimizer)), new("learningRate", new SettingValue.Number(rate))]);
}
