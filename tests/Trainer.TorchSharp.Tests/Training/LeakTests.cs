using System.Diagnostics;
using Sweep.Planning.Trials;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Long trainings and many trainings leave nothing behind: neither tensors nor memory.</summary>
[Collection(nameof(LeakTests))]
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public sealed class LeakTests
{
    private const int Tolerated = 24; // MB: the collector's and the allocators' slack

    // As few operations as a training can have: the number of steps counts here.
    private static readonly Architecture Tiny = new(Invented.Text("tiny"),
        (_, classes) => new NetworkBuilder("tiny").MaxPool(7).Flatten().Linear(3).Activation().Linear(classes).Build());

    private static readonly Architecture Varied = new(Invented.Text("varied"),
        (_, classes) => new NetworkBuilder("varied").MaxPool(4).Conv2d(2, 3).BatchNorm().Activation().Dropout(0.1).Flatten().Linear(classes)
            .Build());

    [Fact]
    public void Memory_is_flat_over_ten_thousand_steps() => CheckSteps(Tiny, epochs: 100, "sgd", "relu");

    [Fact]
    public void Memory_is_flat_over_the_steps_of_a_group_with_every_kind_of_layer() =>
        CheckSteps(Varied, epochs: 10, "adam", "elu", "arelu");

    [Fact]
    public void Memory_is_flat_over_five_hundred_trials()
    {
        using var torch = Together.Torch(dataset: Together.First(8, 4));
        long tensors = 0, megabytes = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            string activation = seed % 3 == 0 ? "arelu" : seed % 3 == 1 ? "elu" : "rrelu";
            SettingValue optimizer = seed % 2 == 0 ? Invented.Text("adam")
                : Together.Group(("name", Invented.Text("sgd")), ("momentum", Invented.Number(0.9)));
            TrialDescription Trial(int number, int epochs) =>
                Invented.Trial(number, ("epochs", Invented.Number(epochs)), ("trainSamples", Invented.Number(4)),
                ("batchSize", Invented.Number(4)), ("activation", Invented.Text(activation)), ("optimizer", optimizer),
                    ("learningRate", Invented.Number(1e-4)));
            var outcomes = Together.Train(torch, seed % 10 == 0 ? [Trial(seed, 1), Trial(seed + 1000, 2)] : [Trial(seed, 1)]).Outcomes;
            Assert.All(outcomes, o => Assert.IsType<TrialOutcome.Completed>(o));
            if (seed == 100)
                (megabytes, tensors) = Held();
        }
        var (megabytesAfter, tensorsAfter) = Held();
        Assert.InRange(megabytesAfter - megabytes, long.MinValue, Tolerated);
        Assert.Equal(tensors, tensorsAfter);
    }

    [Fact]
    public void A_trial_that_is_stopped_or_fails_leaves_no_tensor_behind()
    {
        using var torch = Together.Torch();
        Together.Train(torch, Invented.Trial(0)); // the dataset stays on the device
        long before = Held().Tensors;
        using var stop = new CancellationTokenSource();
        var heard = new Together { OnEpoch = stop.Cancel };
        torch.Train(new FusedTrials([Invented.Trial(0, ("epochs", Invented.Number(9))), Invented.Trial(1, ("epochs", Invented.Number(9)))]),
            heard, stop.Token);
        Together.Train(torch, Invented.Trial(0, ("learningRate", Invented.Number(1e6))), Invented.Trial(1));
        Assert.Equal(before, Held().Tensors);
    }

    private static void CheckSteps(Architecture architecture, int epochs, string optimizer, params string[] activations)
    {
        using var engine = new TorchEngine([TorchDevice.Cpu], activations.Length);
        TrainingTrial[] trials = [.. activations.Select((activation, i) =>
        {
            var trial = Invented.Trial(i, ("activation", Invented.Text(activation)), ("optimizer", Invented.Text(optimizer)),
                ("batchSize", Invented.Number(3)));
            return new TrainingTrial(i, trial, TrialSettings.Read(trial.Configuration) with { Architecture = architecture });
        })];
        var phase = Together.Open(engine, trials);
        using var session = phase.Session;
        List<(long Megabytes, long Tensors)> seen = [];
        for (int epoch = 1; epoch <= epochs; epoch++) // of 100 steps each
        {
            session.TrainEpoch(phase.Epoch(epoch, trials, new EpochLog(new Together())), default);
            if (epoch % (epochs / 5) != 0)
                continue;
            session.Evaluate(samples: null, default);
            seen.Add(Held());
        }
        Assert.Equal(100 * epochs, session.OptimizerSteps);
        Assert.Single(seen.Select(s => s.Tensors).Distinct());
        Assert.InRange(seen[^1].Megabytes - seen[0].Megabytes, long.MinValue, Tolerated);
    }

    // An aggressive collection gives back what earlier tests made the collector's heap grow to: a mere collection keeps it, or gives it
    // back at some later time. What they left undisposed takes several: finalizers run after the first, and what they held goes then.
    private static (long Megabytes, long Tensors) Held()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var self = Process.GetCurrentProcess();
        return (self.WorkingSet64 >> 20, Tensor.TotalCount);
    }
}
