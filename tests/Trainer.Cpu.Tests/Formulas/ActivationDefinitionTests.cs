using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Tests.Formulas;

public sealed class ActivationDefinitionTests
{
    [Fact]
    public void A_users_formula_becomes_an_activation_with_learnable_and_fixed_parameters()
    {
        var (mine, errors) = ActivationDefinition.FromUser("mine", "c*x*sigmoid(a*x)",
            [new("a", 1), new("c", 2, IsLearnable: false)], ParameterScope.PerChannel);
        Assert.Empty(errors);
        Assert.Equal([new("a", 1)], mine!.LearnableParameters);
        Assert.Equal(ParameterScope.PerChannel, mine.Scope);
        var kernel = mine.Parsed.CompileDouble();
        Assert.Equal(1, kernel.ParameterCount);
        double[] y = new double[1];
        kernel.Forward([3], [0.5], [], y);
        Assert.Equal(6 / (1 + Math.Exp(-1.5)), y[0], 1e-15);
    }

    [Fact]
    public void Initial_values_can_be_replaced_by_name()
    {
        var arelu = ActivationCatalogue.Find("arelu")!;
        var other = arelu.With(new Dictionary<string, double> { ["alpha"] = 0.25 }).Definition!;
        Assert.Equal([0.25, 2], other.LearnableParameters.Select(p => p.Initial));
        Assert.NotEqual(arelu, other);
        Assert.Equal(arelu, other.With(new Dictionary<string, double> { ["alpha"] = 0.9 }).Definition);
        var error = Assert.Single(arelu.With(new Dictionary<string, double> { ["alfa"] = 1 }).Errors);
        Assert.Equal("alpha", error.Nearest);
    }

    [Fact]
    public void Kernels_are_compiled_once_for_equal_formulas_even_by_many_threads_at_once()
    {
        var kernels = new CompiledFormula<float>[64];
        Parallel.For(0, kernels.Length, i => kernels[i] = Make(0.125).Parsed.CompileSingle());
        Assert.Single(kernels.Distinct());
        Assert.NotSame(kernels[0], Make(0.25).Parsed.CompileSingle()); // a fixed value is part of the machine code

        static ActivationDefinition Make(double slope) =>
            ActivationDefinition.FromUser("mine", "if(x > 0, a*x, slope*x)",
                [new("a", 1), new("slope", slope, IsLearnable: false)]).Definition!;
    }

    [Fact]
    public void Kernels_of_both_precisions_may_be_compiled_at_the_same_time()
    {
        for (int round = 0; round < 20; round++)
        {
            var activation = ActivationDefinition.FromUser("mine", $"tanh(a*x)*{round + 1} - a/(1 + x^2)", [new("a", 1)]).Definition!;
            double[] exact = new double[1];
            float[] single = new float[1];
            Parallel.Invoke(
                () => activation.Parsed.CompileDouble().Backward([0.5], [1], [], [1], new double[1], exact),
                () => activation.Parsed.CompileSingle().Backward([0.5f], [1], [], [1], new float[1], single));
            Assert.Equal(exact[0], single[0], 1e-5);
        }
    }

    [Fact]
    public void Kernels_may_run_on_many_threads_at_once()
    {
        var kernel = ActivationCatalogue.Find("pau")!.Parsed.CompileSingle();
        float[] parameters = [.. ActivationCatalogue.Find("pau")!.LearnableParameters.Select(p => (float)p.Initial)];
        float[] x = [.. Enumerable.Range(0, 999).Select(i => (float)Math.Sin(i))], dy = [.. x.Reverse()], expected = Gradients();
        Parallel.For(0, 200, _ => Assert.Equal(expected, Gradients()));

        float[] Gradients()
        {
            float[] gradients = new float[parameters.Length];
            kernel.Backward(x, parameters, [], dy, new float[x.Length], gradients);
            return gradients;
        }
    }

    [Fact]
    public void Uniform_is_scaled_to_its_bounds_and_in_the_middle_for_evaluation()
    {
        var kernel = ActivationCatalogue.Find("rrelu")!.Parsed.CompileSingle();
        float[] y = new float[4], slopes = new float[4];
        kernel.Forward([-1, -1, -1, 2], [], [0, 0.5f, 1, 0.9f], y);
        kernel.Backward([-1, -1, -1, 2], [], [0, 0.5f, 1, 0.9f], [1, 1, 1, 1], slopes, []);
        float[] expected = [0.125f, 11f / 48, 1f / 3, 1];
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i], slopes[i], 1e-7f);
            Assert.Equal(i < 3 ? -expected[i] : 2, y[i], 1e-7f);
        }
    }
}
