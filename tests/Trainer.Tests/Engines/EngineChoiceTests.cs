using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Tests.Engines;

public sealed class EngineChoiceTests
{
    // Two lines as nvidia-smi --query-gpu=index,name,memory.total,compute_cap,driver_version --format=csv,noheader,nounits prints them.
    private const string Answer = "0, NVIDIA H200, 143771, 9.0, 570.86.15\n1, NVIDIA GeForce GTX 1080, 8192, 6.1, 535.183.01\n";

    [Fact]
    public void The_default_is_the_cpu_engine()
    {
        var choice = EngineChoice.Read(null, null, null);
        Assert.Equal(("cpu", DeviceWish.Auto, (int?)null), (choice.Engine, choice.Wish, choice.GroupSize));
        Assert.Equal(DeviceWish.Processor, EngineChoice.Read("cpu", "cpu", 1).Wish);
    }

    [Fact]
    public void Devices_are_named_one_by_one_or_all_at_once()
    {
        Assert.Equal([0, 2], EngineChoice.Read("torchsharp", "cuda:0, cuda:2", 16).Gpus);
        Assert.Empty(EngineChoice.Read("torchsharp", "cuda", null).Gpus);
        Assert.Equal(DeviceWish.Gpus, EngineChoice.Read("torchsharp", "cuda", null).Wish);
    }

    [Theory]
    [InlineData("gpu", null, null, "one of cpu, torchsharp")]
    [InlineData("torchsharp", "gpu", null, "expected auto, cpu, cuda")]
    [InlineData("torchsharp", "cuda:x", null, "expected auto, cpu, cuda")]
    [InlineData("torchsharp", "cuda:1,cuda:1", null, "named twice")]
    [InlineData("torchsharp", "cpu,cuda:0", null, "expected auto, cpu, cuda")]
    [InlineData("torchsharp", null, 0, "from 1 to 1024")]
    [InlineData(null, "cuda:0", null, "--engine torchsharp")]
    [InlineData("cpu", null, 8, "--engine torchsharp")]
    public void What_does_not_go_together_is_refused_with_what_would(string? engine, string? device, int? group, string expected) =>
        Assert.Contains(expected, Assert.Throws<EngineException>(() => EngineChoice.Read(engine, device, group)).Message);

    [Theory]
    [InlineData(null, "0 NVIDIA H200,1 NVIDIA GeForce GTX 1080")]
    [InlineData("1", "0 NVIDIA GeForce GTX 1080")]
    [InlineData("1,0", "0 NVIDIA GeForce GTX 1080,1 NVIDIA H200")]
    [InlineData("0,7,1", "0 NVIDIA H200")]
    [InlineData("", "")]
    [InlineData("-1", "")]
    [InlineData("GPU-8932f937", "0 NVIDIA H200")]
    public void Gpus_are_numbered_as_cuda_sees_them(string? visible, string expected) =>
        Assert.Equal(expected, string.Join(',', Gpus.Visible(Gpus.Read(Answer), visible).Select(g => $"{g.Index} {g.Name}")));

    [Fact]
    public void The_drivers_answer_is_read()
    {
        var gpus = Gpus.Read(Answer + "No devices were found\n");
        Assert.Equal([new Gpu(0, "NVIDIA H200", 143771, "9.0", "570.86.15"),
            new Gpu(1, "NVIDIA GeForce GTX 1080", 8192, "6.1", "535.183.01")], gpus);
        Assert.Equal("cuda:0 NVIDIA H200, 143771 MiB, compute capability 9.0, driver 570.86.15", gpus[0].ToString());
    }
}
