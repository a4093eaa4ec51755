using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Formulas;

namespace Sweep.Trainer.Cpu.Tests.Formulas;

public sealed class FormulaGradientTests
{
    private const double Step = 1e-5;

    // No kink of any catalogue formula lies within a step of these.
    private static readonly double[] Points = [-7.3, -3.1, -2.2, -1.3, -0.6, -0.21, -0.03, 0.04, 0.33, 0.61, 1.7, 2.4, 3.3, 6.4, 9.1];

    public static TheoryData<string> Names() => [.. ActivationCatalogue.Formulas.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_derivatives_of_a_catalogue_activation_agree_with_finite_differences(string name)
    {
        var activation = ActivationCatalogue.Find(name)!;
        // Beside the initial values also ones off any special case (p = 0, c = 1).
        // PAU starts with |b1| and |b3| closer to the kink at 0 than a difference reaches: they are moved away.
        double[] initial = [.. activation.LearnableParameters.Select(p =>
            Math.Abs(p.Initial) is > 0 and < 1e-4 ? p.Initial + 0.01 : p.Initial)];
        AssertDerivatives(activation, initial);
        AssertDerivatives(activation, [.. initial.Select((p, i) => p * 0.83 + 0.05 * (i + 1))]);
    }

    [Theory]
    [InlineData("abs(x)*a")]
    [InlineData("clamp(a*x, -1.5, 2.5)")]
    [InlineData("cos(a*x)")]
    [InlineData("erf(a*x)")]
    [InlineData("exp(a*x)")]
    [InlineData("expm1(a*x)")]
    [InlineData("if(a*x >= 0.5, x^2, a^3 - x)")]
    [InlineData("log(a + x^2)")]
    [InlineData("log1p(a*x^2)")]
    [InlineData("max(a*x, 0.5 - x)")]
    [InlineData("min(a*x, 0.5 - x)")]
    [InlineData("relu(a*x)")]
    [InlineData("sigmoid(a*x)")]
    [InlineData("sign(x)*a*x")]
    [InlineData("sin(a*x)")]
    [InlineData("softplus(a*x)")]
    [InlineData("sqrt(a + x^2)")]
    [InlineData("tanh(a*x)")]
    [InlineData("x*uniform(a, 2)")]
    [InlineData("(x^2 + 1)^a")]
    [InlineData("a^x")]
    [InlineData("(1 + x^2)^(a*x)")]
    [InlineData("a/(1 + x^2) - x/a")]
    [InlineData("x^3*a - a^2*(x + 20)^-2")]
    [InlineData("-(x - a)*(a - x)/(x^2 + a)")]
    public void The_derivatives_of_every_function_and_operator_agree_with_finite_differences(string formula)
    {
        var result = ActivationDefinition.FromUser("mine", formula, [new("a", 0.7)]);
        Assert.Empty(result.Errors);
        AssertDerivatives(result.Definition!, [0.7]);
        AssertDerivatives(result.Definition!, [1.3]);
    }

    [Theory] // The second column is df/dx at the kink.
    [InlineData("max(x,0)", 0, 0)]
    [InlineData("max(0,x)", 0, 0)]
    [InlineData("relu(x)", 0, 0)]
    [InlineData("min(x,0)", 0, 0)]
    [InlineData("max(x,-x)", 0, -1)]
    [InlineData("min(x,-x)", 0, -1)]
    [InlineData("abs(x)", 0, 0)]
    [InlineData("sign(x) + x", 0, 1)]
    [InlineData("clamp(x,0,1)", 0, 1)]
    [InlineData("clamp(x,0,1)", 1, 1)]
    [InlineData("clamp(x,0,1)", 1.0000001, 0)]
    [InlineData("clamp(x,0,1)", -0.0000001, 0)]
    [InlineData("if(x > 0, x, 3*x)", 0, 3)]
    [InlineData("if(x >= 0, x, 3*x)", 0, 1)]
    [InlineData("min(max(x,0),6)", 6, 0)]
    public void At_a_kink_the_derivative_is_the_documented_one(string formula, double x, double expected)
    {
        var activation = ActivationDefinition.FromUser("mine", formula, []).Definition!;
        double[] slope = new double[1];
        activation.Parsed.CompileDouble().Backward([x], [], [], [1], slope, []);
        Assert.Equal(expected, slope[0]);
        float[] single = new float[1];
        activation.Parsed.CompileSingle().Backward([(float)x], [], [], [1], single, []);
        Assert.Equal((float)expected, single[0]);
    }

    [Fact]
    public void The_derivative_of_a_branch_not_taken_is_zero_even_where_it_is_infinite()
    {
        var activation = ActivationDefinition.FromUser("mine", "if(x > 0, x, expm1(x)) + if(x < 0, 0, sqrt(max(x,0)))", []).Definition!;
        float[] slopes = new float[2];
        activation.Parsed.CompileSingle().Backward([200, -4], [], [], [1, 1], slopes, []);
        Assert.Equal(1 + 0.5f / MathF.Sqrt(200), slopes[0], 1e-6f);
        Assert.Equal(MathF.Exp(-4), slopes[1], 1e-8f);
    }

    [Theory] // At x = 1000, where exp(x) is infinite and in no branch taken.
    [InlineData("if(x > 0, 2*x, 3*expm1(x)) + if(x > 0, x, 0.5*expm1(x))", 3)]
    [InlineData("if(x > 0, 2*x, 3*expm1(x)) + if(x > 1, x, 0.5*expm1(x))", 3)]
    [InlineData("if(x > 0, 2*x, 3*expm1(x)) - if(x > 1, x, 0.5*expm1(x))", 1)]
    public void Branches_that_share_a_term_leave_the_derivative_alone_when_none_is_taken(string formula, double expected)
    {
        var activation = ActivationDefinition.FromUser("mine", formula, []).Definition!;
        double[] slope = new double[1];
        activation.Parsed.CompileDouble().Backward([1000], [], [], [1], slope, []);
        Assert.Equal(expected, slope[0]);
        float[] single = new float[1];
        activation.Parsed.CompileSingle().Backward([1000], [], [], [1], single, []);
        Assert.Equal((float)expected, single[0]);
    }

    [Theory] // At x = -1, where the branch not taken has a pole; 0.5 is the derivative of the other.
    [InlineData("if(x > 0, log(1 + x), -sqrt(-x))")]
    [InlineData("if(x > 0, 1 / (1 + x), -sqrt(-x))")]
    [InlineData("if(x > 0, (2 + x) / (1 + x), -sqrt(-x))")]
    public void A_pole_of_the_branch_not_taken_leaves_the_derivative_of_the_other(string formula)
    {
        var activation = ActivationDefinition.FromUser("mine", formula, []).Definition!;
        double[] slope = new double[1];
        activation.Parsed.CompileDouble().Backward([-1], [], [], [1], slope, []);
        Assert.Equal(0.5, slope[0], 1e-15);
        float[] single = new float[1];
        activation.Parsed.CompileSingle().Backward([-1], [], [], [1], single, []);
        Assert.Equal(0.5f, single[0]);
    }

    private static void AssertDerivatives(ActivationDefinition activation, double[] parameters)
    {
        var kernel = activation.Parsed.CompileDouble();
        foreach (double x in Points)
        {
            double[] noise = kernel.UsesNoise ? [0.3] : [], slope = new double[1], gradients = new double[parameters.Length];
            kernel.Backward([x], parameters, noise, [1], slope, gradients);
            AssertClose(Difference(x, parameters), slope[0], $"df/dx of {activation.Name} at {x}");
            for (int p = 0; p < parameters.Length; p++)
            {
                int index = p;
                double Vary(double value)
                {
                    double[] varied = [.. parameters];
                    varied[index] = value;
                    return Value(x, varied);
                }

                AssertClose((Vary(parameters[p] + Step) - Vary(parameters[p] - Step)) / (2 * Step), gradients[p],
                    $"df/d{activation.LearnableParameters[p].Name} of {activation.Name} at {x}");
            }

            double Difference(double at, double[] values) => (Value(at + Step, values) - Value(at - Step, values)) / (2 * Step);

            double Value(double at, double[] values)
            {
                double[] y = new double[1];
                kernel.Forward([at], values, noise, y);
                return y[0];
            }
        }
    }

    // Central differences: truncation Step^2 f'''/6 and rounding 1e-16 |f|/Step, both near 1e-10 for values of order one.
    private static void AssertClose(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-7 * (1 + Math.Abs(expected)),
            $"{what}: differences give {expected:R}, the formula {actual:R}");
}
