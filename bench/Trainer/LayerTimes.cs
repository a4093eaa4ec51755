using System.Diagnostics;
using System.Reflection;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Bench;

/// <summary>Where the time of a training step goes: each layer over a whole batch, forward and backward, the best of some
/// steps.</summary>
internal static class LayerTimes
{
    private const int Steps = 20;

    public static void Print(CpuNetwork network, int batchSize)
    {
        var batch = new Batch(batchSize, network.MicroBatchSamples, Training: true);
        var layers = network.Segments.SelectMany(s => s).ToList();
        var number = layers.Select((l, i) => (l, i)).ToDictionary(l => l.l, l => l.i);
        double[] forward = new double[layers.Count], backward = new double[layers.Count];
        Array.Fill(forward, double.MaxValue);
        Array.Fill(backward, double.MaxValue);
        for (int round = 0; round < Steps; round++)
        {
            double[] now = new double[layers.Count], then = new double[layers.Count];
            foreach (var layer in layers)
                layer.BeginBatch(training: true);
            foreach (var segment in network.Segments)
            {
                if (segment[0].TakesWholeBatch)
                    now[number[segment[0]]] += Milliseconds(() => segment[0].ForwardAll(batch));
                for (int m = 0; m < batch.MicroBatches && !segment[0].TakesWholeBatch; m++)
                {
                    foreach (var layer in segment)
                        now[number[layer]] += Milliseconds(() => layer.Forward(batch[m]));
                }
                segment[^1].FinishForward(batch);
            }
            foreach (var segment in network.Segments.Reverse())
            {
                segment[^1].BeginBackward(batch);
                if (segment[0].TakesWholeBatch)
                    then[number[segment[0]]] += Milliseconds(() => segment[0].BackwardAll(batch));
                for (int m = 0; m < batch.MicroBatches && !segment[0].TakesWholeBatch; m++)
                {
                    foreach (var layer in segment.Reverse())
                        then[number[layer]] += Milliseconds(() => layer.Backward(batch[m]));
                }
                foreach (var layer in segment)
                    then[number[layer]] += Milliseconds(layer.FinishBackward);
            }
            for (int i = 0; i < layers.Count; i++)
                (forward[i], backward[i]) = (Math.Min(forward[i], now[i]), Math.Min(backward[i], then[i]));
        }
        for (int i = 0; i < layers.Count; i++)
            Console.WriteLine($"  {Name(layers[i]),-60} forward {forward[i],8:f2} ms   backward {backward[i],8:f2} ms");
        foreach (var kind in layers.Select((l, i) => (Name: l.GetType().Name, i)).GroupBy(l => l.Name))
            Console.WriteLine($"  {kind.Key,-60} forward {kind.Sum(l => forward[l.i]),8:f2} ms   backward "
                + $"{kind.Sum(l => backward[l.i]),8:f2} ms");
    }

    private static string Name(Layer layer)
    {
        string Shape(string field) => layer.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(layer)
            is Tensor tensor ? tensor.Shape.ToString() : "";
        return $"{layer.GetType().Name} {Shape("input")} -> {Shape("output")}";
    }

    private static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
