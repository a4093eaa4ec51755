using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Costs;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu.Tests.Costs;

/// <summary>What the managed engine's trials take, known before they run.</summary>
public sealed class CostModelTests
{
    private const string Head = "name: a\noptimizer: { name: sgd, momentum: 0.9 }\nlearningRate: 0.1\nseeds: 1\n";

    private readonly CostModel model = new(new CpuEngineFactory());

    [Fact]
    public void A_training_multiplies_three_times_as_much_per_image_as_a_forward_pass()
    {
        // resnet-20 on 3x32x32: 40.6 million multiply-adds (docs/architectures.md)
        var cost = Cost("dataset: cifar-10\narchitecture: { name: resnet, depth: 20 }\nactivation: relu\nepochs: 2\nvalidationSplit: 0.1");
        Assert.Equal((269_722, 40.6), (cost.Parameters, Math.Round(cost.MultiplyAdds / 1e6, 1)));
        Assert.Equal(3.0 * cost.MultiplyAdds * 45_000 * 2, cost.TrainingMultiplyAdds);
        Assert.Equal((45_000, 15_000, 352),
            (cost.Phases[0].TrainImages, cost.Phases[0].JudgedImages, cost.Phases[0].StepsPerEpoch));
    }

    [Fact]
    public void The_phase_before_counts_with_its_own_images_and_epochs()
    {
        var cost = Cost("dataset: kmnist\npretrain: { name: mnist, epochs: 3, trainSamples: 1000 }\n"
            + "architecture: mnist-conv\nactivation: relu");
        Assert.Equal(60_000 + 3 * 1000, cost.ImageEpochs);
        Assert.Equal(3.0 * cost.MultiplyAdds * cost.ImageEpochs, cost.TrainingMultiplyAdds);
    }

    [Fact]
    public void Costs_go_by_the_preprocessed_images()
    {
        const string Network = "architecture: { name: resnet, depth: 8 }\nactivation: relu\n";
        var colors = Cost(Network + "dataset: mnist\npreprocessing: { name: large, steps: [{ name: resize, height: 32, width: 32 }, "
            + "colourise] }");
        var cifar = Cost(Network + "dataset: cifar-10");
        Assert.Equal((cifar.Parameters, cifar.MultiplyAdds), (colors.Parameters, colors.MultiplyAdds));
        Assert.NotEqual(cifar.MultiplyAdds, Cost(Network + "dataset: mnist").MultiplyAdds);
    }

    [Fact]
    public void Parameters_of_the_activation_count() => Assert.Equal(
        Cost("dataset: mnist\narchitecture: mnist-conv\nactivation: relu").Parameters + 3 * 2,
        Cost("dataset: mnist\narchitecture: mnist-conv\nactivation: arelu").Parameters);

    [Fact]
    public void A_larger_batch_takes_more_memory_where_batch_norm_keeps_all_of_it() => Assert.True(
        Cost("dataset: cifar-10\narchitecture: { name: resnet, depth: 8 }\nactivation: relu\nbatchSize: 256").Memory.Bytes
        > 1.9 * Cost("dataset: cifar-10\narchitecture: { name: resnet, depth: 8 }\nactivation: relu\nbatchSize: 128").Memory.Bytes);

    [Fact]
    public void Trials_that_differ_in_the_learning_rate_share_one_cost()
    {
        var plan = SpecReader.Read(Head.Replace("learningRate: 0.1\n", "", StringComparison.Ordinal) + "dataset: mnist\n"
            + "architecture: mnist-conv\nactivation: relu\ngrid: { learningRate: [0.1, 0.01] }", TrainerVocabulary.Create()).Spec!.ToPlan();
        TrialDescription[] trials = [.. plan.Trials];
        Assert.Same(model.Find(trials[0].Configuration), model.Find(trials[1].Configuration));
    }

    [Fact]
    public void A_probe_trains_on_noise_and_scales_to_the_whole_training()
    {
        const string Spec = "dataset: mnist\narchitecture: mnist-linear\nactivation: relu\n";
        var (trial, once) = Trial(Spec + "epochs: 1");
        using var engine = new CpuEngine();
        var time = new SteppingTime();
        double seconds = TrainingProbe.Measure(engine, trial, once, time, TestContext.Current.CancellationToken);
        // each measurement takes one second of this clock: 469 steps, and 10,000 images judged 128 at a time
        Assert.Equal(469 + 10_000 / 128.0, seconds, 6);
    }

    private TrialCost Cost(string rest) => Trial(rest).Cost;

    private (TrialDescription Trial, TrialCost Cost) Trial(string rest)
    {
        var reading = SpecReader.Read(Head + rest, TrainerVocabulary.Create());
        Assert.Empty(reading.Errors);
        var trial = Assert.Single(reading.Spec!.ToPlan().Trials);
        return (trial, model.Find(trial.Configuration)!);
    }

    private sealed class SteppingTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => now++;
    }
}
