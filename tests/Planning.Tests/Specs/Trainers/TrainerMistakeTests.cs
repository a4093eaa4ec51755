using Sweep.Planning.Specs.Reading;

namespace Sweep.Planning.Tests.Specs.Trainers;

/// <summary>What may be wrong with the section <c>trainer:</c>, and what is said of it.</summary>
public sealed class TrainerMistakeTests
{
    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        const string yaml = """
            name: broken
            trainer:
              comand: [python3, train.py]
              settings:
                activation: [relu, relu]
                learningRate: { type: number, above: 0, default: 0 }
                hidden: { type: integr }
                seeds: 3
                depth: { type: integer, minimum: 3, maximum: 2 }
              metrics:
                testAccuracy: upward
              timeout: 10
            learningRate: 0.05
            hidden: many
            dataset: mnist
            keep: { confusionMatrix: true }
            folds: 5
            seeds: 5
            """;
        Assert.Equal(
            [
                "3: trainer.comand: There is no key 'comand' here.",
                "3: trainer: Say which program trains: command: [python3, train.py].",
                "5: trainer.settings.activation[1]: 'relu' is named twice.",
                "6: trainer.settings.learningRate.default: 0 is out of range: learningRate is above 0.",
                "7: trainer.settings.hidden.type: 'integr' is not a type of settings.",
                "8: trainer.settings.seeds: 'seeds' has a meaning of its own in specs: call the setting otherwise, such as 'seedsValue'.",
                "9: trainer.settings.depth: No number is at least 3 and at most 2.",
                "11: trainer.metrics.testAccuracy: 'upward' is not what is better.",
                "12: trainer.timeout: Expected a time with its unit, such as 90s, 10m, 1.5h or 2d, found '10'.",
                "15: dataset: There is no setting 'dataset'. This spec has the settings that trainer.settings declares: declare it there, "
                    + "such as dataset: { type: number }.",
                "16: keep: 'keep' is for trainings by sweep's own engines, and this spec has a trainer of its own: leave the key out.",
                "17: folds: 'folds' is for trainings by sweep's own engines, and this spec has a trainer of its own: leave the key out.",
            ],
            SpecReader.Read(yaml, TestVocabulary.Standard).Errors.Select(e => $"{e.Line}: {e.Path}: {e.Message}"));
    }

    [Theory]
    [InlineData("command: [python3, train.py]", "command: python3 train.py", "No shell reads it: write each word by itself")]
    [InlineData("command: [python3, train.py]", "command: []", "The command is empty")]
    [InlineData("command: [python3, train.py]", "command: ['', train.py]", "The file to start has no name")]
    [InlineData("command: [python3, train.py]", "command: [python3, [train.py]]", "Expected a word of the command, found a list.")]
    [InlineData("command: [python3, train.py]", "imported: { study: a, source: b }\n  grace: 1s", "leave one of both out")]
    [InlineData("command: [python3, train.py]", "imported: { study: a }", "'source' is missing")]
    [InlineData("  settings:", "  timeout: 0s\n  settings:", "timeout is longer than nothing")]
    [InlineData("  settings:", "  tracked: {}\n  settings:", "'tracked' is written by sweep beside 'track'")]
    [InlineData("[relu, elu, gelu]", "[relu, elu, 3]", "Choices are names, and 3 is not: declare activation by { type: integer }")]
    [InlineData("[relu, elu, gelu]", "{ choices: relu }", "List what activation can be: choices: [relu, elu].")]
    [InlineData("hidden: 64", "hidden:", "Say what hidden is")]
    [InlineData("hidden: 64", "hidden: { default: 64 }", "Say of which type hidden is")]
    [InlineData("hidden: 64", "hidden: { type: integer, default: 6.5 }", "Expected a whole number, found '6.5'.")]
    [InlineData("hidden: 64", "2hidden: 64", "'2hidden' is no name for a setting")]
    [InlineData("hidden: 64", "hidden: { type: integer }", "'hidden' is required: trainer.settings declares it without a default.")]
    [InlineData("augment: false", "augment: { type: flag, minimum: 0, default: false }", "There is no key 'minimum' here.")]
    [InlineData("above: 0, maximum: 1", "above: 0, minimum: 0", "'minimum' and 'above' are one bound")]
    [InlineData("testLoss: smaller", "test loss: smaller", "'test loss' is no name for a metric: it has no blanks")]
    [InlineData("testLoss: smaller", "testLoss: { unit: fraction }", "Say what is better of testLoss")]
    [InlineData("testLoss: smaller", "testLoss: { better: smaller, unit: percent }", "'percent' is not a unit.")]
    [InlineData("testLoss: smaller", "testLoss: { better: smaller, minimum: 2, maximum: 1 }", "the maximum is larger")]
    [InlineData("baseline: relu", "baseline: relu, metric: accuracy", "'accuracy' is not a metric of trainer.metrics.")]
    [InlineData("grid: { activation", "grid: { trainer: [a, b], activation", "There is no setting 'trainer'.")]
    [InlineData("learningRate: 0.05", "learningRate: 5", "5 is out of range: learningRate is above 0 and at most 1.")]
    public void A_mistake_is_told_with_its_remedy(string old, string changed, string message) =>
        Assert.Contains(message, ProgramSpec.Error(old, changed).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("seed")]
    [InlineData("trainer")]
    [InlineData("compare")]
    [InlineData("fold")]
    [InlineData("prune")]
    public void Names_of_the_grammar_are_no_settings(string name) => Assert.Equal($"trainer.settings.{name}",
        ProgramSpec.Error("hidden: 64", $"hidden: 64\n    {name}: 1").Path);

    [Fact]
    public void The_nearest_name_is_suggested()
    {
        Assert.Equal("learningRate", ProgramSpec.Error("\nlearningRate: 0.05", "\nlerningRate: 0.05").Suggestion);
        Assert.Equal("testAccuracy", ProgramSpec.Error("baseline: relu", "metric: testAcuracy").Suggestion);
        Assert.Equal("metrics", ProgramSpec.Errors("  metrics:", "  metric:")[^1].Suggestion);
    }

    [Fact]
    public void A_program_and_imported_results_exclude_each_other() => Assert.Equal("trainer.command",
        ProgramSpec.Error("  settings:", "  imported: { study: a, source: b }\n  settings:").Path);

    [Fact]
    public void Settings_that_cannot_be_read_are_the_only_mistake() => Assert.Equal("trainer.settings",
        Assert.Single(SpecReader.Read("name: a\ntrainer: { command: [a], settings: [x], metrics: { m: larger } }\nx: 3\nseeds: 2",
            TestVocabulary.Standard).Errors).Path);
}
