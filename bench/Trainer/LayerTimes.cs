using System.Diagnostics;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Samples;

namespace Sweep.Trainer.Bench;

/// <summary>Time of each layer on one micro-batch whose memory is warm: the best of many runs, so that neighbours on the machine matter
/// little.</summary>
internal static class LayerTimes
{
    public static void Print(CpuNetwork network, SampleSource source)
    {
        int[] samples = [.. Enumerable.Range(0, network.MicroBatchSamples)];
        network.ForwardBackward(source, samples);
        var pass = new Pass(0, samples.Length, Training: true);
        double whole = Best(() => network.ForwardBackward(source, samples));
        double forwardSum = 0, backwardSum = 0;
        foreach (var layer in network.Segments.SelectMany(s => s))
        {
            double forward = Best(() => layer.Forward(pass)), backward = Best(() => layer.Backward(pass));
            forwardSum += forward;
            backwardSum += backward;
            Console.WriteLine($"  {layer.GetType().Name,-20} forward {forward,8:f1} us   backward {backward,8:f1} us");
        }
        Console.WriteLine($"  {"sum",-20} forward {forwardSum,8:f1} us   backward {backwardSum,8:f1} us   whole micro-batch {whole:f1} us");
    }

    private static double Best(Action action)
    {
        for (int i = 0; i < 60; i++)
            action();
        double best = double.MaxValue;
        for (int i = 0; i < 400; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        return best;
    }
}
