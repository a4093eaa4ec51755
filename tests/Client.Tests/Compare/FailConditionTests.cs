using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Tests.Compare;

public class FailConditionTests
{
    // relu against arelu (better), tanh (worse), swish (equivalent within 0.2 points); all outcomes there.
    [Theory]
    [InlineData("worse", "--fail-if worse: tanh is worse than relu.")]
    [InlineData("not-better", "--fail-if not-better: tanh is worse than relu.|--fail-if not-better: swish and relu are equivalent.")]
    [InlineData("undecided", "")]
    [InlineData("diverged", "")]
    [InlineData("missing", "")]
    [InlineData("exploratory", "")]
    [InlineData("undecided,worse", "--fail-if worse: tanh is worse than relu.")]
    public void A_condition_names_the_comparisons_that_meet_it(string conditions, string expected) =>
        Assert.Equal(expected, string.Join("|", Check(Studies.Quickstart, conditions)));

    [Fact]
    public void Five_pairs_are_undecided() => Assert.Equal(9, Check(Studies.Many, "undecided").Count);

    [Fact]
    public void Divergence_and_trials_without_outcome_are_seen()
    {
        Assert.Equal("--fail-if diverged: tanh: 1 diverged.", Assert.Single(Check(Studies.Blocks, "diverged")));
        Assert.Equal("--fail-if missing: 2 trials failed, were cancelled or have not ended.",
            Assert.Single(Check(Studies.Blocks, "missing")));
    }

    [Fact]
    public void A_divergence_on_the_seeds_that_select_counts_and_is_told()
    {
        var study = WithOneCandidate(TrialState.Diverged);
        Assert.Equal("--fail-if diverged: relu: 1 diverged on seeds that select.", Assert.Single(Check(study, "diverged")));
        var view = Rendering.Answer(study);
        Assert.Contains("learningRate is tuned: 2 of 6 seeds select, 4 judge. 1 trial diverged on seeds that select (relu 1).",
            Rendering.Table(view).ReplaceLineEndings(" "), StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse(ComparisonJson.Write(view));
        var candidates = json.RootElement.GetProperty("tuning")[0].GetProperty("all");
        Assert.Equal([("learningRate=0.01", 2, 0), ("learningRate=0.1", 2, 1)],
            candidates.EnumerateArray().Select(c =>
                (c.GetProperty("candidate").GetString()!, c.GetProperty("n").GetInt32(), c.GetProperty("diverged").GetInt32())));
        Assert.Equal([.6, .5], candidates.EnumerateArray().Select(c => c.GetProperty("selectionMean").GetDouble()));
    }

    [Fact]
    public void A_missing_trial_counts_even_where_it_would_only_have_chosen_a_tuned_level()
    {
        Assert.StartsWith("--fail-if missing: 1 trials", Assert.Single(Check(WithOneCandidate(TrialState.Failed), "missing")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_planned_is_exploratory() =>
        Assert.Equal("--fail-if exploratory: baseline tanh, planned was baseline relu.",
            Assert.Single(Check(Studies.Quickstart, "exploratory", Rendering.AsPlanned with { Baseline = "tanh" })));

    [Fact]
    public async Task A_script_does_not_pass_because_nothing_was_compared()
    {
        var where = new Dictionary<string, IReadOnlyList<string>> { ["activation"] = ["relu"] };
        var view = await CompareQuery.RunAsync(new StoredStudy(Studies.Quickstart), "quickstart",
            Rendering.AsPlanned with { Where = where }, CancellationToken.None);
        Assert.Equal(["--fail-if not-better: nothing was compared.", "--fail-if undecided: nothing was compared."],
            FailCondition.Check(FailCondition.Read(["not-better", "undecided"], []), view));
    }

    [Fact]
    public void A_direction_needs_a_baseline() =>
        Assert.Contains("--baseline", Assert.Throws<UserErrorException>(() =>
            Check(Studies.Quickstart, "worse", Rendering.AsPlanned with { AllPairs = true })).Message, StringComparison.Ordinal);

    [Fact]
    public void Unknown_conditions_are_noted_with_the_known_ones()
    {
        var mistakes = new List<string>();
        Assert.Equal(["worse"], FailCondition.Read(["bad,worse", "undecidd"], mistakes).Select(c => c.Name));
        Assert.Equal(["--fail-if bad: no such condition. One of worse, not-better, undecided, diverged, missing, exploratory.",
            "--fail-if undecidd: no such condition. Did you mean 'undecided'?"], mistakes);
    }

    // Where the rate is tuned, a trial of a seed that selects ends so; the other rate is chosen.
    private static Study WithOneCandidate(TrialState ending) => new("""
        name: tuned
        dataset: mnist
        grid: { activation: [relu, arelu], learningRate: [0.1, 0.01] }
        seeds: 6
        compare: { factor: activation, baseline: relu, tuning: { factors: [learningRate], selectionSeeds: 2 } }
        """, trial => trial.Seed.Value == 0 && Study.Label(trial, "learningRate") == "0.1" && Study.Label(trial, "activation") == "relu"
        ? Study.Row(trial, ending)
        : Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial)),
            ("validationAccuracy", .5 + (Study.Label(trial, "learningRate") == "0.1" ? 0 : .1))));

    private static IReadOnlyList<string> Check(Study study, string conditions, CompareSettings? settings = null) =>
        FailCondition.Check(FailCondition.Read([conditions], []), Rendering.Answer(study, settings));
}
