using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.TorchSharp.Formulas;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Tests.Formulas;

public sealed class TensorFormulaTests
{
    // Kinks of the catalogue, their neighbours, ordinary values and values where slopes overflow in single precision.
    private static readonly double[] Inputs =
        [-1000, -90, -20.5, -6, -3.0000001, -3, -2.9, -1, -0.5, -1e-3, -1e-9, 0, 1e-9, 1e-3, 0.3, 0.5, 1, 2.9, 3, 3.1, 5.9, 6, 6.1, 20.5,
            90, 1000];

    public static TheoryData<string> Catalogue => [.. ActivationCatalogue.Formulas.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Catalogue))]
    public void Autograd_agrees_with_the_symbolic_derivative(string name) => Check(ActivationCatalogue.Find(name)!);

    [Theory]
    [InlineData("min(max(x,-a),a)")]
    [InlineData("if(x > 0, log(2 + x), -sqrt(1 - x))")]
    [InlineData("if(x < 1, exp(min(x,1))/(2 - x), 3*x^1.5)")]
    [InlineData("abs(x)*a + x^3/(1 + x^2) - 1/(2 + cos(x))")]
    [InlineData("max(x, a*x) + min(x*a, 1 - x)")]
    [InlineData("log1p(abs(x)) + sin(a*x) - 2^min(x,3)")]
    [InlineData("if(x == 0, a, sin(a*x)/x)")]
    [InlineData("a*min(x,3) + 2*min(x,-1) + max(x,6)")]
    [InlineData("a*if(x > 0, x, 0.1*x) + if(a*x > 0, a*x, 0.3*a*x)")]
    [InlineData("if(x > 0, 2*x, 3*expm1(x))")]
    [InlineData("a*if(x > 0, x, 0.5*expm1(x))")]
    [InlineData("if(x > 0, x, expm1(2*x)) - if(x > 0, 2*x, 0.1*x)")]
    [InlineData("if(x >= 0, x, 0.1*x)")]
    public void Autograd_agrees_for_a_users_formula(string formula) =>
        Check(ActivationDefinition.FromUser("mine", formula, formula.Contains('a') ? [new FormulaParameter("a", 0.7)] : []).Definition!);

    [Fact]
    public void A_formula_without_x_has_the_shape_of_its_input_and_no_slope()
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([1.0, double.NaN, 3.0]).requires_grad_(true);
        var y = new TensorFormula(ActivationDefinition.FromUser("flat", "x*0 + 2*a", [new FormulaParameter("a", 1.5)]).Definition!.Parsed)
            .Apply(x, [torch.tensor(1.5)], null);
        Assert.Equal([3.0, 3, 3], y.data<double>().ToArray());
    }

    [Theory]
    [InlineData("max(x,0)")]
    [InlineData("min(x,1)")]
    [InlineData("max(x,-1)")]
    [InlineData("2*min(x,-1)")]
    [InlineData("if(x > 0, x, 0.1*x)")]
    [InlineData("if(x > 0, x, 2*expm1(x))")]
    [InlineData("x*sigmoid(x)")]
    public void What_is_not_a_number_stays_so(string formula)
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var y = new TensorFormula(ActivationDefinition.FromUser("mine", formula, []).Definition!.Parsed)
            .Apply(torch.tensor([double.NaN]), [], null);
        Assert.True(double.IsNaN(y.data<double>()[0]));
    }

    private static void Check(ActivationDefinition activation)
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        double[] parameters = [.. activation.LearnableParameters.Select(p => p.Initial)],
            noise = [.. Inputs.Select((_, i) => (i * 0.37) % 1)];
        double[] drawn = activation.UsesNoise ? noise : [], slope = [.. Inputs.Select(_ => 1.0)];
        var kernels = activation.Parsed.CompileDouble();
        double[] expected = new double[Inputs.Length], dx = new double[Inputs.Length];
        kernels.Forward(Inputs, parameters, drawn, expected);

        var x = torch.tensor(Inputs).requires_grad_(true);
        Tensor[] leaves = [.. parameters.Select(p => torch.tensor(p, ScalarType.Float64).requires_grad_(true))];
        var y = new TensorFormula(activation.Parsed).Apply(x, leaves, activation.UsesNoise ? torch.tensor(noise) : null);
        double[] actual = y.data<double>().ToArray();
        for (int i = 0; i < Inputs.Length; i++)
            Close(expected[i], actual[i], $"f({Inputs[i]})");

        var gradients = torch.autograd.grad(outputs: [y], inputs: [x], grad_outputs: [torch.ones_like(y)],
            retain_graph: true)[0].data<double>().ToArray();
        double[] ignored = new double[parameters.Length];
        kernels.Backward(Inputs, parameters, drawn, slope, dx, ignored);
        for (int i = 0; i < Inputs.Length; i++)
            Close(dx[i], gradients[i], $"f'({Inputs[i]})");

        if (leaves.Length == 0)
            return;
        for (int i = 0; i < Inputs.Length; i++) // one input at a time: a sum over all would hide small errors behind large values
        {
            double[] one = new double[parameters.Length];
            kernels.Backward([Inputs[i]], parameters, drawn.Length == 0 ? [] : [drawn[i]], [1], new double[1], one);
            var own = torch.autograd.grad(outputs: [y[i]], inputs: leaves, retain_graph: true, allow_unused: true);
            for (int p = 0; p < one.Length; p++)
                Close(one[p], own[p] is null || own[p].IsInvalid ? 0
                    : own[p].data<double>()[0], $"df/d{activation.LearnableParameters[p].Name}({Inputs[i]})");
        }
    }

    private static void Close(double expected, double actual, string what) => Assert.True(
        double.IsFinite(actual) && Math.Abs(expected - actual) <= 1e-12 * Math.Max(1, Math.Abs(expected)),
            $"{what}: {actual}, symbolic {expected}");
}
