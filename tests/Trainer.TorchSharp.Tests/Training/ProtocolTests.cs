using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Tests;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Folds, early stopping and label noise of trials that train as one program.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public void Trials_of_a_fold_train_together_and_are_judged_on_their_own_held_out_samples()
    {
        var trials = new[] { 0, 1 }.Select(seed => Trial(seed, ("fold", Invented.Text("2/4")))).ToArray();
        Assert.Equal(Together.Torch().FusionKeyOf(trials[0]), Together.Torch().FusionKeyOf(trials[1]));
        AsOnTheProcessor(trials, MetricCatalogue.TestLoss.Name);
    }

    [Fact]
    public void Fused_trials_stop_at_epochs_of_their_own_and_end_with_their_best_networks()
    {
        var stopping = Together.Group(("name", Invented.Text("patience")), ("patience", Invented.Number(1)));
        var trials = new[] { 0, 1, 2 }.Select(seed => Trial(seed, ("epochs", Invented.Number(15)), ("learningRate", Invented.Number(0.015)),
            ("validationSplit", Invented.Number(0.1)), ("earlyStopping", stopping))).ToArray();
        var heard = Together.Train(Together.Torch(), trials).Heard;
        Assert.True(trials.Select(t => heard.Of(t, "trainLoss").Length).Distinct().Count() > 1, "they stop at different epochs");
        Assert.All(trials, t =>
        {
            double[] validation = heard.Of(t, "validationAccuracy");
            Assert.Equal(validation[..^1].Max(), validation[^1]);
            var alone = Together.Train(Together.Torch(), t).Heard;
            Together.Close(alone.Of(t, "testLoss"), heard.Of(t, "testLoss"), 1e-3, "alone");
        });
    }

    [Fact]
    public void Compared_levels_learn_the_same_wrong_labels_together_and_other_seeds_apart()
    {
        var noise = ("labelNoise", Invented.Number(0.3));
        TrialDescription relu = Trial(0, noise, ("activation", Invented.Text("relu"))), arelu = Trial(0, noise), other = Trial(1, noise);
        var trainer = Together.Torch();
        Assert.Equal(trainer.FusionKeyOf(relu), trainer.FusionKeyOf(arelu));
        Assert.NotEqual(trainer.FusionKeyOf(arelu), trainer.FusionKeyOf(other));
        AsOnTheProcessor([relu, arelu, other], MetricCatalogue.TrainLoss.Name);
    }

    private static void AsOnTheProcessor(TrialDescription[] trials, string metric)
    {
        var together = Together.Train(Together.Torch(), trials).Heard;
        foreach (var trial in trials)
            Together.Close(Together.Train(Together.Cpu(), trial).Heard.Of(trial, metric), together.Of(trial, metric), 1e-3, trial.Id.Value);
    }

    private static TrialDescription Trial(int seed, params (string Name, SettingValue Value)[] settings) => Invented.Trial(seed, settings);
}
