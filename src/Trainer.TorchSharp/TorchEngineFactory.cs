using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp;

/// <summary>Finds the devices that a user wants and makes a <see cref="TorchEngine"/> for them.</summary>
public sealed class TorchEngineFactory : IEngineFactory
{
    /// <inheritdoc/>
    public string Name => EngineChoice.TorchSharp;

    private readonly Func<string?> problem, cudaProblem;
    private readonly Func<int> gpuCount;

    /// <summary>With the libraries of this process.</summary>
    public TorchEngineFactory()
        : this(() => TorchDevice.Problem, () => TorchDevice.CudaProblem, () => TorchDevice.Gpus.Count)
    {
    }

    /// <param name="problem">Why libtorch cannot be used; null if it can.</param>
    /// <param name="cudaProblem">Why CUDA cannot be used; null if it can.</param>
    /// <param name="gpuCount">How many GPUs libtorch sees.</param>
    internal TorchEngineFactory(Func<string?> problem, Func<string?> cudaProblem, Func<int> gpuCount) =>
        (this.problem, this.cudaProblem, this.gpuCount) = (problem, cudaProblem, gpuCount);

    /// <inheritdoc/>
    public EngineCapabilities Capabilities => TorchEngine.All;

    /// <inheritdoc/>
    /// <remarks>An estimate: what every layer makes is kept for the way back and has a gradient of its size; libtorch's own buffers are not
    /// known.</remarks>
    public MemoryNeed NetworkMemory(TrialSettings settings, ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(network);
        long activations = network.Input.Count + network.Nodes.Sum(n => 2L * n.Output.Count);
        long learned = 2L * network.ParameterCount; // with gradients
        int width = settings.Precision == Precision.BFloat16 ? sizeof(short) : sizeof(float);
        return new MemoryNeed(activations * settings.BatchSize * width + learned * sizeof(float), IsExact: false);
    }

    /// <inheritdoc/>
    public long OptimizerMemory(OptimizerSettings optimizer, ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(network);
        return (long)network.ParameterCount * (optimizer.Program.Results.Count - 1) * sizeof(float);
    }

    /// <inheritdoc/>
    public EngineFitness Inspect(IReadOnlyList<Gpu> gpus)
    {
        ArgumentNullException.ThrowIfNull(gpus);
        return problem() is { } trouble
            ? new EngineFitness(trouble, null, [.. gpus.Select(_ => "libtorch is missing")])
            : new EngineFitness(null, NativeTorch.Version, [.. gpus.Select(ProblemOf)]);
    }

    /// <inheritdoc/>
    public EngineSetup Create(EngineChoice choice, IReadOnlyList<Gpu> gpus)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var (devices, notes) = Choose(choice, gpus);
        Gpu[] used = [.. devices.Where(d => d.IsCuda).Select(d => gpus.FirstOrDefault(g => g.Index == d.Index)).OfType<Gpu>()];
        TorchEngine engine;
        try
        {
            engine = used.Length == 0
                ? new TorchEngine(devices, choice.GroupSize)
                : new TorchEngine(devices, choice.GroupSize) { Hardware = string.Join(", ", used.Select(g => g.Name).Distinct()) };
        }
        catch (TorchUnavailableException error)
        {
            throw new EngineException(error.Message, error);
        }
        bool isCuda = devices[0].IsCuda;
        string where = isCuda ? string.Join(", ",
            devices.Select(d => used.FirstOrDefault(g => g.Index == d.Index) is { } gpu ? $"{d} {gpu.Name}" : d.ToString())) : "processor";
        var facts = new Dictionary<string, string> { ["libtorch"] = NativeTorch.Version };
        if (isCuda)
        {
            facts["gpu"] = used.Length == 0 ? "unknown" : string.Join(", ", used.Select(g => g.Name).Distinct());
            facts["gpuDriver"] = used.Length == 0 ? "unknown" : used[0].Driver;
        }
        return new EngineSetup(engine, isCuda ? devices.Count : Environment.ProcessorCount, where) { Facts = facts, Notes = notes };
    }

    /// <summary>Where to train, and why not on GPUs that were not asked for by name.</summary>
    /// <exception cref="EngineException">What was asked for cannot be had.</exception>
    internal (IReadOnlyList<TorchDevice> Devices, IReadOnlyList<string> Notes) Choose(EngineChoice choice, IReadOnlyList<Gpu> gpus)
    {
        if (problem() is { } trouble)
            throw new EngineException(trouble);
        if (choice.Wish == DeviceWish.Processor || (choice.Wish == DeviceWish.Auto && gpus.Count == 0))
            return ([TorchDevice.Cpu], []);

        // A GPU asked for by its number may be one that nvidia-smi does not list, in a container without that command.
        int[] wanted = choice.Gpus.Count > 0 ? [.. choice.Gpus] : gpus.Count > 0 ? [.. gpus.Select(g => g.Index)] : [0];
        List<int> usable = [];
        List<string> unusable = [];
        foreach (int number in wanted)
        {
            if ((gpus.FirstOrDefault(g => g.Index == number) is { } gpu ? ProblemOf(gpu) : cudaProblem()) is { } reason)
                unusable.Add($"{TorchDevice.Cuda(number)} is not used: {reason}");
            else if (number >= gpuCount())
                unusable.Add($"There is no {TorchDevice.Cuda(number)} here; libtorch sees {gpuCount()} GPU(s), numbered from 0.");
            else
                usable.Add(number);
        }
        if (choice.Wish == DeviceWish.Gpus && (usable.Count == 0 || (choice.Gpus.Count > 0 && unusable.Count > 0)))
            throw new EngineException(string.Join(Environment.NewLine, unusable.Distinct()));
        return (usable.Count == 0 ? [TorchDevice.Cpu] : [.. usable.Select(TorchDevice.Cuda)], unusable);
    }

    private string? ProblemOf(Gpu gpu) => GpuFitness.Problem(gpu) ?? cudaProblem();
}
