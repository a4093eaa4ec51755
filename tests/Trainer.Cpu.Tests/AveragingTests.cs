using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Networks that are judged at other weights than those that they train.</summary>
public sealed unsafe class AveragingTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    public static TheoryData<string> Averages => ["ema", "swa"];

    // a = 0.8 a + 0.2 w after each step, the first copies.
    [Fact]
    public void Ema_follows_the_weights_of_each_step()
    {
        double[] average = [];
        Check(Ema(0.8), (weights, step) => average = step == 1 ? weights
            : [.. average.Zip(weights, (a, w) => 0.8 * a + 0.2 * w)]);
    }

    // The mean of the weights after epochs 2, 3 and 4 of 4; the weights themselves before.
    [Fact]
    public void Swa_is_the_mean_of_the_weights_after_epochs()
    {
        double[] sum = [];
        int count = 0;
        Check(Swa(2), (weights, step) =>
        {
            if (step <= 2 * StepsPerEpoch)
                (sum, count) = (weights, 1);
            else if (step % StepsPerEpoch == 0)
                (sum, count) = ([.. sum.Zip(weights, (a, w) => a + w)], count + 1);
            return [.. sum.Select(a => a / count)];
        });
    }

    [Fact]
    public void A_start_below_one_is_a_part_of_the_training()
    {
        var swa = Averaging.Read(Invented.Group(("name", Invented.Text("swa")), ("start", Invented.Number(0.75))))!;
        Assert.Equal([false, false, false, true], Enumerable.Range(1, 4).Select(epoch => swa.HasBegun(epoch, 4)));
        Assert.Equal([0.0, 0.5], swa.OfEpoch(5, 2, 5));
        swa = Averaging.Read(Invented.Group(("name", Invented.Text("swa")), ("start", Invented.Number(0.29))))!;
        Assert.Equal([false, true], [swa.HasBegun(29, 100), swa.HasBegun(30, 100)]); // 0.29*100 is a rounding below 29
    }

    [Theory]
    [MemberData(nameof(Averages))]
    public void A_network_is_judged_as_one_that_has_the_averaged_weights(string average)
    {
        var trial = WithBatchNorm(Average(average));
        using var averaged = Open(trial, out var phase);
        using var plain = Open(WithBatchNorm(Invented.Text("none")), out _);
        var log = new EpochLog(new Recorder());
        for (int epoch = 1; epoch <= 3; epoch++)
            averaged.TrainEpoch(phase.Epoch(epoch, [trial], log), default);
        var trained = averaged.Save(0);
        using (phase.AtJudgedWeights(3, [trial], default))
        {
            plain.Load(0, averaged.Save(0));
            Assert.Equal(plain.Evaluate(null, default), averaged.Evaluate(null, default));
            Assert.Equal(Of(trained, "optimizer.average/conv1.weight"), Of(averaged.Save(0), "conv1.weight"));
            Assert.NotEqual(Of(trained, "conv1.weight"), Of(averaged.Save(0), "conv1.weight"));
        }
        Assert.Equal(trained.Select(t => t.Name), averaged.Save(0).Select(t => t.Name));
        Assert.All(trained.Zip(averaged.Save(0)), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
    }

    [Fact]
    public void Statistics_become_the_mean_of_those_of_the_batches()
    {
        var layers = new SettingValue.List([Invented.Text("batchnorm"), Invented.Text("flatten"),
            Invented.Group(("linear", Invented.Number(3)))]);
        var trial = Read(Invented.Trial(0, ("architecture", Invented.Group(("name", Invented.Text("mine")), ("layers", layers))),
            ("averaging", Invented.Text("ema")), ("batchSize", Invented.Number(250))));
        using var session = Open(trial, out var phase);
        session.TrainEpoch(phase.Epoch(1, [trial], new EpochLog(new Recorder())), default);
        using var judged = phase.AtJudgedWeights(1, [trial], default);

        var batches = Enumerable.Range(0, Invented.Train).Chunk(250).Select(batch => batch.SelectMany(n =>
            Invented.Stripes.Train.Images[(n * 784)..((n + 1) * 784)].Select(b => b / 255.0)).ToArray()).ToArray();
        Assert.Equal([250, 250, 100], batches.Select(b => b.Length / 784));
        double[] means = [.. batches.Select(b => b.Average())];
        double variance = batches.Zip(means, (b, mean) => b.Sum(x => (x - mean) * (x - mean)) / (b.Length - 1)).Average();
        Assert.Equal(means.Average(), Of(session.Save(0), "batchnorm1.running_mean").Single(), 1e-6);
        Assert.Equal(variance, Of(session.Save(0), "batchnorm1.running_var").Single(), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Averages))]
    public void The_training_itself_is_that_without_an_average(string average)
    {
        var plain = Recorder.Train(Gated()).Recorder;
        var averaged = Recorder.Train(Gated(("averaging", Average(average)))).Recorder;
        Assert.Equal(plain.Of("trainLoss"), averaged.Of("trainLoss"));
        Assert.NotEqual(plain.Of("testLoss")[^1], averaged.Of("testLoss")[^1]);
    }

    [Fact]
    public void Before_swa_begins_a_network_is_judged_at_its_weights()
    {
        double[] plain = Recorder.Train(Gated()).Recorder.Of("testLoss"), averaged =
            Recorder.Train(Gated(("averaging", Swa(3)))).Recorder.Of("testLoss");
        Assert.Equal(plain[..2], averaged[..2]);
        Assert.NotEqual(plain[2], averaged[2]);
    }

    [Theory]
    [MemberData(nameof(Averages))]
    public void An_averaged_training_that_was_stopped_goes_on_bit_for_bit(string average)
    {
        var trial = Gated(("averaging", Average(average)));
        var whole = Recorder.Train(trial).Recorder.Bits;
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        Train(trial, new Recorder
        {
            OnEpoch = () =>
            {
                if (++epochs == 2)
                    stop.Cancel();
            },
        }, stop.Token);
        Assert.Single(Directory.GetFiles(temporary.FullName, "*.checkpoint.safetensors"));
        var recorder = new Recorder();
        Train(trial, recorder, default);
        Assert.Equal(whole, recorder.Bits);
        Assert.Empty(recorder.Notes);
    }

    [Fact]
    public void Kept_weights_are_those_that_the_network_was_judged_at()
    {
        var trial = Gated(("averaging", Swa(2)));
        var recorder = new Recorder();
        Train(trial, recorder, default);
        using var file = File.OpenRead(Assert.Single(Directory.GetFiles(temporary.FullName)));
        var (_, weights) = SafeTensors.Read(file);
        using var plain = Open(Read(Gated()), out _);
        plain.Load(0, weights);
        Assert.Equal(recorder.Of("testLoss")[^1], Assert.Single(plain.Evaluate(null, default)).Loss);
    }

    [Fact]
    public void A_users_optimizer_is_judged_at_the_state_that_it_names()
    {
        // x are the weights of the step before: after an epoch of one step those that the training began with.
        SettingValue Optimizer(params (string, SettingValue)[] evaluate) => Invented.Group(
        [
            ("name", Invented.Text("mine")), ("state", Invented.Text("x")),
            ("update", Invented.Text("x = w; w = x - rate*g")), .. evaluate,
        ]);
        TrialDescription Trial(SettingValue optimizer, double rate) => Invented.Trial(0, ("optimizer", optimizer),
            ("learningRate", Invented.Number(rate)), ("epochs", Invented.Number(1)), ("batchSize", Invented.Number(Invented.Train)));

        double start = Recorder.Train(Trial(Optimizer(), 1e-30)).Recorder.Of("testLoss").Single();
        Assert.Equal(start, Recorder.Train(Trial(Optimizer(("evaluate", Invented.Text("x"))), 0.1)).Recorder.Of("testLoss").Single());
        Assert.NotEqual(start, Recorder.Train(Trial(Optimizer(), 0.1)).Recorder.Of("testLoss").Single());
    }

    [Fact]
    public void A_phase_before_leaves_the_weights_that_it_was_judged_at()
    {
        // One step, judged at the weights before it: those of the beginning.
        var before = Invented.Group(("name", Invented.Text("stripes")), ("epochs", Invented.Number(1)),
            ("batchSize", Invented.Number(Invented.Train)), ("learningRate", Invented.Number(0.1)),
            ("optimizer", Invented.Group(("name", Invented.Text("mine")), ("state", Invented.Text("x")),
                ("update", Invented.Text("x = w; w = x - rate*g")), ("evaluate", Invented.Text("x")))));
        double[] alone = Recorder.Train(Invented.Trial(0)).Recorder.Of("trainLoss");
        var after = Recorder.Train(Invented.Trial(0, ("pretrain", before))).Recorder.Heard.Skip(1);
        Assert.Equal(alone, after.Select(h => h.Metrics.Values.Single(v => v.Key == "trainLoss").Value));
    }

    private const int StepsPerEpoch = 3;

    private static SettingValue Ema(double decay) =>
        Invented.Group(("name", Invented.Text("ema")), ("decay", Invented.Number(decay)));

    private static SettingValue Swa(int start) => Invented.Group(("name", Invented.Text("swa")), ("start", Invented.Number(start)));

    private static SettingValue Average(string name) => name == "ema" ? Ema(0.9) : Swa(2);

    // Batch norms in the activations, random numbers in none.
    private static TrialDescription Gated(params (string, SettingValue)[] settings) => Invented.Trial(1,
    [
        ("activation", Invented.Text("aprelu")), ("epochs", Invented.Number(3)), ("learningRate", Invented.Number(0.002)), .. settings,
    ]);

    private static TrainingTrial WithBatchNorm(SettingValue averaging) => Read(Gated(("averaging", averaging)));

    private static TrainingTrial Read(TrialDescription trial) => new(0, trial, TrialSettings.Read(trial.Configuration));

    private static IEngineSession Open(TrainingTrial trial, out Phase phase)
    {
        using var engine = new CpuEngine();
        using var device = engine.TakeDevice();
        phase = new Phase(number: 0, count: 1, [trial], (_, _) => Invented.Stripes, device, default);
        phase.Session.Load(0, phase.StartOf(trial));
        return phase.Session;
    }

    private static float[] Of(IReadOnlyList<NamedTensor> tensors, string name) => tensors.Single(t => t.Name == name).Values;

    // Steps of momentum; the state is compared with what the averages of the weights so far come to.
    private static void Check(SettingValue level, Func<double[], int, double[]> expected)
    {
        const int epochs = 4;
        var averaging = Averaging.Read(level)!;
        var settings = Averaging.Extend(OptimizerSettings.Read(
            Invented.Group(("name", Invented.Text("sgd")), ("momentum", Invented.Number(0.9)))));
        using var arena = new Arena();
        var block = new ParameterBlock([new ParameterDescription("linear1.weight", ParameterRole.Weight, [1, 21], 21)], arena);
        using var optimizer = Optimizer.Create(settings, block);
        for (int step = 1; step <= epochs * StepsPerEpoch; step++)
        {
            for (int i = 0; i < block.Count; i++)
                block.Gradients[i] = (float)Math.Sin(step + i);
            int epoch = (step + StepsPerEpoch - 1) / StepsPerEpoch;
            optimizer.Set(Averaging.Constant, averaging.OfEpoch(epoch, StepsPerEpoch, epochs)[(step - 1) % StepsPerEpoch]);
            optimizer.Step(block, rate: 0.1);
            double[] weights = Array.ConvertAll(block.AllValues.ToArray(), w => (double)w);
            float[] average = optimizer.States[^1].Values.ToArray();
            Assert.All(expected(weights, step).Zip(average), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    private void Train(TrialDescription trial, Recorder recorder, CancellationToken stop) =>
        new TrialTrainer(new CpuEngine(), (_, _) => Invented.Stripes, TimeProvider.System, new CheckpointFolder(temporary.FullName))
            .Train(new FusedTrials([trial]) { Checkpoints = [new CheckpointPlan(EveryEpochs: 1, KeepsWeights: true)] }, recorder, stop);
}
