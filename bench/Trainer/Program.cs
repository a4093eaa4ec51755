using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Sweep.Trainer.Bench;
using Sweep.Trainer.Cpu.Kernels;

// CPU seconds per MNIST epoch beside PyTorch's, alternating in one run, and the share of the core's multiply-add peak. See bench/README.md.
string? data = Environment.GetEnvironmentVariable("SWEEP_DATA");
string? given = args.Length > 0 && !args[0].StartsWith("--", StringComparison.Ordinal) ? args[0] : data is null ? null : Path.Combine(data, "mnist");
if (given is null)
{
    Console.Error.WriteLine("usage: Sweep.Trainer.Bench [MNIST-FOLDER] [--layers] [--rounds N] [--python COMMAND]; without a folder $SWEEP_DATA/mnist is read");
    return 2;
}
string Option(string name, string otherwise) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : otherwise;
string folder = given;
var train = Mnist.Train(folder);
if (args.Contains("--layers"))
{
    foreach (string name in new[] { "mnist-conv", "mnist-linear" })
    {
        using var training = new Training(name, train, KernelSet.Best, seed: 1);
        Console.WriteLine($"{name}, {KernelSet.Best.Name}, micro-batch of {training.Network.MicroBatchSamples}, {training.Network.Bytes / 1024} KB");
        LayerTimes.Print(training.Network, training.Source);
    }
    return 0;
}

int rounds = int.Parse(Option("--rounds", "5"), CultureInfo.InvariantCulture);
string python = Option("--python", "python3");
foreach (string name in new[] { "mnist-conv", "mnist-linear" })
{
    var trainings = KernelSet.Supported.Where(k => k.Lanes >= 8 || KernelSet.Supported.Count == 1).Select(k => (Kernels: k, Training: new Training(name, train, k, seed: 1))).ToArray();
    double gflop = Training.MultiplyAdds(trainings[0].Training.Network.Shape) * 2 * train.Count / 1e9;
    var seconds = trainings.ToDictionary(t => t.Kernels.Name, _ => new List<double>());
    List<double> torch = [], peak256 = [], peak512 = [], both = [];
    for (int round = 0; round <= rounds; round++) // the first round warms up
    {
        foreach (var (kernels, training) in trainings)
        {
            double used = Cpu(() => training.Epoch(round + 1));
            if (round > 0)
                seconds[kernels.Name].Add(used);
        }
        if (round == 0)
            continue;
        if (Torch(name) is { } other)
            torch.Add(other);
        if (Fma.IsSupported)
            peak256.Add(Peak.Measure<Lanes256, Vector256<float>>());
        if (Avx512F.IsSupported)
            peak512.Add(Peak.Measure<Lanes512, Vector512<float>>());
        both.Add(Pair(name));
    }
    Console.WriteLine($"{name}: {gflop:f1} GFLOP of needed multiply-adds per epoch; medians of {rounds} rounds");
    if (peak512.Count > 0)
        Console.WriteLine($"  core's peak: {Median(peak256):f1} GFLOP/s with AVX2, {Median(peak512):f1} with AVX-512");
    else if (peak256.Count > 0)
        Console.WriteLine($"  core's peak: {Median(peak256):f1} GFLOP/s with AVX2");
    if (torch.Count > 0)
        Console.WriteLine($"  PyTorch eager, one thread: {Median(torch):f2} s");
    foreach (var (kernels, training) in trainings)
    {
        double own = Median(seconds[kernels.Name]), peak = Median(kernels.Lanes == 16 ? peak512 : peak256);
        Console.Write($"  {kernels.Name,-8} {own:f2} s (fastest {seconds[kernels.Name].Min():f2}), {gflop / own:f1} GFLOP/s = {gflop / own / peak:p0} of the peak of that width");
        if (kernels.Lanes == 16)
            Console.Write($", {gflop / own / Median(peak256):p0} of the AVX2 peak");
        Console.WriteLine(torch.Count > 0 ? $"; {Median([.. seconds[kernels.Name].Zip(torch, (a, b) => b / a)]):f1} times PyTorch" : "");
        training.Dispose();
    }
    Console.WriteLine($"  two trainings on two cores: {Median(both):f2} times the time of one");
    using var self = Process.GetCurrentProcess();
    Console.WriteLine($"  largest memory of this process, training images included: {self.PeakWorkingSet64 / (1 << 20)} MB");
}
return 0;

// Elapsed time of two trainings at once over that of one.
double Pair(string name)
{
    using var first = new Training(name, train, KernelSet.Best, seed: 2);
    using var second = new Training(name, train, KernelSet.Best, seed: 3);
    long start = Stopwatch.GetTimestamp();
    first.Epoch(1);
    double alone = Stopwatch.GetElapsedTime(start).TotalSeconds;
    start = Stopwatch.GetTimestamp();
    var other = new Thread(() => second.Epoch(1));
    other.Start();
    first.Epoch(2);
    other.Join();
    return Stopwatch.GetElapsedTime(start).TotalSeconds / alone;
}

double? Torch(string name)
{
    var start = new ProcessStartInfo(python) { RedirectStandardOutput = true };
    start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "pytorch.py"));
    start.ArgumentList.Add(folder);
    start.ArgumentList.Add(name);
    using var process = Process.Start(start)!;
    string line = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture) : null;
}

static double Cpu(Action action)
{
    var before = Environment.CpuUsage.TotalTime;
    action();
    return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
}

static double Median(List<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
}
