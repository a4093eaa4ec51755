using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Optimizers;

/// <summary>Gradient clipping, what weight decay applies to, and the rate of activation parameters.</summary>
public sealed class OptimizerOptionsTests
{
    private const string Head = "name: a\ndataset: mnist\narchitecture: mnist-conv\nactivation: arelu\nlearningRate: 0.1\nseeds: 2\n";

    [Fact]
    public void A_trial_leaves_them_out_at_their_defaults()
    {
        var plain = Assert.Single(Plan(Head + "optimizer: sgd"));
        var spelled = Plan(Head + "optimizer: sgd\ngradientClipping: none\nweightDecayOf: usual\nactivationRateFactor: 1");
        Assert.Equal(plain.Id, Assert.Single(spelled).Id);
        Assert.Equal(OptimizerOptions.Default, TrialSettings.Read(plain).Optimizer.Options);
    }

    [Fact]
    public void They_are_swept_like_other_settings()
    {
        var plan = Plan(Head + """
            optimizer: adamw
            activationRateFactor: 0.1
            weightDecayOf: all
            grid: { gradientClipping: [none, { name: norm, maximum: [1, 5] }, { name: value, maximum: 0.5 }] }
            """);
        Assert.Equal(["none", "norm(maximum=1)", "norm(maximum=5)", "value(maximum=0.5)"],
            plan.Select(c => c.Settings.GetValueOrDefault("gradientClipping")?.Label ?? "none"));
        var options = plan.Select(c => TrialSettings.Read(c).Optimizer.Options).ToArray();
        Assert.Equal([null, new(ClippingKind.Norm, 1), new(ClippingKind.Norm, 5), new GradientClipping(ClippingKind.Value, 0.5)],
            options.Select(o => o.Clipping));
        Assert.All(options, o => Assert.Equal((WeightDecayTarget.All, 0.1), (o.Decayed, o.ActivationRateFactor)));
    }

    [Fact]
    public void A_phase_before_has_those_of_the_trial()
    {
        var plan = Plan(Head + """
            optimizer: sgd
            gradientClipping: { name: norm, maximum: 1 }
            pretrain: { name: emnist-letters, epochs: 1, optimizer: adam }
            """);
        var phases = TrialSettings.Read(Assert.Single(plan)).Phases;
        Assert.Equal(["adam", "sgd"], phases.Select(p => p.Optimizer.Definition.Name));
        Assert.All(phases, p => Assert.Equal(new GradientClipping(ClippingKind.Norm, 1), p.Optimizer.Options.Clipping));
    }

    [Theory]
    [InlineData("gradientClipping: norm", "maximum")]
    [InlineData("gradientClipping: { name: norm, maximum: 0 }", "above 0")]
    [InlineData("gradientClipping: nrom", "norm")]
    [InlineData("weightDecayOf: biases", "all-but-activations")]
    [InlineData("activationRateFactor: -1", "at least 0")]
    public void What_is_wrong_is_told_with_what_would_be_right(string setting, string told)
    {
        var error = Assert.Single(SpecReader.Read(Head + "optimizer: sgd\n" + setting, TrainerVocabulary.Create()).Errors);
        Assert.Contains(told, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(8, error.Line);
    }

    [Fact]
    public void Trials_whose_bounds_and_factors_differ_train_together_those_of_other_kinds_apart()
    {
        var clipped = new OptimizerOptions { Clipping = new(ClippingKind.Norm, 1) };
        OptimizerOptions[] options =
        [
            clipped, clipped with { Clipping = new(ClippingKind.Norm, 2), ActivationRateFactor = 0.5 },
            clipped with { Clipping = new(ClippingKind.Value, 1) }, OptimizerOptions.Default,
            clipped with { Decayed = WeightDecayTarget.All },
        ];
        string[] keys = [.. options.Select(o => TestOptimizers.Optional("adam", o).FusionKey)];
        Assert.Equal([0, 0, 2, 3, 4], keys.Select(k => Array.IndexOf(keys, k)));
    }

    [Fact]
    public void Usually_decay_spares_activation_parameters_and_with_lamb_biases_and_normalisation_too()
    {
        ParameterRole[] Spared(string name) =>
            [.. Enum.GetValues<ParameterRole>().Where(r => !TestOptimizers.Optional(name, OptimizerOptions.Default).Decays(r))];
        Assert.Equal([ParameterRole.Activation], Spared("adamw"));
        Assert.Equal([ParameterRole.Bias, ParameterRole.Scale, ParameterRole.Shift, ParameterRole.Activation], Spared("lamb"));
    }

    private static Configuration[] Plan(string yaml)
    {
        var reading = SpecReader.Read(yaml, TrainerVocabulary.Create());
        Assert.Empty(reading.Errors.Select(e => $"{e.Line}:{e.Column} {e.Message}"));
        return [.. reading.Spec!.ToPlan().Trials.Select(t => t.Configuration).DistinctBy(c => c.Id)];
    }
}
