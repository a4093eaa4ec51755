using Sweep.Planning.Specs.Reading;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

/// <summary>Protocols as specs write them.</summary>
public sealed class ProtocolSpecTests
{
    private const string Head = """
        name: test
        dataset: synthetic-digits
        architecture: mnist-conv
        optimizer: sgd
        learningRate: 0.1
        seeds: 2
        grid: { activation: [relu, arelu] }

        """;

    [Theory]
    [InlineData("validationSplit: 0.1\nearlyStopping: { patience: 5, minDelta: 0.001, restoreBest: false }",
        "{\"minDelta\":0.001,\"name\":\"patience\",\"patience\":5,\"restoreBest\":false}", "earlyStopping")]
    [InlineData("budget: { multiplyAdds: 1e12 }", "{\"multiplyAdds\":1000000000000,\"name\":\"multiplyAdds\"}", "budget")]
    [InlineData("budget: { name: seconds, seconds: 60 }", "{\"name\":\"seconds\",\"seconds\":60}", "budget")]
    [InlineData("labelNoise: { value: 0.2, kind: pair-flip }", "{\"kind\":\"pair-flip\",\"value\":0.2}", "labelNoise")]
    [InlineData("labelNoise: 0.2", "0.2", "labelNoise")]
    [InlineData("fold: 3/10", "\"3/10\"", "fold")]
    public void Each_has_one_canonical_form(string written, string canonical, string setting)
    {
        var reading = SpecReader.Read(Head + written + "\n", TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules });
        Assert.True(reading.IsValid, string.Join("\n", reading.Errors));
        var trial = reading.Spec.ToPlan().Trials.First();
        Assert.Equal(canonical, trial.Configuration.Settings[setting].ToString());
        TrialSettings.Read(trial.Configuration);
    }

    [Theory]
    [InlineData("earlyStopping: { patience: 5 }",
        "earlyStopping goes by validationAccuracy, and validationSplit is zero: set validationSplit, such as 0.1.")]
    [InlineData("epochs: 3\nbudget: { seconds: 5 }", "A budget says how long a training is, and so does epochs: keep one of them.")]
    [InlineData("foldsOf: train",
        "foldsOf says what folds divide, and there are none: set folds, such as folds: 10, or leave foldsOf out.")]
    [InlineData("folds: 10\nfoldsOf: train\ntrainSamples: 54001",
        "trainSamples is 54001, but of 54000 training images 0 are for validation: at most 54000 are left. The dataset is "
        + "synthetic-digits.")]
    public void What_cannot_be_trained_is_refused_before(string written, string message)
    {
        var errors = SpecReader.Read(Head + written + "\n", TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules }).Errors;
        Assert.Equal(message, Assert.Single(errors).Message);
    }

    [Fact]
    public void A_schedule_is_refused_with_a_budget_of_seconds() => Assert.Contains(
        "use a constant learningRate, or a budget of multiplyAdds", Assert.Single(SpecReader.Read(
            Head.Replace("learningRate: 0.1", "learningRate: { value: 0.1, schedule: cosine }", StringComparison.Ordinal)
            + "budget: { seconds: 5 }\n", TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules }).Errors).Message,
        StringComparison.Ordinal);
}
