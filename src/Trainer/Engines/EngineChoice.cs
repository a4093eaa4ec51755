using System.Globalization;

namespace Sweep.Trainer.Engines;

/// <summary>What a user wants to train with: --engine, --device and --group. Validated.</summary>
public sealed record EngineChoice
{
    /// <summary>The managed engine.</summary>
    public const string Cpu = "cpu";

    /// <summary>The engine on libtorch.</summary>
    public const string TorchSharp = "torchsharp";

    /// <summary>The largest group that can be asked for.</summary>
    public const int MaxGroupSize = 1024;

    private EngineChoice(string engine, DeviceWish wish, IReadOnlyList<int> gpus, int? groupSize) =>
        (Engine, Wish, Gpus, GroupSize) = (engine, wish, gpus, groupSize);

    /// <summary>The engines that there are.</summary>
    public static IReadOnlyList<string> Engines { get; } = [Cpu, TorchSharp];

    /// <summary><see cref="Cpu"/> or <see cref="TorchSharp"/>.</summary>
    public string Engine { get; }

    /// <summary>Where to train.</summary>
    public DeviceWish Wish { get; }

    /// <summary>Numbers of the GPUs wanted, for <see cref="DeviceWish.Gpus"/>; empty for all there are.</summary>
    public IReadOnlyList<int> Gpus { get; }

    /// <summary>The most trials to train together, 1 to <see cref="MaxGroupSize"/>; null for the engine's own choice.</summary>
    public int? GroupSize { get; }

    /// <summary>Reads what a command line says.</summary>
    /// <param name="engine">Null for <see cref="Cpu"/>.</param>
    /// <param name="device">"auto", "cpu", "cuda" (every GPU), or a list: "cuda:0,cuda:2". Null for "auto".</param>
    /// <param name="groupSize">Null for the engine's own choice.</param>
    /// <exception cref="EngineException">One of them makes no sense, or they do not go together.</exception>
    public static EngineChoice Read(string? engine, string? device, int? groupSize)
    {
        engine ??= Cpu;
        if (!Engines.Contains(engine))
            throw new EngineException($"--engine {engine}: unknown; one of {string.Join(", ", Engines)}.");
        if (groupSize is < 1 or > MaxGroupSize)
            throw new EngineException($"--group is a number from 1 to {MaxGroupSize}.");
        var (wish, gpus) = ReadDevice(device ?? "auto");
        if (engine == Cpu && wish == DeviceWish.Gpus)
            throw new EngineException($"--device {device}: the cpu engine trains on the processor only; add --engine torchsharp.");
        if (engine == Cpu && groupSize > 1)
            throw new EngineException("--group: the cpu engine trains each trial alone; add --engine torchsharp.");
        return new EngineChoice(engine, wish, gpus, groupSize);
    }

    private static (DeviceWish, IReadOnlyList<int>) ReadDevice(string device)
    {
        if (device is "auto" or "cpu" or "cuda")
            return (device switch { "auto" => DeviceWish.Auto, "cpu" => DeviceWish.Processor, _ => DeviceWish.Gpus }, []);
        List<int> gpus = [];
        foreach (string part in device.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!part.StartsWith("cuda:", StringComparison.Ordinal)
                || !int.TryParse(part.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                throw new EngineException($"--device {device}: expected auto, cpu, cuda (every GPU), or a list of GPUs such as "
                    + "cuda:0,cuda:1.");
            if (gpus.Contains(number))
                throw new EngineException($"--device {device}: {part} is named twice; --slots lets several trainings share a GPU.");
            gpus.Add(number);
        }
        return (DeviceWish.Gpus, gpus);
    }
}

/// <summary>Where to train.</summary>
public enum DeviceWish
{
    /// <summary>On all GPUs if the engine can use any, else on the processor.</summary>
    Auto,

    /// <summary>On the processor.</summary>
    Processor,

    /// <summary>On GPUs.</summary>
    Gpus,
}
