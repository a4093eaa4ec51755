using Sweep.Trainer.Engines;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Tests.Runtime;

/// <summary>Which devices are chosen, and what is said of those that cannot be used. No GPU is needed.</summary>
public sealed class GpusTests
{
    private static readonly Gpu Good = new(0, "NVIDIA H200", 143771, "9.0", "570.86.15"),
        Second = new(1, "NVIDIA H200", 143771, "9.0", "570.86.15"),
        Old = new(1, "NVIDIA GeForce GTX 1080", 8192, "6.1", "570.86.15"), OldDriver = new(0, "NVIDIA A100", 40960, "8.0", "535.183.01");

    [Fact]
    public void What_does_not_fit_is_said_with_its_remedy()
    {
        var fitness = Engine(2).Inspect([OldDriver, Old, Good]);
        Assert.Null(fitness.Problem);
        Assert.Contains("do not fit together", fitness.GpuProblems[0]);
        Assert.Contains("535.183.01", fitness.GpuProblems[0]);
        Assert.Contains("compute capability 6.1", fitness.GpuProblems[1]);
        Assert.Null(fitness.GpuProblems[2]);
    }

    [Fact]
    public void Auto_takes_every_gpu_that_can_be_used_and_says_why_not_the_others()
    {
        Assert.Equal([TorchDevice.Cuda(0), TorchDevice.Cuda(1)], Choose("auto", 2, Good, Second).Devices);
        var (devices, notes) = Choose("auto", 2, Good, Old);
        Assert.Equal([TorchDevice.Cuda(0)], devices);
        Assert.Contains("cuda:1 is not used", Assert.Single(notes));
    }

    [Fact]
    public void Auto_falls_back_to_the_processor()
    {
        Assert.Equal([TorchDevice.Cpu], Choose("auto", 0).Devices);
        Assert.Empty(Choose("auto", 0).Notes);
        var (devices, notes) = Choose("auto", 0, "CUDA cannot be used: no libraries.", Good);
        Assert.Equal([TorchDevice.Cpu], devices);
        Assert.Contains("no libraries", Assert.Single(notes));
    }

    [Fact]
    public void What_is_asked_for_by_name_is_had_or_refused()
    {
        Assert.Equal([TorchDevice.Cuda(1)], Choose("cuda:1", 2, Good, Second).Devices);
        Assert.Equal([TorchDevice.Cuda(0), TorchDevice.Cuda(1)], Choose("cuda", 2, Good, Second).Devices);
        Assert.Equal([TorchDevice.Cpu], Choose("cpu", 2, Good).Devices);
        Assert.Contains("There is no cuda:7 here; libtorch sees 2 GPU(s)",
            Assert.Throws<EngineException>(() => Choose("cuda:0,cuda:7", 2, Good, Second)).Message);
        Assert.Contains("do not fit together", Assert.Throws<EngineException>(() => Choose("cuda", 1, OldDriver)).Message);
        Assert.Contains("no libraries", Assert.Throws<EngineException>(() => Choose("cuda", 0, "no libraries.", Good)).Message);
    }

    [Fact]
    public void A_gpu_that_nvidia_smi_does_not_list_may_be_named() => Assert.Equal([TorchDevice.Cuda(0)], Choose("cuda", 1).Devices);

    [Fact]
    public void Without_libtorch_nothing_is_chosen()
    {
        var engine = new TorchEngineFactory(() => "libtorch cannot be loaded.", () => "libtorch cannot be loaded.", () => 0);
        Assert.Contains("cannot be loaded",
            Assert.Throws<EngineException>(() => engine.Choose(EngineChoice.Read("torchsharp", "auto", null), [])).Message);
        Assert.Equal("libtorch cannot be loaded.", engine.Inspect([Good]).Problem);
    }

    [Fact]
    public void A_build_for_the_processor_says_which_build_gpus_need()
    {
        if (TorchDevice.CudaProblem is not { } problem)
        {
            Assert.NotEmpty(TorchDevice.Gpus);
            return;
        }
        Assert.Contains("SWEEP_TORCH=cuda", problem);
        Assert.Empty(TorchDevice.Gpus);
        Assert.Throws<Sweep.Trainer.TorchSharp.Runtime.TorchUnavailableException>(() =>
            new TorchEngine([TorchDevice.Cuda(0)], 1, null, _ => { }));
    }

    private static TorchEngineFactory Engine(int gpus, string? cudaProblem = null) => new(() => null, () => cudaProblem, () => gpus);

    private static (IReadOnlyList<TorchDevice> Devices, IReadOnlyList<string> Notes) Choose(string device, int seen, params Gpu[] gpus) =>
        Choose(device, seen, null, gpus);

    private static (IReadOnlyList<TorchDevice> Devices, IReadOnlyList<string> Notes) Choose(string device, int seen, string? cudaProblem,
        params Gpu[] gpus) =>
        Engine(seen, cudaProblem).Choose(EngineChoice.Read("torchsharp", device, null), gpus);
}
