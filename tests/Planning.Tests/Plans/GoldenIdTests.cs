using Sweep.Planning.Tests.Specs;

namespace Sweep.Planning.Tests.Plans;

/// <summary>Ids that must never change: every stored result is found by them. The plan is frozen with them.</summary>
public sealed class GoldenIdTests
{
    private const string Yaml = """
        name: golden
        dataset: mnist
        architecture: mnist-conv
        protocol: { epochs: 1, batchSize: 128, validationSplit: 0.1 }
        seeds: 2
        grid:
          activation: [relu, { name: mine, formula: "x*sigmoid(a*x)", parameters: { a: 1.0 } }]
          optimizer:
            - { name: sgd, momentum: 0.9 }
            - { name: adam, with: { trainSamples: [1000] } }
          learningRate: [1e-2, 1e-5]
        exclude: [{ optimizer: adam, learningRate: 0.01 }]
        compare: { factor: activation, baseline: relu, rope: 0.002, tuning: { factors: [learningRate], selectionSeeds: 1 } }
        """;

    [Fact]
    public void The_plan_keeps_its_hash() => Assert.Equal("p1-7dcaadfa155b56b4ea39fc2f4ee0205f", Reading.Spec(Yaml).ToPlan().Hash.Value);

    // Plans that say nothing of a test keep the hash they were stored with; one that names the default is another plan.
    [Theory]
    [InlineData("sign-flip", "p1-7ab51fd7ebf2b3859e2e2dc35d2734fa")]
    [InlineData("t", "p1-e9ff36d4b6f52b93c2aff2b5c46c1efc")]
    public void A_planned_test_is_part_of_the_hash(string test, string hash) =>
        Assert.Equal(hash, Reading.Spec(Yaml.Replace("baseline: relu,", $"baseline: relu, test: {test},", StringComparison.Ordinal))
            .ToPlan().Hash.Value);

    // Computed apart from this code with Python's hashlib: c1- and SHA-256(json), s1- and SHA-256("s1\n{seed}\n{json without activation and
    // learningRate}"), t1- and SHA-256("t1\n{json}\n{seed}\n{stream key}"), cut to 128, 64 and 128 bits.
    [Theory]
    [InlineData(0, """{"activation":"relu","architecture":"mnist-conv","batchSize":128,"dataset":"mnist","epochs":1"""
        + ""","learningRate":0.01,"optimizer":{"momentum":0.9,"name":"sgd"},"validationSplit":0.1}""",
        "c1-accbd812839a482fc254f374b7673134", "s1-317c884f42ce1a93", "t1-6cc667bf680a0c93c3ed5286144d27f5")]
    [InlineData(2, """{"activation":"relu","architecture":"mnist-conv","batchSize":128,"dataset":"mnist","epochs":1"""
        + ""","learningRate":0.00001,"optimizer":"adam","trainSamples":1000,"validationSplit":0.1}""",
        "c1-bee7975a2ae5b90da4b40f9ae46d6741", "s1-a79e0a5e3f5b7fb7", "t1-858bf7b8c7eeea9acb3c7c4824b9a768")]
    [InlineData(4, """{"activation":{"formula":"x*sigmoid(a*x)","name":"mine","parameters":{"a":1}}"""
        + ""","architecture":"mnist-conv","batchSize":128,"dataset":"mnist","epochs":1,"learningRate":0.00001"""
        + ""","optimizer":{"momentum":0.9,"name":"sgd"},"validationSplit":0.1}""",
        "c1-aad09987dccf6ea47c8f22413e31235b", "s1-317c884f42ce1a93", "t1-80e261db187d84c02ddd193a030bb610")]
    [InlineData(9, """{"activation":{"formula":"x*sigmoid(a*x)","name":"mine","parameters":{"a":1}}"""
        + ""","architecture":"mnist-conv","batchSize":128,"dataset":"mnist","epochs":1,"learningRate":0.01"""
        + ""","optimizer":{"momentum":0.9,"name":"sgd"},"validationSplit":0.1}""",
        "c1-e9cbad4a05cebd32ce2c074ba762644e", "s1-6787948eb6c2710c", "t1-afd4e06a54a6ff1a60cc40ff4785bed3")]
    public void A_trial_keeps_its_ids(int index, string json, string configuration, string streamKey, string id)
    {
        var trial = Reading.Spec(Yaml).ToPlan().Trials.ElementAt(index);
        Assert.Equal(json, trial.Configuration.CanonicalJson);
        Assert.Equal(configuration, trial.Configuration.Id.Value);
        Assert.Equal(streamKey, trial.StreamKey.ToString());
        Assert.Equal(id, trial.Id.Value);
    }
}
