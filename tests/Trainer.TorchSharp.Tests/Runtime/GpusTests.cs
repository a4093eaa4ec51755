namespace Sweep.Trainer.TorchSharp.Tests.Runtime;

public sealed class GpusTests
{
    // Two lines as nvidia-smi --query-gpu=index,name,memory.total,compute_cap,driver_version --format=csv,noheader,nounits prints them.
    private const string Answer = "0, NVIDIA H200, 143771, 9.0, 570.86.15\n1, NVIDIA GeForce GTX 1080, 8192, 6.1, 535.183.01\n";

    [Fact]
    public void The_drivers_answer_is_read()
    {
        var gpus = Gpus.Read(Answer + "No devices were found\n");
        Assert.Equal([new Gpu(0, "NVIDIA H200", 143771, "9.0", "570.86.15"), new Gpu(1, "NVIDIA GeForce GTX 1080", 8192, "6.1", "535.183.01")], gpus);
    }

    [Fact]
    public void What_does_not_fit_is_said_with_its_remedy()
    {
        var problems = Gpus.Problems([Gpus.Read(Answer)[1]]);
        Assert.Equal(2, problems.Count);
        Assert.Contains("update the driver", problems[0]);
        Assert.Contains("compute capabilities below 7.0", problems[1]);
    }

    [Fact]
    public void Without_a_driver_that_is_what_is_said() => Assert.Contains("nvidia-smi", Assert.Single(Gpus.Problems([])));

    [Fact]
    public void A_build_for_the_processor_says_which_build_gpus_need()
    {
        if (TorchDevice.CudaProblem is not { } problem)
        {
            Assert.NotEmpty(TorchDevice.Gpus);
            return;
        }
        Assert.Contains("SweepTorchDevice=cuda", problem);
        Assert.Empty(TorchDevice.Gpus);
        Assert.Throws<Sweep.Trainer.TorchSharp.Runtime.TorchUnavailableException>(() =>
            new TorchTrainer((_, _) => throw new InvalidOperationException(), TimeProvider.System, [TorchDevice.Cuda(0)], 1, null, _ => { }));
    }
}
