using System.Diagnostics;
using Sweep.Activations.Bench;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Formulas;

// Compiled AReLU beside AReLU written by hand, and the cost of every activation of the catalogue.
//   dotnet run -c Release --project bench/Activations [-- names of activations]

const int length = 4096; // 16 KiB per buffer: the first-level cache holds them
float[] x = new float[length], dy = new float[length], y = new float[length], dx = new float[length], noise = new float[length];
for (int i = 0; i < length; i++)
{
    x[i] = (float)Math.Sin(i * 1.7) * 2; // signs as unpredictable as in training
    dy[i] = (float)Math.Cos(i * 0.9);
    noise[i] = i % 97 / 97f;
}

var arelu = ActivationCatalogue.Find("arelu")!.Parsed.CompileSingle();
float[] parameters = [0.9f, 2], gradients = new float[2];
var pairs = new (string Name, Action Compiled, Action ByHand)[]
{
    ("forward", () => arelu.Forward(x, parameters, default, y), () => HandWrittenARelu.Forward(x, 0.9f, 2, y)),
    ("backward", () => arelu.Backward(x, parameters, default, dy, dx, gradients), () =>
        HandWrittenARelu.Backward(x, 0.9f, 2, dy, dx, gradients)),
};
Console.WriteLine("arelu      compiled   by hand   ratio   (ns per element, best of 1000 alternating)");
foreach (var (name, compiled, byHand) in pairs)
{
    double a = double.MaxValue, b = double.MaxValue;
    for (int round = 0; round < 1000; round++)
    {
        a = Math.Min(a, NanosecondsPerElement(compiled));
        b = Math.Min(b, NanosecondsPerElement(byHand));
    }
    Console.WriteLine(FormattableString.Invariant($"{name,-10} {a,8:F3}  {b,8:F3}  {a / b,6:F2}"));
}

Console.WriteLine();
Console.WriteLine("activation           forward  backward   (ns per element)");
foreach (var activation in ActivationCatalogue.Formulas.Where(a => args.Length == 0 || args.Contains(a.Name)))
{
    var kernel = activation.Parsed.CompileSingle();
    float[] initial = [.. activation.LearnableParameters.Select(p => (float)p.Initial)], sums = new float[initial.Length];
    double forward = double.MaxValue, backward = double.MaxValue;
    for (int round = 0; round < 300; round++)
    {
        forward = Math.Min(forward, NanosecondsPerElement(() => kernel.Forward(x, initial, noise, y)));
        backward = Math.Min(backward, NanosecondsPerElement(() => kernel.Backward(x, initial, noise, dy, dx, sums)));
    }
    Console.WriteLine(FormattableString.Invariant($"{activation.Name,-20} {forward,7:F3}  {backward,8:F3}"));
}

static double NanosecondsPerElement(Action action)
{
    const int calls = 10; // short, so that on a busy machine some rounds are not interrupted
    action();
    long start = Stopwatch.GetTimestamp();
    for (int i = 0; i < calls; i++)
        action();
    return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls / length;
}
