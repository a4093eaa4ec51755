using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.TorchSharp.Training;

namespace Sweep.Trainer.TorchSharp;

/// <summary>Computes by libtorch, on GPUs or on the processor; trials whose shapes agree train as one program.</summary>
/// <remarks>
/// <para>Threads: each training takes the device with the fewest trainings at that moment. Concurrent trainings share only the datasets,
/// which go to each device once.</para>
/// <para>Starts from the same weights and sees the same batches as the CPU engine; sums are ordered otherwise, so that numbers agree to
/// rounding, not to the bit.</para>
/// </remarks>
public sealed class TorchEngine : IEngine
{
    /// <summary>The most trials that train as one program on a GPU unless the caller says otherwise; on the processor, where one trial
    /// fills a core, each trains alone.</summary>
    public const int DefaultFusedTrials = 64;

    /// <summary>What it can train on every device.</summary>
    internal static readonly EngineCapabilities All = new([Precision.Float32, Precision.BFloat16], SecondOrderGradients: true);

    private readonly ScalarType? forced;
    private readonly DevicePool devices;
    private readonly DeviceDatasets sent = new();
    private readonly Action<int> admit;

    /// <summary>Makes an engine.</summary>
    /// <param name="devices">Where to train; at least one. Processor and GPUs are not mixed.</param>
    /// <param name="maxFusedTrials">The most trials that train as one program; null for <see cref="DefaultFusedTrials"/> on GPUs and 1 on
    /// the processor.</param>
    /// <exception cref="TorchUnavailableException">libtorch or a device cannot be used on this machine.</exception>
    public TorchEngine(IReadOnlyList<TorchDevice> devices, int? maxFusedTrials = null)
        : this(devices, maxFusedTrials ?? (devices is [{ IsCuda: true }, ..] ? DefaultFusedTrials : 1), forced: null, _ => { })
    {
    }

    /// <param name="devices">Where to train.</param>
    /// <param name="maxFusedTrials">The most trials that train as one program.</param>
    /// <param name="forced">Precision of activations and gradients, whatever trials say; null for theirs.</param>
    /// <param name="admit">Called with the number of trials before they train together; throws what libtorch would if memory did not
    /// suffice.</param>
    internal TorchEngine(IReadOnlyList<TorchDevice> devices, int maxFusedTrials, ScalarType? forced, Action<int> admit)
    {
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFusedTrials, 1);
        if (devices.Count == 0 || devices.Any(d => d.IsCuda != devices[0].IsCuda))
            throw new ArgumentException("Name at least one device, and either the processor or GPUs.", nameof(devices));
        NativeTorch.Load(devices[0].IsCuda);
        if (devices.Where(d => d.IsCuda).Except(TorchDevice.Gpus).ToArray() is { Length: > 0 } missing)
            throw new TorchUnavailableException($"There is no {missing[0]} here; libtorch sees {TorchDevice.Gpus.Count} GPU(s).");
        (this.forced, this.admit, MaxFusedTrials) = (forced, admit, maxFusedTrials);
        this.devices = new DevicePool(devices, Open);
        Name = devices[0].IsCuda ? "torchsharp-cuda" : "torchsharp-cpu";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Kind => $"{Name} {NativeTorch.Version} {Hardware}";

    /// <summary>What decides how libtorch rounds: the GPUs' model, or the processor's vectors.</summary>
    public string Hardware { get; init; } = Vector512.IsHardwareAccelerated ? "AVX-512" : Vector256.IsHardwareAccelerated ? "AVX2"
        : "128-bit";

    /// <inheritdoc/>
    public EngineCapabilities Capabilities => All;

    /// <inheritdoc/>
    public int MaxFusedTrials { get; }

    /// <inheritdoc/>
    public IEngineDevice TakeDevice()
    {
        torch.set_num_threads(1); // a setting of the calling thread; trials run beside each other, one core each
        return devices.Take();
    }

    /// <inheritdoc/>
    /// <remarks>libtorch has no error codes: its texts are "CUDA out of memory", "not enough memory" and "can't allocate memory".</remarks>
    public bool IsOutOfMemory(Exception problem) => problem is OutOfMemoryException || (problem is ExternalException
        && new[] { "out of memory", "not enough memory", "can't allocate memory" }.Any(text =>
            problem.Message.Contains(text, StringComparison.OrdinalIgnoreCase)));

    /// <inheritdoc/>
    public void Dispose() => sent.Dispose();

    private TorchSession Open(TorchDevice device, SessionDescription description)
    {
        admit(description.Trials.Count);
        var precision = forced ?? (description.Trials[0].Settings.Precision == Precision.BFloat16 ? ScalarType.BFloat16
            : ScalarType.Float32);
        return new TorchSession(description, sent.On(device, description.Dataset), device, precision);
    }
}
