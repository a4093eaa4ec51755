using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.Bench;

/// <summary>A training step of each architecture on the CPU engine, on the TorchSharp engine and in PyTorch eager, in turns on one
/// core.</summary>
internal static class Architectures
{
    private static readonly TensorShape Small = new(3, 32, 32), Signal = new(1, 1, 4096);

    /// <summary>What is measured: level, batch, input, classes (0 for masks).</summary>
    private static readonly (string Level, int Batch, TensorShape Input, int Classes)[] All =
    [
        ("mnist-conv", 128, new(1, 28, 28), 10),
        ("mnist-linear", 128, new(1, 28, 28), 10),
        ("lenet-5", 128, new(1, 28, 28), 10),
        ("vgg depth=11", 128, Small, 10),
        ("vgg depth=11 batchNorm=false", 128, Small, 10),
        ("vgg depth=16", 32, Small, 10),

        ("resnet depth=20", 128, Small, 10),
        ("resnet depth=56", 128, Small, 10),
        ("preact-resnet depth=56", 128, Small, 10),
        ("resnet-18", 128, Small, 10),
        ("resnet-34", 32, Small, 10),
        ("resnet-50", 32, Small, 10),
        ("preact-resnet-18", 32, Small, 10),
        ("se-resnet-18", 32, Small, 10),
        ("wide-resnet depth=16 widthMultiplier=4", 32, Small, 10),
        ("densenet-bc depth=100 growth=12", 32, Small, 10),
        ("densenet-121", 32, Small, 10),
        ("mobilenet-v1", 128, Small, 10),
        ("mobilenet-v2", 128, Small, 10),
        ("googlenet", 32, Small, 10),
        ("squeezenet", 128, Small, 10),
        ("shufflenet-v2", 128, Small, 10),
        ("convmixer", 32, Small, 10),
        ("mlp-mixer", 128, Small, 10),
        ("vit", 128, Small, 10),
        ("unet", 16, new(1, 64, 64), 0),
        ("unet levels=3 width=8", 128, new(1, 32, 32), 0),
        ("mlp", 128, new(1, 28, 28), 10),
        ("elsa-mlp", 128, Small, 10),
        ("few-shot-cnn-omniglot", 25, new(1, 28, 28), 5),
        ("few-shot-cnn-mini", 25, new(3, 84, 84), 5),
        ("resnet-1d blocks=6", 128, Signal, 8),
        ("resnet-1d blocks=12 strides=drsn", 128, Signal, 8),
    ];

    /// <summary>Prints a line for each; returns the exit code.</summary>
    /// <param name="words">Parts of levels to choose; none for all.</param>
    /// <param name="rounds">Measurements of each, after one that warms up.</param>
    /// <param name="python">Python with PyTorch; empty leaves it out.</param>
    /// <param name="useTorch">Whether to run the TorchSharp engine.</param>
    /// <param name="batch">Instead of each one's own.</param>
    public static int Run(IReadOnlyList<string> words, int rounds, string python, bool useTorch, int? batch, bool profile)
    {
        Console.WriteLine($"{KernelSet.Best.Name}, one core; medians of {rounds} rounds in turns; ratios above 1: the CPU engine is "
            + "faster");
        Console.WriteLine($"{"architecture",-44} {"batch",5} {"ms/step",9} {"of peak",8} {"x PyTorch",10} {"x TorchSharp",12} "
            + $"{"TorchSharp x eager",18} {"eval/step",10} {"x eval",7} {"MiB",7} {"PyTorch MiB",11}");
        foreach (var (level, usual, input, classes) in All.Where(a => words.Count == 0 || words.Any(w => Matches(a.Level, w))))
            Measure(level, batch ?? usual, input, classes, rounds, python, useTorch, profile);
        return 0;
    }

    private static bool Matches(string level, string word) => word.EndsWith('=') ? level == word[..^1]
        : level.Contains(word, StringComparison.Ordinal);

    private static void Measure(string text, int batch, TensorShape input, int classes, int rounds, string python, bool useTorch,
        bool profile)
    {
        var architecture = Architecture.Read(Level(text));
        using var cpu = new CpuEngine();
        LearningTask task = classes == 0 ? new Segmentation() : new Classification(classes);
        using var own = new ArchitectureWorkload(cpu, architecture, input, task, batch);
        using var libtorch = useTorch ? new TorchEngine([TorchDevice.Cpu]) : null;
        using var torch = libtorch is null ? null : new ArchitectureWorkload(libtorch, architecture, input, task, batch);
        using var modules = useTorch ? new EagerModules(own.Network, batch, classes) : null;
        using var eager = python.Length == 0 ? null : new EagerProcess(python, own.Network, batch, classes);
        List<double> ownSeconds = [], torchSeconds = [], eagerSeconds = [], moduleSeconds = [];
        List<double> ownEvaluation = [], eagerEvaluation = [], peaks = [];
        own.Train(1);
        if (profile)
        {
            LayerTimes.Print(own.Compiled!, batch);
            return;
        }
        int steps = Math.Max(2, (int)(0.3 / Math.Max(own.Train(1), 1e-4)));
        torch?.Train(1);
        modules?.Train(1);
        eager?.Train(1);
        for (int round = 0; round < rounds; round++)
        {
            peaks.Add(Peak.Now(KernelSet.Best));
            ownSeconds.Add(own.Train(steps));
            ownEvaluation.Add(own.Evaluate(steps));
            peaks.Add(Peak.Now(KernelSet.Best));
            if (torch is not null)
                torchSeconds.Add(torch.Train(steps));
            if (modules is not null)
                moduleSeconds.Add(modules.Train(steps));
            if (eager is null)
                continue;
            eagerSeconds.Add(eager.Train(steps));
            eagerEvaluation.Add(eager.Evaluate(steps));
        }
        double share = Training.MultiplyAdds(own.Network) * 2 * batch / 1e9 / ownSeconds.Median() / peaks.Median();
        string other = eager is null ? "" : (eager.StepBytes() / 1048576).ToString("f0", CultureInfo.InvariantCulture);
        Console.WriteLine($"{text,-44} {batch,5} {ownSeconds.Median() * 1e3,9:f1} {share,8:p0} {Ratio(eagerSeconds, ownSeconds),10} "
            + $"{Ratio(torchSeconds, ownSeconds),12} {Ratio(moduleSeconds, torchSeconds),18} "
            + $"{ownEvaluation.Median() / ownSeconds.Median(),10:f2} {Ratio(eagerEvaluation, ownEvaluation),7} "
            + $"{own.Compiled!.Bytes / 1048576.0,7:f0} {other,11}");
    }

    private static string Ratio(List<double> slower, List<double> faster) => slower.Count == 0 || faster.Count == 0 ? ""
        : slower.Zip(faster, (s, f) => s / f).Median().ToString("f2", CultureInfo.InvariantCulture);

    // "resnet depth=20": a name and its settings.
    private static SettingValue Level(string text)
    {
        string[] words = text.Split(' ');
        return words.Length == 1 ? new SettingValue.Text(text) : new SettingValue.Group([
            new("name", new SettingValue.Text(words[0])),
            .. words[1..].Select(w => w.Split('=')).Select(w => KeyValuePair.Create(w[0], double.TryParse(w[1],
                CultureInfo.InvariantCulture, out double number) ? new SettingValue.Number(number)
                : bool.TryParse(w[1], out bool flag) ? new SettingValue.Flag(flag) : (SettingValue)new SettingValue.Text(w[1])))]);
    }
}
