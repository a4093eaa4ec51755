using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests;

public sealed class NetworkActivationTests
{
    private static readonly NetworkDescription Small = new NetworkBuilder("small").Conv2d(5, 3).Activation().Flatten().Linear(3).Build();

    [Theory]
    [InlineData("se", 0.003, 5)]
    [InlineData("aprelu", 0.001, 10)]
    public void It_learns_what_an_ordinary_activation_does(string activation, double learningRate, int epochs)
    {
        var (outcome, heard) = Recorder.Train(Invented.Trial(1, ("activation", Invented.Text(activation)),
            ("optimizer", Invented.Text("adam")), ("learningRate", Invented.Number(learningRate)), ("epochs", Invented.Number(epochs))));
        Assert.Equal(new TrialOutcome.Completed(), outcome);
        double[] accuracies = [.. heard.Heard.Select(h => h.Metrics.Values.Single(v => v.Key == MetricCatalogue.TestAccuracy.Name).Value)];
        Assert.True(accuracies[^1] > 0.9, $"of three classes, epoch by epoch: {string.Join(", ", accuracies)}");
    }

    [Fact]
    public void A_spec_may_describe_a_network_of_its_own_and_train_it()
    {
        var mine = new SettingValue.Group(
        [
            new("name", Invented.Text("mine")), new("network", Invented.Text("g = sigmoid(linear(C)(globalavg(x))); x * g")),
        ]);
        Assert.Equal(new TrialOutcome.Completed(), Recorder.Train(Invented.Trial(1, ("activation", mine))).Outcome);
    }

    // The batch norms of APReLU's gate see one number per channel: it is its own mean, so each gives its shift, and the gate is sigmoid(0).
    [Fact]
    public void In_a_batch_of_one_the_slope_of_APReLU_is_one_half()
    {
        var fixedSlope = ActivationDefinition.FromUser("half", "max(x,0) + 0.5*min(x,0)", []).Definition!;
        var one = new NetworkCase(Small, new TensorShape(2, 6, 5), samples: 1, ActivationCatalogue.Find("aprelu")!, shake: false);
        var half = new NetworkCase(Small, new TensorShape(2, 6, 5), samples: 1, fixedSlope, shake: false);
        Assert.Equal(half.Fast(KernelSet.Best).Loss, one.Fast(KernelSet.Best).Loss, 1e-6);
    }

    public static TheoryData<string> Networks => [.. ActivationCatalogue.All.Where(a => a.Network is not null).Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_last_batch_of_one_does_not_end_a_training(string activation)
    {
        var (outcome, heard) = Recorder.Train(Invented.Trial(1, ("activation", Invented.Text(activation)),
            ("trainSamples", Invented.Number(33)), ("batchSize", Invented.Number(16)), ("learningRate", Invented.Number(0.001))));
        Assert.Equal(new TrialOutcome.Completed(), outcome);
        Assert.All(heard.Of(MetricCatalogue.TestLoss.Name), loss => Assert.InRange(loss, 0, 10));
    }

    [Fact]
    public void In_evaluation_a_sample_does_not_depend_on_its_neighbours()
    {
        var small = new NetworkCase(Small, new TensorShape(2, 6, 5), samples: 21, "aprelu");
        using var network = small.Compile(KernelSet.Best);
        var source = new FloatSamples(small.Shape.Input, small.Input, small.Labels);
        int[] all = [.. Enumerable.Range(0, small.Samples)];
        network.BeginEpoch(new StreamKey(1), "1");
        network.ForwardBackward(source, all); // running statistics that are neither the start's nor the batch's
        double together = network.Evaluate(source, all, default).Loss;
        Assert.Equal(together, all.Average(sample => network.Evaluate(source, [sample], default).Loss), 1e-6);
        Assert.NotEqual(together, network.ForwardBackward(source, all), 1e-3);
    }
}
