using System.Text.Json.Nodes;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Store;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Tests.Compare;

/// <summary>What users read of divergences, and that no level changes a number of two others.</summary>
public class DivergenceTests
{
    // What belongs to the family or to all levels at once by its nature: verdicts, what is adjusted, what is simultaneous. The plain
    // interval does not.
    private static readonly HashSet<string> OfAllLevels =
    [
        "planHash", "inputHash", "trials", "levels", "overallFamilySize", "blockFamilySize", "verdict", "adjustedP", "falseDiscoveryP",
            "limit", "detectableInFamily", "pairsForObserved", "familySize",
            "adjustment", "interval", "intervalKind", "equivalenceInterval", "isOnAverage", "isOpposite", "better", "worse", "equivalent",
        "omnibus", "omnibusOverDatasets", "variance", "profile", "profileThresholds", "methods", "notes", "rows", "focus", "isBest",
    ];

    [Theory]
    [InlineData("testLoss", "")]
    [InlineData("testAccuracy", "")]
    [InlineData("testLoss", "stop: { looks: 3 }")]
    [InlineData("testAccuracy", "stop: { looks: 3, rule: eProcess }")]
    public async Task A_third_level_changes_no_number_of_the_first_two(string metric, string stop)
    {
        for (int variant = 0; variant < 4; variant++)
        {
            var two = await JsonAsync(metric, stop, "[relu, tanh]", variant);
            var three = await JsonAsync(metric, stop, "[relu, tanh, swish]", variant);
            int compared = AssertContained("", two, three);
            Assert.True(compared > 300, $"only {compared} values were compared");
        }
    }

    [Fact]
    public async Task A_level_that_always_diverges_is_worse_and_its_numbers_are_not_invented()
    {
        var view = await ViewAsync(Loss("[relu, tanh]", trial =>
            Study.Label(trial, "activation") == "tanh" ? null : .3 + .01 * Study.Noise(trial, "relu")));
        string text = Rendering.Table(view, width: 400);
        Assert.Contains("tanh is worse than relu: no difference, since tanh always diverged (p = 0.008). 8 of 8 trials of tanh diverged.",
            text, StringComparison.Ordinal);
        Assert.Contains("No mean, since all trials diverged: tanh.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0.0000", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_both_levels_always_diverge_nothing_is_equivalent_and_no_number_is_invented()
    {
        var view = await ViewAsync(Loss("[relu, tanh]", _ => null));
        string text = Rendering.Table(view, width: 400);
        Assert.Contains("tanh against relu is undecided: no difference, since both sides diverged in all 8 pairs (p = 1.00).", text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("0.0000", text, StringComparison.Ordinal);
        Assert.DoesNotContain("equivalent:", text, StringComparison.Ordinal);
        var json = JsonNode.Parse(ComparisonJson.Write(view))!["comparisons"]![0]!["overall"]!;
        Assert.Null(json["difference"]);
        Assert.Null(json["levelSide"]!["mean"]);
        Assert.Equal((8, 1), ((int)json["bothDiverged"]!, (int)json["p"]!));
    }

    [Fact]
    public async Task Every_trial_in_no_number_is_named()
    {
        var view = await ViewAsync(Loss("[relu, tanh]", trial => .3 + .01 * Study.Noise(trial, Study.Label(trial, "activation")),
            failed: 2));
        Assert.Contains("Not in any number (4 without outcome or partner): "
            + "tanh seed 0: failed; relu seed 0: failed; tanh seed 1: failed; relu seed 1: failed.",
            Rendering.Table(view, width: 400), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_whose_trials_all_diverged_has_no_mean_and_its_row_is_compared_by_sign()
    {
        var study = new Study("""
            name: study
            dataset: mnist
            grid: { activation: [relu, tanh], learningRate: [0.1, 10] }
            seeds: 8
            compare: { factor: activation, baseline: relu, metric: testLoss }
            """, trial => Row(trial, (Study.Label(trial, "learningRate"), Study.Label(trial, "activation")) is ("10", "relu") ? null
                : .3 + .01 * Study.Noise(trial, Study.Label(trial, "activation"))));
        var view = await ViewAsync(study, ["learningRate"]);
        var focus = view.Matrix!.Focus!;
        Assert.Null(view.Matrix.Cells[0][1].Mean);
        Assert.Equal((null, double.NegativeInfinity, Verdict.Worse),
            (focus.Improvements[0][1]!.Difference, focus.Improvements[0][1]!.Gain, focus.Improvements[0][1]!.Verdict));
        string text = Rendering.Table(view, width: 400);
        Assert.Contains("- d8", text, StringComparison.Ordinal);
        Assert.Contains("-: no mean, since all trials diverged.", text, StringComparison.Ordinal);
    }

    private static Study Loss(string levels, Func<TrialDescription, double?> loss, int failed = 0) => new($$"""
        name: study
        dataset: mnist
        grid: { activation: {{levels}} }
        seeds: 8
        compare: { factor: activation, baseline: relu, metric: testLoss, rope: 0.01 }
        """, trial => trial.Seed.Value < failed ? Study.Row(trial, TrialState.Failed) : Row(trial, loss(trial)));

    private static TrialRow Row(TrialDescription trial, double? loss) => loss is { } value
        ? Study.Completed(trial, (MetricCatalogue.TestLoss.Name, value), (MetricCatalogue.TestAccuracy.Name, 1 - value))
        : Study.Row(trial, TrialState.Diverged);

    private static async Task<JsonNode> JsonAsync(string metric, string stop, string levels, int variant)
    {
        var study = new Study($$"""
            name: study
            architecture: mnist-linear
            protocol: { epochs: 1, batchSize: 64 }
            optimizer: sgd
            grid: { activation: {{levels}}, dataset: [mnist, emnist-balanced], learningRate: [0.1, 0.01] }
            seeds: 12
            {{stop}}
            compare: { factor: activation, metric: {{metric}}, rope: 0.01, baseline: relu }
            """, trial => Row(trial, Value(trial, variant)), TrainerVocabulary.Create());
        return JsonNode.Parse(ComparisonJson.Write(await ViewAsync(study, ["dataset"], TrainerVocabulary.Create(), target: .5)))!;
    }

    // The third level explodes, guesses and diverges as the first two never do; these diverge now and then, or always in a block.
    private static double? Value(TrialDescription trial, int variant)
    {
        string level = Study.Label(trial, "activation"), rate = Study.Label(trial, "learningRate");
        double fate = Study.Noise(trial, $"fate {level} {variant}"), noise = Study.Noise(trial, level);
        if (level == "swish")
            return fate < .3 ? null : fate < .5 ? 5e6 : fate < .7 ? -3 : .999;
        bool always = rate == "0.1" && ((variant == 1 && level == "tanh") || variant == 2);
        return always || fate < .15 ? null : variant == 3 && fate > .9 ? .99 : .3 + .02 * noise + (level == "tanh" ? .01 : 0);
    }

    private static Task<ComparisonView> ViewAsync(Study study, IReadOnlyList<string>? columns = null, SpecVocabulary? vocabulary = null,
        double? target = null) => CompareQuery.RunAsync(
        new StoredStudy(study), "study", Rendering.AsPlanned with { Vocabulary = vocabulary ?? Study.Vocabulary, Columns = columns ?? [],
            TargetScore = target }, CancellationToken.None);

    // Every value of the one is in the other; elements of lists are found by their names.
    private static int AssertContained(string path, JsonNode? small, JsonNode? large)
    {
        switch (small)
        {
            case JsonObject members:
                return members.Where(m => !OfAllLevels.Contains(m.Key))
                    .Sum(m => AssertContained($"{path}/{m.Key}", m.Value, large![m.Key]));
            case JsonArray elements:
                return elements.Select((e, i) => AssertContained($"{path}/{Name(e)}", e,
                    Name(e).Trim().Length > 0 ? ((JsonArray)large!).Single(l => Name(l) == Name(e)) : large![i])).Sum();
            case JsonValue value when value.TryGetValue(out double number):
                double other = (double)large!;
                Assert.True(Math.Abs(number - other) <= 1e-12 * Math.Abs(number), $"{path}: {number} became {other}");
                return 1;
            default:
                Assert.True(JsonNode.DeepEquals(small, large), $"{path}: {small} became {large}");
                return 1;
        }
    }

    private static string Name(JsonNode? element) => element is JsonObject o
        ? string.Join(' ', new[] { "level", "baseline", "block", "row", "column", "candidate", "dataset", "seed", "seeds" }
            .Select(n => o[n]?.ToString()))
        : "";
}
