using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Reading;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

/// <summary>Combinations that cannot work are told before training, each with its place and what helps.</summary>
public sealed class NetworkRuleTests
{
    private const string Head = "name: a\nactivation: relu\noptimizer: sgd\nlearningRate: 0.1\nseeds: 1\n";
    private const string Poolings = "architecture: { name: deep, layers: "
        + "[{ conv: 8 }, { maxpool: 2 }, { conv: { channels: 8, kernel: 15 } }, flatten, { linear: classes }] }";

    private const string NormOfVectors =
        "architecture: { name: mine, layers: [flatten, { linear: 8 }, batchnorm, activation, { linear: classes }] }";

    private const string NormOfPlanes =
        "architecture: { name: mine, layers: [{ conv: 8 }, batchnorm, activation, globalavgpool, flatten, { linear: classes }] }";

    [Fact]
    public void Images_too_small_for_a_network_are_told_with_the_size_that_it_needs()
    {
        var error = Assert.Single(Errors($"dataset: mnist\n{Poolings}"));
        Assert.Equal(7, error.Line);
        Assert.Contains("larger than its input 8x13x13", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("The dataset mnist has 10 classes of 1x28x28. The network needs images of 32x32 or larger: choose a dataset that "
            + "has them, a network with fewer poolings and strides, or leave the pair out by 'exclude'.", error.Message,
            StringComparison.Ordinal);
        Assert.Empty(Errors($"dataset: cifar-10\n{Poolings}"));
    }

    [Fact]
    public void The_images_of_the_phase_before_must_fit_too() => Assert.Contains("The dataset mnist has 10 classes of 1x28x28.",
        Assert.Single(Errors($"dataset: cifar-10\npretrain: {{ name: mnist, epochs: 1 }}\n{Poolings}")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("batchSize: 1", 8, "batchSize is 1, and the batch norm 'batchnorm1' sees one number of each channel of an image")]
    [InlineData("batchSize: 1", 8, "Use batches of 2 images at least.")]
    [InlineData("protocol: { batchSize: 100, trainSamples: 501 }", 8, "batchSize 100 leaves a last batch of 1 of the 501 images of mnist")]
    [InlineData("protocol: { batchSize: 100, trainSamples: 501 }", 8, "Use another batchSize, or trainSamples: 500.")]
    [InlineData("trainSamples: 1", 8, "Use batches of 2 images at least.")]
    [InlineData("pretrain: { name: mnist, epochs: 1, batchSize: 10, trainSamples: 11 }", 8,
        "batchSize 10 leaves a last batch of 1 of the 11 images of mnist")]
    public void Batch_norm_of_vectors_is_refused_where_a_batch_has_one_image(string setting, int line, string message)
    {
        var error = Assert.Single(Errors($"dataset: mnist\n{NormOfVectors}\n{setting}"));
        Assert.Equal(line, error.Line);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batchSize: 2")]
    [InlineData("protocol: { batchSize: 100, trainSamples: 502 }")]
    public void Batch_norm_of_vectors_is_fine_with_two_images(string setting) =>
        Assert.Empty(Errors($"dataset: mnist\n{NormOfVectors}\n{setting}"));

    [Fact]
    public void Batch_norm_of_planes_is_fine_with_one_image() => Assert.Empty(Errors($"dataset: mnist\n{NormOfPlanes}\nbatchSize: 1"));

    [Fact]
    public void Batch_norm_within_an_activation_is_refused_where_all_batches_have_one_image() => Assert.Contains("the batch norm 'act1.",
        Assert.Single(Errors("dataset: mnist\narchitecture: mnist-conv\nbatchSize: 1", activation: "aprelu")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Batch_norm_within_an_activation_is_fine_with_a_last_batch_of_one_image() => Assert.Empty(Errors(
        "dataset: mnist\narchitecture: mnist-conv\nprotocol: { batchSize: 100, trainSamples: 501 }", activation: "aprelu"));

    private static IReadOnlyList<SpecError> Errors(string rest, string activation = "relu") => SpecReader.Read(
        Head.Replace("relu", activation, StringComparison.Ordinal) + rest,
        TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules }).Errors;
}
