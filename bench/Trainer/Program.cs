using System.Diagnostics;
using System.Globalization;
using Sweep.Trainer.Bench;
using Sweep.Trainer.Cpu.Kernels;

if (args.Contains("--architectures"))
{
    int first = Array.IndexOf(args, "--architectures") + 1;
    string Given(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : "";
    string[] chosen = [.. args.Skip(first).TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))];
    return Architectures.Run(chosen, int.Parse(Given("--rounds") is { Length: > 0 } n ? n : "5", CultureInfo.InvariantCulture),
        Given("--python"),
        !args.Contains("--no-torch"), Given("--batch") is { Length: > 0 } b ? int.Parse(b, CultureInfo.InvariantCulture) : null,
        args.Contains("--profile"));
}

// CPU seconds per MNIST epoch beside PyTorch's, alternating in one run, and the share of the core's multiply-add peak. See bench/README.md.
string? data = Environment.GetEnvironmentVariable("SWEEP_DATA");
string? given = args.Length > 0 && !args[0].StartsWith("--", StringComparison.Ordinal) ? args[0] : data is null ? null
    : Path.Combine(data, "mnist");
if (given is null)
{
    Console.Error.WriteLine("usage: Sweep.Trainer.Bench [MNIST-FOLDER] [--layers] [--rounds N] [--python COMMAND]; without a folder "
        + "$SWEEP_DATA/mnist is read");
    return 2;
}
string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : otherwise;
string folder = given;
var train = Mnist.Train(folder);
if (args.Contains("--layers"))
{
    foreach (string name in new[] { "mnist-conv", "mnist-linear" })
    {
        using var training = new Training(name, train, KernelSet.Best, seed: 1);
        Console.WriteLine($"{name}, {KernelSet.Best.Name}, micro-batch of {training.Network.MicroBatchSamples}, "
            + $"{training.Network.Bytes / 1024} KB");
        LayerTimes.Print(training.Network, Training.BatchSize);
    }
    return 0;
}

int rounds = int.Parse(Option("--rounds", "5"), CultureInfo.InvariantCulture);
string python = Option("--python", ""); // without it nothing is compared with PyTorch
foreach (string name in new[] { "mnist-conv", "mnist-linear" })
{
    var trainings = KernelSet.Supported.Where(k => k.Lanes >= 8 || KernelSet.Supported.Count == 1)
        .Select(k => (Kernels: k, Training: new Training(name, train, k, seed: 1))).ToArray();
    var shares = trainings.Select(t => new ShareOfPeak(t.Training, t.Kernels)).ToArray();
    double gflop = Training.MultiplyAdds(trainings[0].Training.Network.Shape) * 2 * train.Count / 1e9;
    List<double> torch = [];
    using var pair = new PairOfCores(name, train);
    for (int round = 0; round <= rounds; round++) // the first round warms up
    {
        foreach (var share in shares)
            share.Epoch(round + 1, isWarmUp: round == 0);
        if (round == 0)
            continue;
        if (Torch(name) is { } other)
            torch.Add(other);
        pair.Epoch(round);
    }
    Console.WriteLine($"{name}: {gflop:f1} GFLOP of needed multiply-adds per epoch; medians of {rounds} rounds");
    if (torch.Count > 0)
        Console.WriteLine($"  PyTorch eager, one thread: {torch.Median():f2} s");
    for (int i = 0; i < shares.Length; i++)
    {
        var (share, kernels) = (shares[i], trainings[i].Kernels);
        Console.Write($"  {kernels.Name,-8} {share.Seconds.Median():f2} s (fastest {share.Seconds.Min():f2}), {share.Shares.Median():p0} "
            + $"of the peak with {kernels.Name} "
            + $"(quartiles {share.Shares.Quantile(0.25):p0} and {share.Shares.Quantile(0.75):p0}), which was {share.Peaks.Median():f1} "
            + $"GFLOP/s (best {share.Peaks.Max():f1})");
        Console.WriteLine(torch.Count > 0 ? $"; {share.Seconds.Zip(torch, (own, other) => other / own).Median():f1} times PyTorch" : "");
        trainings[i].Training.Dispose();
    }
    Console.WriteLine($"  two trainings on two cores: {pair.Training.Median():f2} times the time of one (quartiles "
        + $"{pair.Training.Quantile(0.25):f2} and {pair.Training.Quantile(0.75):f2}); "
        + $"two loops of multiply-adds alone: {pair.Peak.Median():f2}");
    using var self = Process.GetCurrentProcess();
    Console.WriteLine($"  largest memory of this process, training images included: {self.PeakWorkingSet64 / (1 << 20)} MB");
}
return 0;

double? Torch(string name)
{
    if (python.Length == 0)
        return null;
    var start = new ProcessStartInfo(python) { RedirectStandardOutput = true };
    start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "pytorch.py"));
    start.ArgumentList.Add(folder);
    start.ArgumentList.Add(name);
    using var process = Process.Start(start)!;
    string line = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture) : null;
}
