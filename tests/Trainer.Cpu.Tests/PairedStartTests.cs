using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Cpu.Tests;

public sealed class PairedStartTests
{
    private static readonly StreamKey Key = new(99);
    private static readonly ParameterDescription Weight = new("conv2.weight", ParameterRole.Weight, [40, 10, 5, 5], 250);

    [Fact]
    public void The_activation_moves_no_weight_under_pytorch_and_he()
    {
        Assert.Equal(Start(Initialization.PyTorch, "relu"), Start(Initialization.PyTorch, "arelu"));
        Assert.Equal(Start(Initialization.He, "relu"), Start(Initialization.He, "arelu"));
    }

    [Fact]
    public void Pytorchs_weights_are_uniform_within_the_root_of_the_fan_in()
    {
        float[] weights = Start(Initialization.PyTorch, "relu");
        double bound = 1 / Math.Sqrt(250);
        Assert.All(weights, w => Assert.InRange(w, -bound, bound));
        Assert.Equal(bound / Math.Sqrt(3), Deviation(weights), 0.02 * bound);
    }

    [Fact]
    public void Hes_weights_have_variance_two_over_the_fan_in() =>
        Assert.Equal(Math.Sqrt(2.0 / 250), Deviation(Start(Initialization.He, "tanh")), 0.002);

    [Fact]
    public void Gain_corrected_weights_of_relu_are_Hes_and_those_of_arelu_are_smaller()
    {
        // ReLU halves the mean square, AReLU makes it (1.8808^2 + 0.9^2)/2 of a standard normal input (science.md, section 1).
        Assert.Equal(Deviation(Start(Initialization.He, "relu")), Deviation(Start(Initialization.GainCorrected, "relu")), 1e-4);
        double arelu = Math.Sqrt((1.8808 * 1.8808 + 0.81) / 2);
        Assert.Equal(1 / arelu / Math.Sqrt(250), Deviation(Start(Initialization.GainCorrected, "arelu")), 0.002);
    }

    [Fact]
    public void Biases_are_drawn_under_pytorch_and_zero_otherwise()
    {
        var bias = new ParameterDescription("conv1.bias", ParameterRole.Bias, [10], 25);
        float[] values = new float[10];
        WeightInitializer.Fill(Key, bias, Initialization.PyTorch, ActivationCatalogue.Find("relu")!, values);
        Assert.All(values, v => Assert.NotEqual(0, v));
        WeightInitializer.Fill(Key, bias, Initialization.He, ActivationCatalogue.Find("relu")!, values);
        Assert.All(values, v => Assert.Equal(0, v));
    }

    [Fact]
    public void Position_embeddings_have_a_deviation_of_a_fiftieth_under_every_scheme() => Assert.All(InitializationCatalogue.All, scheme =>
    {
        var embedding = new ParameterDescription("positionembedding1.embedding", ParameterRole.Embedding, [100, 1, 65], FanIn: 1);
        float[] values = new float[embedding.Count];
        WeightInitializer.Fill(Key, embedding, Initialization.Read(new SettingValue.Text(scheme.Name)), ActivationCatalogue.Find("arelu")!,
            values);
        Assert.Equal(0.02, Deviation(values), 0.0005);
    });

    [Fact]
    public void A_tensor_comes_from_the_stream_of_its_name()
    {
        var random = RandomStream.For(Key, "init/conv2.weight");
        Assert.Equal((float)((2 * random.NextDouble() - 1) * (1 / Math.Sqrt(250))), Start(Initialization.PyTorch, "relu")[0]);
    }

    [Fact]
    public void Each_epoch_is_a_permutation_of_the_training_images_and_validation_stays_out()
    {
        var split = SampleSplit.Draw(Key, "split", 100, validationSplit: 0.1, trainSamples: 70);
        int[] first = split.Shuffle(Key, "shuffle/1"), second = split.Shuffle(Key, "shuffle/2");
        Assert.NotEqual(first, second);
        Assert.Equal(first.Order(), second.Order());
        Assert.Equal(70, first.Distinct().Count());
        Assert.Equal(10, split.Validation.Length);
        Assert.Empty(first.Intersect(split.Validation));
        Assert.Equal(first, split.Shuffle(Key, "shuffle/1"));
    }

    [Fact]
    public void More_images_than_there_are_is_an_error() => Assert.Contains("at most 90 are left",
        Assert.Throws<TrialSettingsException>(() => SampleSplit.Draw(Key, "split", 100, validationSplit: 0.1, trainSamples: 91)).Message);

    private static float[] Start(Initialization scheme, string activation)
    {
        float[] values = new float[Weight.Count];
        WeightInitializer.Fill(Key, Weight, scheme, ActivationCatalogue.Find(activation)!, values);
        return values;
    }

    private static double Deviation(float[] values) => Math.Sqrt(values.Average(v => (double)v * v));
}
