using System.Diagnostics;
using Sweep.Planning;
using Sweep.Trainer.Tests.Protocol;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Long trainings and many trainings leave nothing behind: neither tensors nor memory.</summary>
[Collection(nameof(LeakTests))]
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public sealed class LeakTests
{
    private const int Tolerated = 24; // MB: the collector's and the allocators' slack

    [Fact]
    public void Memory_is_flat_over_ten_thousand_steps()
    {
        List<(long Tensors, long Megabytes)> seen = [];
        var heard = new Together { OnEpoch = () => seen.Add((Tensor.TotalCount, Resident())) };
        var trial = Invented.Trial(0, ("epochs", Invented.Number(17)), ("batchSize", Invented.Number(1)), ("learningRate", Invented.Number(1e-5)));
        Assert.IsType<TrialOutcome.Completed>(Together.Torch().Train(new ReplicaGroup([trial]), heard, default).Single());
        Assert.Equal(17, seen.Count); // of 600 steps each
        Assert.Single(seen.Select(s => s.Tensors).Distinct());
        Assert.InRange(seen[^1].Megabytes - seen[3].Megabytes, long.MinValue, Tolerated);
    }

    [Fact]
    public void Memory_is_flat_over_five_hundred_trials()
    {
        using var torch = Together.Torch();
        long tensors = 0, megabytes = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            string activation = seed % 3 == 0 ? "arelu" : seed % 3 == 1 ? "elu" : "rrelu";
            SettingValue optimizer = seed % 2 == 0 ? Invented.Text("adam") : Together.Group(("name", Invented.Text("sgd")), ("momentum", Invented.Number(0.9)));
            var trial = Invented.Trial(seed, ("epochs", Invented.Number(1)), ("trainSamples", Invented.Number(16)), ("batchSize", Invented.Number(8)),
                ("activation", Invented.Text(activation)), ("optimizer", optimizer), ("learningRate", Invented.Number(1e-4)));
            var outcomes = Together.Train(torch, seed % 5 == 0 ? [trial, Invented.Trial(seed + 1000, ("epochs", Invented.Number(1)), ("trainSamples", Invented.Number(16)))] : [trial]).Outcomes;
            Assert.All(outcomes, o => Assert.IsType<TrialOutcome.Completed>(o));
            if (seed == 100)
                (tensors, megabytes) = (Tensor.TotalCount, Resident());
        }
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(Resident() - megabytes, long.MinValue, Tolerated);
    }

    [Fact]
    public void A_trial_that_is_stopped_or_fails_leaves_no_tensor_behind()
    {
        using var torch = Together.Torch();
        Together.Train(torch, Invented.Trial(0)); // the dataset stays on the device
        long before = Tensor.TotalCount;
        using var stop = new CancellationTokenSource();
        var heard = new Together { OnEpoch = stop.Cancel };
        torch.Train(new ReplicaGroup([Invented.Trial(0, ("epochs", Invented.Number(9))), Invented.Trial(1, ("epochs", Invented.Number(9)))]), heard, stop.Token);
        Together.Train(torch, Invented.Trial(0, ("learningRate", Invented.Number(1e6))), Invented.Trial(1));
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 >> 20;
    }
}
