using System.Diagnostics;
using System.Globalization;
using Sweep.TorchSharp.Bench;
using Sweep.Trainer.TorchSharp;
using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Runtime;

// Throughput of the TorchSharp engine by group size, beside PyTorch eager and the CPU engine. See bench/README.md.
string? data = Environment.GetEnvironmentVariable("SWEEP_DATA");
string? folder = args.Length > 0 && !args[0].StartsWith("--", StringComparison.Ordinal) ? args[0] : data is null ? null : Path.Combine(data, "mnist");
if (folder is null)
{
    Console.Error.WriteLine("usage: Sweep.TorchSharp.Bench [MNIST-FOLDER] [--device cpu|cuda] [--sizes 1,2,4] [--steps N] [--rounds N] [--networks A,B] [--python COMMAND] [--bf16]");
    return 2;
}
string Option(string name, string otherwise) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : otherwise;
int Number(string name, string otherwise) => int.Parse(Option(name, otherwise), CultureInfo.InvariantCulture);
var device = TorchDevice.Parse(Option("--device", "cpu")) ?? throw new ArgumentException("--device is cpu, cuda or cuda:N");
int[] sizes = [.. Option("--sizes", device.IsCuda ? "1,2,4,8,16,32,64,128" : "1,2,4,8,16").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
int rounds = Number("--rounds", "3"), steps = Number("--steps", device.IsCuda ? "400" : "30");
NativeTorch.Load(device.IsCuda);
torch.set_num_threads(1);
using var datasets = new DeviceDatasets();
var mnist = datasets.On(device, Mnist.Read(folder));
Console.WriteLine($"{device}, libtorch of TorchSharp {typeof(torch).Assembly.GetName().Version}, {Environment.ProcessorCount} processors, medians of {rounds} rounds of {steps} steps");
foreach (string name in Option("--networks", string.Join(',', Workload.Names)).Split(','))
{
    var workload = new Workload(name, mnist, device, args.Contains("--bf16") ? ScalarType.BFloat16 : ScalarType.Float32);
    var seconds = sizes.ToDictionary(size => size, _ => new List<double>());
    List<double> python = [], cpu = [];
    string version = "";
    for (int round = 0; round < rounds; round++)
    {
        foreach (int size in sizes)
            seconds[size].Add(workload.Torch(size, steps));
        if (PyTorch(name) is var (other, found))
        {
            python.Add(other);
            version = found;
        }
        cpu.Add(workload.Cpu(steps));
    }
    double one = Median(seconds[sizes[0]]) / sizes[0];
    Console.WriteLine($"{name}");
    if (python.Count > 0)
        Console.WriteLine($"  PyTorch {version} eager     {1 / Median(python),9:f1} steps/s; TorchSharp with {sizes[0]} trial(s): {Median([.. python.Zip(seconds[sizes[0]], (p, s) => p * sizes[0] / s)]):f2} of it");
    Console.WriteLine($"  CPU engine, one core       {1 / Median(cpu),9:f1} steps/s");
    foreach (int size in sizes)
        Console.WriteLine($"  {size,4} trial(s) together     {size / Median(seconds[size]),9:f1} steps/s of all trials; {one * size / Median(seconds[size]):f2} times one at a time");
}
return 0;

(double Seconds, string Version)? PyTorch(string name)
{
    string command = Option("--python", "");
    if (command.Length == 0)
        return null;
    var start = new ProcessStartInfo(command) { RedirectStandardOutput = true };
    string[] given = [Path.Combine(AppContext.BaseDirectory, "pytorch.py"), folder, name, device.IsCuda ? "cuda" : "cpu", steps.ToString(CultureInfo.InvariantCulture)];
    foreach (string argument in given)
        start.ArgumentList.Add(argument);
    using var process = Process.Start(start)!;
    string[] line = process.StandardOutput.ReadToEnd().Split(' ');
    process.WaitForExit();
    return process.ExitCode == 0 ? (double.Parse(line[0], CultureInfo.InvariantCulture), line[1].Trim()) : null;
}

static double Median(List<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
}
