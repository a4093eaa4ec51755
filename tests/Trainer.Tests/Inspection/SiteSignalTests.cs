using Sweep.Trainer.Activations;
using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Tests.Inspection;

public sealed class SiteSignalTests
{
    // Two units of one input: x and -x - 10. Of positive inputs the second is below zero for all.
    private static readonly NetworkNumbers Numbers = new([1, -1, 0, -10], new Dictionary<string, double[]>());

    [Fact]
    public void A_unit_is_dead_that_no_sample_gives_a_slope()
    {
        var signal = Measure("relu", [0.5, 2, 3]);
        Assert.Equal(0.5, signal.DeadUnits);
        Assert.Equal(0.5, signal.DeadChannels);
        Assert.Equal(0.5, signal.NegativeShare);
    }

    [Fact]
    public void One_sample_keeps_a_unit_alive() => Assert.Equal(0, Measure("relu", [0.5, 2, -11]).DeadUnits);

    [Fact]
    public void Nothing_is_dead_that_has_a_slope_below_zero() => Assert.Equal(0, Measure("leaky-relu", [0.5, 2, 3]).DeadUnits);

    [Fact]
    public void Mean_and_deviation_are_those_of_what_is_activated()
    {
        var signal = Measure("relu", [1, 3]); // 1, -11, 3, -13
        Assert.Equal(-5, signal.Mean, 1e-12);
        Assert.Equal(Math.Sqrt((36 + 36 + 64 + 64) / 4.0), signal.Deviation, 1e-12);
        Assert.Equal([1, -11, 3, -13], signal.Inputs);
    }

    [Fact]
    public void The_slopes_that_aprelu_computes_for_each_sample_are_gathered_by_channel()
    {
        var places = ShapedNetwork.Infer(new NetworkBuilder("test").Activation().Build(), new(2, 3, 3));
        var network = places.WithActivation(ActivationCatalogue.Find("aprelu")!.At);
        var site = Assert.Single(ActivationSite.Find(places, network));
        Assert.Null(site.Formula);
        Assert.Equal(NetworkDescription.Input, site.Input);
        Assert.Equal(["a"], site.PerSample.Select(p => p.Name));
        var numbers = NetworkNumbers.From(network, network.Parameters.Select(p => new Trainer.Engines.NamedTensor(p.Name, p.Shape,
            new float[p.Count])));
        var signal = new SiteSignal(network, site, numbers, samples: 4);
        signal.Add(new ReferenceNetwork(network, new ReferenceMode.Evaluation(numbers.Statistics)).Forward(new double[72], 4,
            numbers.Learned));
        Assert.Equal(Enumerable.Repeat(0.5, 8), signal.PerSample["a"]); // sigmoid(0) for two channels of four samples
    }

    private static SiteSignal Measure(string activation, double[] inputs)
    {
        var places = ShapedNetwork.Infer(new NetworkBuilder("test").Linear(2).Activation().Build(), TensorShape.Vector(1));
        var network = places.WithActivation(ActivationCatalogue.Find(activation)!.At);
        var signal = new SiteSignal(network, ActivationSite.Find(places, network).Single(), Numbers, inputs.Length);
        signal.Add(new ReferenceNetwork(network, new ReferenceMode.Evaluation(Numbers.Statistics)).Forward(inputs, inputs.Length,
            Numbers.Learned));
        return signal;
    }
}
