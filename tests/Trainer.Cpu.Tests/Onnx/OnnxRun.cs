using Microsoft.ML.OnnxRuntime;
using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Onnx;

namespace Sweep.Trainer.Cpu.Tests.Onnx;

/// <summary>A network with invented weights, computed in evaluation by the CPU engine and, exported, by ONNX Runtime.</summary>
internal static class OnnxRun
{
    private const int MicroBatch = 16;

    /// <summary>(samples, numbers) of the engine and of the exported file, for the first samples of a case, at most 16.</summary>
    public static unsafe (float[] Engine, float[] Exported) Compare(NetworkCase small, int samples)
    {
        using var network = small.Compile(KernelSet.Best, MicroBatch);
        Shake(network);
        network.Evaluate(new FloatSamples(small.Shape.Input, small.Input, small.Labels), [.. Enumerable.Range(0, samples)], default);
        int outputs = small.Shape.Output.Count;
        float* values = network.Logits(microBatch: 0); // (numbers, lanes)
        float[] engine = new float[samples * outputs];
        for (int s = 0; s < samples; s++)
        {
            for (int o = 0; o < outputs; o++)
                engine[s * outputs + o] = values[o * MicroBatch + s];
        }
        var model = OnnxModel.Create(small.Shape, Tensors(network), new Dictionary<string, string>());
        return (engine, Run(model, small.Shape.Input, small.Input[..(samples * small.Shape.Input.Count)], samples));
    }

    public static byte[] Bytes(OnnxModel model)
    {
        var file = new MemoryStream();
        model.Write(file);
        return file.ToArray();
    }

    private static float[] Run(OnnxModel model, TensorShape sample, float[] input, int samples)
    {
        using var session = new InferenceSession(Bytes(model));
        using var value = OrtValue.CreateTensorValueFromMemory(input, [samples, sample.Channels, sample.Height, sample.Width]);
        using var options = new RunOptions();
        using var results = session.Run(options, ["input"], [value], ["output"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    // Running statistics and learned parameters of activations away from their starts, which are alike.
    private static void Shake(CpuNetwork network)
    {
        var random = RandomStream.For(new StreamKey(8), "shake");
        foreach (var view in network.Parameters.Views.Where(v => v.Description.Role == ParameterRole.Activation))
        {
            foreach (ref float value in network.Parameters.ValuesOf(view))
                value *= 1 + 0.1f * (float)random.NextNormal();
        }
        foreach (var block in network.Statistics)
        {
            foreach (ref float value in block.Values)
                value = value * (0.5f + (float)random.NextDouble()) + 0.1f * (float)random.NextDouble();
        }
    }

    private static NamedTensor[] Tensors(CpuNetwork network) =>
    [
        .. network.Parameters.Views.Select(v =>
            new NamedTensor(v.Description.Name, v.Description.Shape, network.Parameters.ValuesOf(v).ToArray())),
        .. network.Statistics.Select(s => new NamedTensor(s.Name, [s.Values.Length], s.Values.ToArray())),
    ];
}
