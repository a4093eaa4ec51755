using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Tests.Optimizers;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Small members of the transformer families and of the U-Net train like modules of PyTorch from the same numbers.</summary>
/// <remarks>PyTorch 1.13, double precision; modules put together of Linear, LayerNorm, Conv2d, BatchNorm2d, ConvTranspose2d, Tanh and
/// softmax. Value k of the t-th tensor = v = sin(0.37 k + t): v/sqrt(fan-in) in weights and biases, 1 + 0.1 v in scales, 0.1 v in shifts,
/// tokens and embeddings. Pixel i of the 20 images s of 3x8x8 = (37 i + 101 s + (i*i % 53)(s % 7)) % 256, label 3 s % 10, mask of pixel p =
/// 1 where (7 p + 3 s + p*p % 11) % 3 = 0. SGD(lr=0.02, momentum=0.9), all images in each step; losses before each step.</remarks>
public sealed class GoldenVisionTests
{
    private const int Images = 20, Plane = 64;

    private static readonly TensorShape Image = new(3, 8, 8);

    [Fact]
    public void A_vision_transformer_follows_PyTorch() => Check("vit", [("width", 12), ("depth", 2)],
        [2.451572, 2.413216, 2.369654, 2.337478, 2.318219, 2.30958, 2.308433, 2.311498]);

    [Fact]
    public void A_mixer_follows_PyTorch() =>
        Check("mlp-mixer", [("width", 12), ("depth", 2), ("tokenHidden", 5), ("channelHidden", 10)],
            [3.073757, 2.828149, 2.553595, 2.438804, 2.38519, 2.357896, 2.345938, 2.34022]);

    [Fact]
    public void A_U_Net_with_both_losses_follows_PyTorch() => Check("unet", [("levels", 2), ("width", 3)],
        [1.26706, 1.266179, 1.264557, 1.26237, 1.259803, 1.25702, 1.254138, 1.251231]);

    private static void Check(string family, (string Name, double Value)[] settings, double[] expected)
    {
        var level = Invented.Group([("name", Invented.Text(family)), .. settings.Select(s => (s.Name, Invented.Number(s.Value)))]);
        var architecture = Architecture.Read(level);
        var shape = architecture.For(Image, architecture.UsualTask).WithActivation(ActivationCatalogue.Find("tanh")!.At);
        var (source, isMask) = (Samples(architecture.UsualTask), architecture.UsualTask is Segmentation);
        foreach (var kernels in KernelSet.Supported)
        {
            using var network = NetworkCompiler.Compile(shape, Images, kernels);
            if (isMask)
                network.Objective = new MaskObjective(Plane, network.MicroBatchSamples, PixelLoss.Both);
            foreach (var (view, tensor) in network.Parameters.Views.Select((view, t) => (view, t)))
                Fill(view.Description, tensor, network.Parameters.ValuesOf(view));
            var sgd = TestOptimizers.Catalogue("sgd", ("momentum", 0.9));
            using var optimizer = Optimizer.Create(sgd, network.Parameters);
            foreach (double loss in expected)
            {
                double found = network.ForwardBackward(source, [.. Enumerable.Range(0, Images)]);
                Assert.True(Math.Abs(found - loss) < 1e-5, $"{kernels.Name}: loss {found}, PyTorch {loss}");
                optimizer.Step(network.Parameters, rate: 0.02);
            }
        }
    }

    private static void Fill(ParameterDescription parameter, int tensor, Span<float> values)
    {
        for (int k = 0; k < values.Length; k++)
        {
            double v = Math.Sin(0.37 * k + tensor);
            values[k] = (float)(parameter.Role switch
            {
                ParameterRole.Weight or ParameterRole.Bias => v / Math.Sqrt(parameter.FanIn),
                ParameterRole.Scale => 1 + 0.1 * v,
                _ => 0.1 * v,
            });
        }
    }

    private static ByteSamples Samples(LearningTask task)
    {
        byte[] images = [.. Enumerable.Range(0, Images).SelectMany(s =>
            Enumerable.Range(0, Image.Count).Select(i => (byte)((37 * i + 101 * s + i * i % 53 * (s % 7)) % 256)))];
        byte[] classes = [.. Enumerable.Range(0, Images).Select(s => (byte)(3 * s % 10))];
        byte[] masks = [.. Enumerable.Range(0, Images).SelectMany(s =>
            Enumerable.Range(0, Plane).Select(p => (byte)((7 * p + 3 * s + p * p % 11) % 3 == 0 ? 1 : 0)))];
        return new ByteSamples(task is Segmentation ? DatasetSplit.WithMasks(images, masks, Plane)
            : new DatasetSplit(images, classes), Image);
    }
}
