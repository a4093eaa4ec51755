using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Data;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

public sealed class TorchTrainingTests
{
    private static readonly TrialTrainer Torch = Together.Torch();

    [Fact]
    public void A_trial_learns_and_reports_each_epoch()
    {
        var trial = Invented.Trial(0, ("epochs", Invented.Number(6)), ("batchSize", Invented.Number(25)));
        var (outcomes, heard) = Together.Train(Torch, trial);
        Assert.IsType<TrialOutcome.Completed>(outcomes.Single());
        Assert.Equal([1, 2, 3, 4, 5, 6], heard.Heard.Select(h => h.Metrics.Epoch));
        Assert.True(heard.Of(trial, MetricCatalogue.TestAccuracy.Name)[^1] > 0.9);
        Assert.All(heard.Of(trial, MetricCatalogue.TrainSeconds.Name), s => Assert.True(s > 0));
    }

    [Fact]
    public void A_rerun_is_bit_identical()
    {
        var trial = Invented.Trial(3, ("activation", Invented.Text("rrelu")), ("validationSplit", Invented.Number(0.2)));
        Assert.Equal(Together.Train(Torch, trial).Heard.Bits(trial), Together.Train(Torch, trial).Heard.Bits(trial));
    }

    [Fact]
    public void Two_slots_at_once_do_not_disturb_each_other()
    {
        var trials = Enumerable.Range(0, 4)
            .Select(seed => Invented.Trial(seed, ("activation", Invented.Text(seed % 2 == 0 ? "arelu" : "rrelu")))).ToArray();
        var alone = trials.Select(t => Together.Train(Torch, t).Heard.Bits(t)).ToArray();
        var together = new long[trials.Length][];
        using var start = new Barrier(2);
        var threads = Enumerable.Range(0, 2).Select(slot => new Thread(() =>
        {
            start.SignalAndWait();
            for (int i = slot; i < trials.Length; i += 2)
                together[i] = Together.Train(Torch, trials[i]).Heard.Bits(trials[i]);
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(alone, together);
        Assert.NotEqual(alone[0], alone[2]);
    }

    [Fact]
    public void Divergence_is_reported_at_the_step_where_the_cpu_engine_sees_it()
    {
        var wild = Invented.Trial(0, ("learningRate", Invented.Number(1e6)));
        Assert.Equal(Together.Train(Together.Cpu(), wild).Outcomes, Together.Train(Torch, wild).Outcomes);
    }

    [Fact]
    public void A_stop_cancels_what_is_unfinished()
    {
        using var stop = new CancellationTokenSource();
        var long1 = Invented.Trial(0, ("epochs", Invented.Number(1000)));
        var heard = new Together { OnEpoch = stop.Cancel };
        var outcomes = Torch.Train(new FusedTrials([long1, Invented.Trial(1, ("batchSize", Invented.Number(32)))]), heard, stop.Token);
        Assert.All(outcomes, o => Assert.IsType<TrialOutcome.Cancelled>(o));
        Assert.Single(heard.Heard);
    }

    [Fact]
    public void Missing_data_fails_as_data()
    {
        using var torch = new TrialTrainer(new TorchEngine([TorchDevice.Cpu]), (dataset, _) =>
            throw new DatasetException(dataset.Label, null, "is missing", "put it there"), TimeProvider.System);
        var failed = Assert.IsType<TrialOutcome.Failed>(Together.Train(torch, Invented.Trial(0)).Outcomes.Single());
        Assert.Equal(FailureKind.Data, failed.Kind);
        Assert.Contains("stripes", failed.Message);
    }

    [Fact]
    public void A_wrong_setting_fails_without_harm_to_the_others()
    {
        var (outcomes, _) = Together.Train(Torch, Invented.Trial(0, ("architecture", Invented.Text("no-such"))), Invented.Trial(1));
        Assert.Contains("mnist-conv", Assert.IsType<TrialOutcome.Failed>(outcomes[0]).Message);
        Assert.IsType<TrialOutcome.Completed>(outcomes[1]);
    }

    [Fact]
    public void A_network_that_does_not_fit_the_images_fails_as_data()
    {
        var tiny = new Dataset("tiny", 1, 4, 4, 2, new DatasetSplit(new byte[160], new byte[10]),
            new DatasetSplit(new byte[32], new byte[2]));
        using var torch = Together.Torch(dataset: tiny);
        Assert.Equal(FailureKind.Data, Assert.IsType<TrialOutcome.Failed>(Together.Train(torch, Invented.Trial(0)).Outcomes.Single()).Kind);
    }

    [Fact]
    public void Sixteen_bits_are_another_trial_that_learns_as_well_and_only_here()
    {
        var coarse = Invented.Trial(0, ("precision", Invented.Text("bfloat16")), ("epochs", Invented.Number(6)),
            ("batchSize", Invented.Number(25)));
        var fine = Invented.Trial(0, ("epochs", Invented.Number(6)), ("batchSize", Invented.Number(25)));
        Assert.NotEqual(fine.Id, coarse.Id);
        var (outcomes, heard) = Together.Train(Torch, coarse, fine); // not in one group
        Assert.All(outcomes, o => Assert.IsType<TrialOutcome.Completed>(o));
        double first = heard.Of(coarse, MetricCatalogue.TrainLoss.Name)[0], same = heard.Of(fine, MetricCatalogue.TrainLoss.Name)[0];
        Assert.NotEqual(same, first);
        Assert.Equal(same, first, 0.03 * same);
        Assert.True(heard.Of(coarse, MetricCatalogue.TestAccuracy.Name)[^1] > 0.9);
        Assert.Contains("TorchSharp", Assert.IsType<TrialOutcome.Failed>(Together.Train(Together.Cpu(), coarse).Outcomes.Single()).Message);
    }

    [Fact]
    public void Devices_are_read_and_written()
    {
        Assert.Equal(TorchDevice.Cpu, TorchDevice.Parse("cpu"));
        Assert.Equal(TorchDevice.Cuda(0), TorchDevice.Parse("cuda"));
        Assert.Equal(TorchDevice.Cuda(3), TorchDevice.Parse("cuda:3"));
        Assert.Equal("cuda:3", TorchDevice.Cuda(3).ToString());
        Assert.Null(TorchDevice.Parse("gpu"));
        Assert.Null(TorchDevice.Parse("cuda:-1"));
        Assert.Equal("torchsharp-cpu", Torch.Name);
    }
}
