using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Tests.Formulas;

public sealed class ActivationCatalogueTests
{
    [Fact]
    public void The_catalogue_begins_with_the_nineteen_of_the_paper_in_its_two_kinds()
    {
        string[] notLearnable = ["celu", "elu", "gelu", "leaky-relu", "maxout", "relu", "relu6", "rrelu", "selu", "sigmoid", "softplus",
            "swish", "tanh"];
        string[] learnable = ["apl", "mixture", "pau", "prelu", "slaf", "arelu"];
        var paper = ActivationCatalogue.All.Take(19).ToArray();
        Assert.Equal([.. notLearnable, .. learnable], paper.Select(a => a.Name));
        Assert.All(paper[..13], a => Assert.Empty(a.LearnableParameters));
        Assert.All(paper, a => Assert.Equal(ParameterScope.PerLayer, a.Scope));
        // As printed in the authors' table: APL(2), Mixture(1), PAU(10), PReLU(1), SLAF(2), AReLU(2).
        Assert.Equal([2, 1, 10, 1, 2, 2], paper[13..].Select(a => a.LearnableParameters.Count));
    }

    [Fact]
    public void Names_are_unique_and_every_entry_has_a_description_and_a_citation()
    {
        Assert.Distinct(ActivationCatalogue.All.Select(a => a.Name));
        Assert.All(ActivationCatalogue.All, a =>
        {
            Assert.Matches("^[a-z0-9-]+$", a.Name);
            Assert.NotEmpty(a.Description);
            Assert.NotEmpty(a.Citation);
            Assert.Same(a, ActivationCatalogue.Find(a.Name));
        });
        Assert.Null(ActivationCatalogue.Find("ReLU"));
    }

    [Fact]
    public void AReLU_starts_as_its_authors_code_does()
    {
        var arelu = ActivationCatalogue.Find("arelu")!;
        Assert.Equal([new("alpha", 0.9), new("beta", 2)], arelu.LearnableParameters);
        float[] y = new float[2];
        arelu.Parsed.CompileSingle().Forward([1, -1], [0.9f, 2], [], y);
        Assert.Equal([(float)(1 + 1 / (1 + Math.Exp(-2))), -0.9f], y);
    }

    [Fact]
    public void The_derivatives_of_AReLU_are_what_one_would_write_by_hand()
    {
        var gradient = ActivationCatalogue.Find("arelu")!.Parsed.Gradient;
        Assert.Equal("if(x < 0, if(alpha < 0.01, 0.01, if(0.99 < alpha, 0.99, alpha)), 0) + if(0 < x, sigmoid(beta) + 1, 0)",
            gradient.Input.ToString());
        Assert.Equal("max(x, 0)*sigmoid(beta)*(1 - sigmoid(beta))", gradient.Parameters[1].ToString());
    }

    [Theory] // torch.clamp passes the gradient on the closed interval and nowhere else.
    [InlineData(0.01f, -2)]
    [InlineData(0.99f, -2)]
    [InlineData(0.5f, -2)]
    [InlineData(1.0f, 0)]
    [InlineData(0.005f, 0)]
    public void The_gradient_of_alpha_ends_where_it_is_clamped(float alpha, float expected)
    {
        float[] gradients = new float[2];
        ActivationCatalogue.Find("arelu")!.Parsed.CompileSingle().Backward([-2], [alpha, 2], [], [1], new float[1], gradients);
        Assert.Equal(expected, gradients[0]);
    }

    [Fact]
    public void Frozen_AReLU_computes_what_AReLU_starts_with_and_learns_nothing()
    {
        float[] x = [-3, -0.5f, 0.5f, 4], dy = [1, 2, 3, 4], learnt = new float[4], frozen = new float[4], slopes = new float[4],
            frozenSlopes = new float[4];
        var arelu = ActivationCatalogue.Find("arelu")!.Parsed.CompileSingle();
        var control = ActivationCatalogue.Find("arelu-frozen")!.Parsed.CompileSingle();
        arelu.Forward(x, [0.9f, 2], [], learnt);
        arelu.Backward(x, [0.9f, 2], [], dy, slopes, new float[2]);
        control.Forward(x, [], [], frozen);
        control.Backward(x, [], [], dy, frozenSlopes, []);
        Assert.Equal(0, control.ParameterCount);
        Assert.Equal(learnt, frozen);
        Assert.Equal(slopes, frozenSlopes);
    }

    [Fact]
    public void The_gain_control_scales_a_signal_as_AReLU_does_at_the_start() =>
        Assert.Equal(ActivationCatalogue.Find("arelu")!.RmsGain(), ActivationCatalogue.Find("leaky-relu-gain")!.RmsGain(), 1e-12);

    [Theory] // python3: scipy.integrate.quad of f(z)^2 phi(z) over [-12, 12]; rrelu: sqrt((1 + (l^2 + lh + h^2)/3)/2)
    [InlineData("identity", 1)]
    [InlineData("relu", 0.707106781187)]
    [InlineData("arelu", 1.47434691449)]
    [InlineData("tanh", 0.627928730349)]
    [InlineData("sigmoid", 0.541644750605)]
    [InlineData("elu", 0.803084937907)]
    [InlineData("selu", 1)]
    [InlineData("gelu-exact", 0.652090087772)]
    [InlineData("softplus", 0.959815559813)]
    [InlineData("swish", 0.596469211123)]
    [InlineData("leaky-relu", 0.707142135642)]
    [InlineData("apl", 0.738117809817)]
    [InlineData("pau", 0.706841961138)]
    public void The_rms_gain_is_that_of_numerical_integration(string name, double expected) =>
        Assert.Equal(expected, ActivationCatalogue.Find(name)!.RmsGain(), 1e-9);

    [Fact]
    public void The_rms_gain_averages_over_noise_and_follows_the_parameters()
    {
        Assert.Equal(0.7266822755714011, ActivationCatalogue.Find("rrelu")!.RmsGain(), 1e-6);
        Assert.Equal(1, ActivationCatalogue.Find("prelu")!.RmsGain([1]), 1e-12);
        Assert.Throws<ArgumentException>(() => ActivationCatalogue.Find("prelu")!.RmsGain([]));
    }
}
