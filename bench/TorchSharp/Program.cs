using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Sweep.TorchSharp.Bench;
using Sweep.Trainer.Engines;
using Sweep.Trainer.TorchSharp;
using Sweep.Trainer.TorchSharp.Runtime;

// Throughput of the TorchSharp engine by group size, beside PyTorch eager and the CPU engine. See bench/README.md.
if (args is ["--meta", ..])
{
    var meta = new Thread(() =>
    {
        NativeTorch.Load(cuda: false);
        torch.set_num_threads(1);
        using var processor = new TorchEngine([TorchDevice.Cpu], 1, ScalarType.Float32, _ => { });
        MetaSteps.Print(processor, args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5);
    });
    meta.Start();
    meta.Join();
    return 0;
}
string? data = Environment.GetEnvironmentVariable("SWEEP_DATA");
string? folder = args.Length > 0 && !args[0].StartsWith("--", StringComparison.Ordinal) ? args[0] : data is null ? null
    : Path.Combine(data, "mnist");
if (folder is null)
{
    Console.Error.WriteLine("usage: Sweep.TorchSharp.Bench [MNIST-FOLDER] [--device cpu|cuda|cuda:N] [--sizes 1,2,4] [--steps N] "
        + "[--rounds N] [--networks A,B] [--python COMMAND] [--bf16] [--no-cpu-engine]\n"
        + "       Sweep.TorchSharp.Bench --meta [ROUNDS]");
    return 2;
}
string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : otherwise;
int Number(string name, string otherwise) => int.Parse(Option(name, otherwise), CultureInfo.InvariantCulture);
var device = TorchDevice.Parse(Option("--device", "cpu")) ?? throw new ArgumentException("--device is cpu, cuda or cuda:N");
int[] sizes = [.. Option("--sizes", device.IsCuda ? "1,2,4,8,16,32,64,128" : "1,2,4,8,16").Split(',')
    .Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
int rounds = Number("--rounds", "5"), steps = Number("--steps", device.IsCuda ? "400" : "30");
string python = Option("--python", "");
if ((device.IsCuda ? TorchDevice.CudaProblem : TorchDevice.Problem) is { } problem)
{
    Console.Error.WriteLine(problem);
    return 1;
}
var mnist = Mnist.Read(folder);
using var engine = new TorchEngine([device], sizes.Max(), args.Contains("--bf16") ? ScalarType.BFloat16 : ScalarType.Float32, _ => { });
Header(device.IsCuda ? await Gpus.FindAsync(CancellationToken.None) : []);
var slot = new Thread(() => // as a silo's slots have: the memory of threads is managed otherwise than the first one's
{
    torch.set_num_threads(1);
    foreach (string name in Option("--networks", string.Join(',', Workload.Names)).Split(','))
    {
        using var workload = new Workload(name, mnist, device, engine, steps);
        using var eager = python.Length == 0 ? null : new PyTorch(python, folder, name, device, steps);
        Measure(name, workload, eager);
    }
});
slot.Start();
slot.Join();
return 0;

void Header(IReadOnlyList<Gpu> gpus)
{
    using var self = Process.GetCurrentProcess();
    var libraries = self.Modules.Cast<ProcessModule>().Select(m => m.FileName)
        .Where(file => Path.GetFileName(file).StartsWith("libtorch_c", StringComparison.Ordinal));
    string place = device.IsCuda ? gpus.FirstOrDefault(g => g.Index == device.Index)?.ToString() ?? device.ToString()
        : $"one core of {Environment.ProcessorCount}: {Processor()}";
    Console.WriteLine($"{place}; {RuntimeInformation.OSDescription.Trim()}; .NET {Environment.Version}");
    Console.WriteLine($"TorchSharp {typeof(torch).Assembly.GetName().Version} on {string.Join(", ", libraries)}");
    Console.WriteLine("AReLU, batch 128, SGD with momentum "
        + $"0.9{(args.Contains("--bf16") ? "; TorchSharp in bfloat16, the others not" : "")}; medians of {rounds} rounds of {steps} steps");
    Console.WriteLine("Ratios are those of neighbouring measurements: median (quartiles).");
}

void Measure(string name, Workload workload, PyTorch? eager)
{
    var seconds = sizes.ToDictionary(size => size, _ => new List<double>()); // per step and trial
    List<double> python = [], managed = [];
    for (int round = 0; round < rounds; round++)
    {
        // In turns, PyTorch before and after: what the machine's neighbours do falls on all.
        if (round % 2 == 0 && eager is not null)
            python.Add(eager.Seconds());
        foreach (int size in sizes)
            seconds[size].Add(Group(workload, size) / size);
        if (round % 2 == 1 && eager is not null)
            python.Add(eager.Seconds());
        if (!args.Contains("--no-cpu-engine"))
            managed.Add(workload.Cpu());
    }
    Console.WriteLine();
    Console.WriteLine($"{name,-30} {"steps/s",9}   {"times one at a time",-22} times PyTorch eager");
    if (eager is not null)
        Row(eager.Versions, python, "", "");
    if (managed.Count > 0)
        Row("CPU engine, one core", managed, "", Ratio(python, managed));
    foreach (int size in sizes)
        Row(size == 1 ? "TorchSharp, one at a time" : $"TorchSharp, {size} together", seconds[size], size == 1 ? ""
            : Ratio(seconds.GetValueOrDefault(1, []), seconds[size]), Ratio(python, seconds[size]));
}

void Row(string what, List<double> seconds, string timesOne, string timesEager) => Console.WriteLine(seconds.Any(double.IsNaN)
    ? $"  {what,-28} does not fit the memory"
    : $"  {what,-28} {1 / new Spread(seconds).Median,9:f1}   {timesOne,-22} {timesEager}".TrimEnd());

string Ratio(List<double> slower, List<double> faster) =>
    slower.Count == 0 ? "" : new Spread(slower.Zip(faster, (s, f) => s / f)).ToString();

double Group(Workload workload, int size)
{
    try
    {
        return workload.Torch(size);
    }
    catch (ExternalException refused) when (refused.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase))
    {
        return double.NaN;
    }
}

static string Processor() => File.Exists("/proc/cpuinfo")
    && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
    ? line.Split(':', 2)[1].Trim()
    : RuntimeInformation.ProcessArchitecture.ToString();
