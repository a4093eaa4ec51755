using System.Runtime.InteropServices;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Trials that train as one program come to what each comes to alone.</summary>
public sealed class FusedGroupTests
{
    private static readonly TrialTrainer Torch = Together.Torch();
    private static readonly TrialTrainer Alone = Together.Torch(groupSize: 1);

    [Fact]
    public void Seeds_rates_and_constants_of_sgd() => Check(
        Trial(0, Sgd(0.9, 0), 0.001), Trial(1, Sgd(0.9, 0), 0.001), Trial(2, Sgd(0.5, 0.01), 0.002), Trial(3, Sgd(0, 0.1), 0.004),
            Trial(4, Sgd(0, 0), 0.004));

    [Fact]
    public void Constants_of_adam() => Check(
        Trial(0, Adam(0.9, 0.999, 0), 0.0005), Trial(1, Adam(0.8, 0.99, 0.01), 0.001), Trial(2, Adam(0.5, 0.9, 0), 0.0002));

    [Fact]
    public void Nesterov_trains_apart_from_plain_momentum() => Check(
        Trial(0, Nesterov(0.9), 0.001), Trial(1, Nesterov(0.5), 0.002), Trial(2, Sgd(0.9, 0), 0.001));

    [Fact]
    public void Learning_rates_with_schedules_of_their_own() => Check(
        With("relu", 0), With("relu", 1, ("learningRate", Rate(0.002, "cosine", warmup: 1)), ("epochs", Invented.Number(3))),
        With("relu", 2, ("learningRate", Rate(0.001, "cosine", warmup: 0)), ("epochs", Invented.Number(2))));

    // One engine program; each trial is judged at its own average, or not yet.
    [Fact]
    public void Averages_of_their_own() => Check(
        With("aprelu", 0, Average("ema", "decay", 0.9), ("epochs", Invented.Number(3))),
        With("aprelu", 1, Average("ema", "decay", 0.5), ("epochs", Invented.Number(2))),
        With("aprelu", 2, Average("swa", "start", 1), ("epochs", Invented.Number(3))),
        With("aprelu", 3, Average("swa", "start", 3), ("epochs", Invented.Number(3))));

    [Fact]
    public void Different_activations() => Check(
        With("arelu", 0), With("relu", 0), With("pau", 1), With("rrelu", 2), With("elu", 3), With("arelu", 4), With("softplus", 0),
            With("rrelu", 5));

    [Fact]
    public void Parameters_of_one_activation() => Check(
        Of(("name", Invented.Text("leaky-relu")), ("slope", Invented.Number(0.2))),
        Of(("name", Invented.Text("leaky-relu")), ("slope", Invented.Number(0.01))),
        Of(("name", Invented.Text("prelu")), ("slope", Invented.Number(0.1))),
        Of(("name", Invented.Text("prelu")), ("slope", Invented.Number(0.5))));

    [Fact]
    public void Parameters_per_channel() => Check(With("prelu-channel", 0), With("acon-c", 1), With("prelu-channel", 2));

    [Fact]
    public void Networks_in_the_place_of_activations() =>
        Check(With("se", 0), With("relu", 1), With("se", 2), With("aprelu", 0), With("aprelu", 1));

    [Fact]
    public void The_linear_network() => Check(
        With("arelu", 0, ("architecture", Invented.Text("mnist-linear"))), With("tanh", 1, ("architecture", Invented.Text("mnist-linear"))),
            With("pau", 2, ("architecture", Invented.Text("mnist-linear"))));

    [Fact]
    public void Validation_images_of_each_seed() => Check(
        With("relu", 0, ("trainSamples", Invented.Number(150)), ("validationSplit", Invented.Number(0.3))),
            With("relu", 1, ("validationSplit", Invented.Number(0.3))));

    [Fact]
    public void A_trial_that_diverges_leaves_and_its_neighbours_keep_their_numbers()
    {
        var wild = With("relu", 1, ("learningRate", Invented.Number(1e6)), ("epochs", Invented.Number(3)));
        TrialDescription[] calm = [With("arelu", 0, ("epochs", Invented.Number(3))), With("relu", 2, ("epochs", Invented.Number(3)))];
        var outcomes = Check(calm[0], wild, calm[1]);
        Assert.Equal(Together.Train(Alone, wild).Outcomes.Single(), outcomes[1]);
        Assert.IsType<TrialOutcome.Diverged>(outcomes[1]);
        Assert.All(new[] { outcomes[0], outcomes[2] }, o => Assert.IsType<TrialOutcome.Completed>(o));
    }

    [Fact]
    public void A_trial_with_fewer_epochs_leaves_the_group_with_its_state_intact()
    {
        Check(
            Trial(0, Adam(0.9, 0.999, 0), 0.0005, ("epochs", Invented.Number(1))),
                Trial(1, Adam(0.8, 0.99, 0.01), 0.001, ("epochs", Invented.Number(4))),
            Trial(2, Adam(0.5, 0.9, 0), 0.0002, ("epochs", Invented.Number(2))),
                Trial(3, Adam(0.5, 0.9, 0), 0.0002, ("epochs", Invented.Number(4))));
        Check(Trial(0, Sgd(0.9, 0.01), 0.001, ("epochs", Invented.Number(1))),
            Trial(1, Sgd(0.5, 0), 0.001, ("epochs", Invented.Number(3))));
    }

    [Fact]
    public void Groups_that_do_not_fit_the_memory_are_halved_until_they_do()
    {
        List<int> tried = [];
        using var torch = Together.Torch(admit: trials =>
        {
            tried.Add(trials);
            if (trials > 3)
                throw new ExternalException("CUDA out of memory. Tried to allocate 20.00 MiB");
        });
        TrialDescription[] trials = [.. Enumerable.Range(0, 8).Select(seed => With("relu", seed))];
        var (outcomes, heard) = Together.Train(torch, trials);
        Assert.All(outcomes, o => Assert.IsType<TrialOutcome.Completed>(o));
        Assert.Equal([8, 4, 2, 2, 2, 2], tried);
        Assert.Equal(16, heard.Heard.Count); // two epochs each, none reported twice
        tried.Clear();
        Together.Train(torch, trials[..4]);
        Assert.Equal([2, 2], tried); // what was learned stays
    }

    [Fact]
    public void A_single_trial_that_does_not_fit_fails_as_such()
    {
        using var torch = Together.Torch(admit: _ =>
            throw new ExternalException("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes"));
        var outcomes = Together.Train(torch, With("relu", 0), With("relu", 1)).Outcomes;
        Assert.All(outcomes, o => Assert.Equal(FailureKind.OutOfMemory, Assert.IsType<TrialOutcome.Failed>(o).Kind));
    }

    private static (string, SettingValue)[] Quick => [("trainSamples", Invented.Number(80)), ("batchSize", Invented.Number(32))];

    private static TrialDescription Of(params (string, SettingValue)[] activation) =>
        With("relu", 0, ("activation", Together.Group(activation)));

    private static IReadOnlyList<TrialOutcome> Check(params TrialDescription[] trials)
    {
        var (outcomes, together) = Together.Train(Torch, trials);
        foreach (var trial in trials)
        {
            var (_, alone) = Together.Train(Alone, trial);
            Together.Close(alone.Of(trial, MetricCatalogue.TrainLoss.Name), together.Of(trial, MetricCatalogue.TrainLoss.Name), 1e-4,
                "train loss of "
                + trial.Configuration);
            Together.Close(alone.Of(trial, MetricCatalogue.TestLoss.Name), together.Of(trial, MetricCatalogue.TestLoss.Name), 1e-3,
                "test loss of "
                + trial.Configuration);
            if (alone.Heard.Count > 0 && alone.Heard[0].Metrics.Values.Any(v => v.Key == MetricCatalogue.ValidationLoss.Name))
                Together.Close(alone.Of(trial, MetricCatalogue.ValidationLoss.Name),
                    together.Of(trial, MetricCatalogue.ValidationLoss.Name), 1e-3,
                    "validation loss of " + trial.Configuration);
        }
        return outcomes;
    }

    private static TrialDescription With(string activation, int seed, params (string, SettingValue)[] settings) =>
        Invented.Trial(seed, [.. Quick, ("learningRate", Invented.Number(0.001)), ("activation", Invented.Text(activation)), .. settings]);

    private static TrialDescription Trial(int seed, SettingValue optimizer, double rate, params (string, SettingValue)[] settings) =>
        Invented.Trial(seed, [.. Quick, ("optimizer", optimizer), ("learningRate", Invented.Number(rate)), .. settings]);

    private static (string, SettingValue) Average(string name, string setting, double value) =>
        ("averaging", Together.Group(("name", Invented.Text(name)), (setting, Invented.Number(value))));

    private static SettingValue Rate(double value, string schedule, double warmup) => Together.Group(
        ("value", Invented.Number(value)), ("schedule", Invented.Text(schedule)), ("warmup", Invented.Number(warmup)));

    private static SettingValue Sgd(double momentum, double decay) =>
        Together.Group(("name", Invented.Text("sgd")), ("momentum", Invented.Number(momentum)), ("weightDecay", Invented.Number(decay)));

    private static SettingValue Nesterov(double momentum) =>
        Together.Group(("name", Invented.Text("sgd")), ("momentum", Invented.Number(momentum)), ("nesterov", new SettingValue.Flag(true)));

    private static SettingValue Adam(double beta1, double beta2, double decay) => Together.Group(("name", Invented.Text("adam")),
        ("beta1", Invented.Number(beta1)), ("beta2", Invented.Number(beta2)), ("weightDecay", Invented.Number(decay)));
}
