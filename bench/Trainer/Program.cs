using System.Diagnostics;
using System.IO.Compression;
using Sweep.Planning;
using Sweep.Planning.Randomness;
using Sweep.Trainer.Bench;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;

static byte[] Read(string path, int header)
{
    using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
    using var memory = new MemoryStream();
    gzip.CopyTo(memory);
    return memory.ToArray()[header..];
}
string folder = args[0];
var train = new ImageSplit(Read(folder + "/train-images-idx3-ubyte.gz", 16), Read(folder + "/train-labels-idx1-ubyte.gz", 8));
var test = new ImageSplit(Read(folder + "/t10k-images-idx3-ubyte.gz", 16), Read(folder + "/t10k-labels-idx1-ubyte.gz", 8));
Console.WriteLine($"peak 512 {Peak.Measure<Lanes512, System.Runtime.Intrinsics.Vector512<float>>():f1} 256 {Peak.Measure<Lanes256, System.Runtime.Intrinsics.Vector256<float>>():f1} GFLOP/s");
foreach (var kernels in KernelSet.Supported)
foreach (string name in new[] { "mnist-conv", "mnist-linear" })
{
    var shape = Architectures.Find(name)!.For(new TensorShape(1, 28, 28), 10);
    using var network = NetworkCompiler.Compile(shape, new ActivationBinding(new AReluByHand(), false), 128, kernels);
    var key = new StreamKey(7);
    foreach (var view in network.Parameters.Views)
    {
        var values = network.Parameters.ValuesOf(view);
        if (view.Description.Role == ParameterRole.Activation) { values[0] = 0.9f; values[1] = 2; continue; }
        var random = RandomStream.For(key, "init/" + view.Description.Name);
        float bound = 1 / MathF.Sqrt(view.Description.FanIn);
        foreach (ref float v in values) v = (2 * random.NextSingle() - 1) * bound;
    }
    using var sgd = new Sgd(new SgdSettings(0.01, 0.9), network.Parameters.Count);
    var source = new ByteSamples(train, shape.Input);
    var tests = new ByteSamples(test, shape.Input);
    int[] order = new int[60000];
    for (int i = 0; i < order.Length; i++) order[i] = i;
    int[] all = Enumerable.Range(0, 10000).ToArray();
    for (int epoch = 1; epoch <= (kernels.Lanes >= 8 ? 3 : 1); epoch++)
    {
        RandomStream.For(key, $"shuffle/{epoch}").Shuffle(order);
        var before = Environment.CpuUsage.UserTime;
        var watch = Stopwatch.StartNew();
        double loss = 0;
        int steps = 0;
        for (int i = 0; i < order.Length; i += 128, steps++)
        {
            loss += network.ForwardBackward(source, order.AsSpan(i, Math.Min(128, order.Length - i)));
            sgd.Step(network.Parameters);
        }
        double seconds = (Environment.CpuUsage.UserTime - before).TotalSeconds;
        double gflop = name == "mnist-conv" ? 1335600 * 2 * 60000e-9 : (401408 * 2 + 5120 * 3) * 2 * 60000e-9;
        var e = network.Evaluate(tests, all, default);
        Console.WriteLine($"{kernels.Name} {name} M={network.MicroBatchSamples} {network.Bytes / 1024} KB epoch {epoch}: {seconds:f2} s cpu {watch.Elapsed.TotalSeconds:f2} wall incl. eval loss {loss / steps:f4} acc {e.Accuracy:f4} {gflop / seconds:f1} GFLOP/s");
    }
}
