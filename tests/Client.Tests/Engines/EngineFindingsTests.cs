using Sweep.Client.Engines;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Tests.Engines;

/// <summary>What the doctor says of GPUs that are made up.</summary>
public sealed class EngineFindingsTests
{
    private static readonly Gpu Big = new(0, "NVIDIA H200", 143771, "9.0", "570.86.15"),
        Old = new(1, "NVIDIA GeForce GTX 1080", 8192, "6.1", "535.183.01");

    [Fact]
    public void Gpus_are_listed_with_memory_and_capability_and_whether_the_engine_can_use_them()
    {
        const string Misfit = "the CUDA 12.8 libraries and the driver 535.183.01 do not fit together";
        var rows = Rows([Big, Old], new Engine(new EngineFitness(null, "2.10.0", [null, Misfit])));
        Assert.Equal("engine: torchsharp|ok|libtorch 2.10.0: --engine torchsharp trains on 1 GPU", rows[1]);
        Assert.Equal("GPU: cuda:0|ok|NVIDIA H200, 143771 MiB, compute capability 9.0, driver 570.86.15", rows[2]);
        Assert.Equal("GPU: cuda:1|unusable|NVIDIA GeForce GTX 1080, 8192 MiB, compute capability 6.1, driver 535.183.01. "
            + $"Not usable: {Misfit}", rows[3]);
    }

    [Fact]
    public void Without_libtorch_the_doctor_says_what_builds_with_it()
    {
        var rows = Rows([Big], new Engine(new EngineFitness("libtorch cannot be loaded.", null, ["libtorch is missing"])));
        Assert.Equal("engine: torchsharp|absent|libtorch cannot be loaded.", rows[1]);
        Assert.StartsWith("GPU: cuda:0|unusable|NVIDIA H200", rows[2], StringComparison.Ordinal);
        Assert.Contains("SWEEP_TORCH=cuda", rows[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_gpus_is_told_apart_from_one_without_libraries()
    {
        var rows = Rows([], new Engine(new EngineFitness(null, "2.10.0", [])));
        Assert.Equal("engine: torchsharp|ok|libtorch 2.10.0: --engine torchsharp trains on the processor", rows[1]);
        Assert.Contains("GPU|absent|no NVIDIA driver answers", rows[2], StringComparison.Ordinal);
    }

    private static string[] Rows(IReadOnlyList<Gpu> gpus, IEngineFactory engine) =>
        [.. EngineFindings.Create(gpus, engine).Select(row => string.Join('|', row))];

    private sealed class Engine(EngineFitness fitness) : IEngineFactory
    {
        public string Name => EngineChoice.TorchSharp;

        public EngineCapabilities Capabilities => EngineCapabilities.Basic;

        public EngineFitness Inspect(IReadOnlyList<Gpu> gpus) => fitness;

        public MemoryNeed NetworkMemory(TrialSettings settings, ShapedNetwork network) => throw new NotSupportedException();

        public long OptimizerMemory(OptimizerSettings optimizer, ShapedNetwork network) => throw new NotSupportedException();

        public EngineSetup Create(EngineChoice choice, IReadOnlyList<Gpu> gpus) => throw new NotSupportedException();
    }
}
