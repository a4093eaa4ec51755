using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Formulas;

namespace Sweep.Trainer.Cpu.Tests.Formulas;

/// <summary>Values computed with numpy and scipy, parameter j being 0.3 + 0.5 sin(j + 1):</summary>
/// <remarks>
/// <code>
/// x = np.array([-4., -2., -.7, -.1, .4, .9, 2.5, 5.]); p = lambda n: 0.3 + 0.5*np.sin(np.arange(n) + 1)
/// silu = lambda x: x/(1 + np.exp(-x)); hs = lambda x: x*np.clip(x + 3, 0, 6)/6
/// t = -1 + (np.arange(12) - 3)*0.4; basis = lambda i: scipy.interpolate.BSpline.basis_element(t[i:i + 5], extrapolate=False)(x)
/// kan-edge: p[0]*silu(x) + p[1]*(p[2:] @ [np.nan_to_num(basis(i)) for i in range(8)])
/// piecewise-linear: p[0] + integral from -3 to x of a function with the values p[1:] between -inf, -3, -1.5, 0, 1.5, 3, inf
/// repact-1: p[0]*x + p[1]*np.maximum(x, 0) + p[2]*np.where(x > 0, x, p[4]*x) + p[3]*hs(x)
/// repact-2: the same with np.exp(p[:4])/np.exp(p[:4]).sum() in the place of p[:4]
/// pau-b: np.polyval(p[5::-1], x)/(1 + abs(x*np.polyval(p[:5:-1], x)))
/// taaf: p[0]*np.maximum(p[1]*x + p[2], 0) + p[3]
/// elsa: np.maximum(x, 0) + np.where(x &lt; 0, np.clip(p[0], .01, .99), 1/(1 + np.exp(-p[1])))*x
/// </code></remarks>
public sealed class LearnedShapeTests
{
    private static readonly double[] X = [-4, -2, -0.7, -0.1, 0.4, 0.9, 2.5, 5];

    public static TheoryData<string, double[]> Values() => new()
    {
        { "kan-edge", [-0.0518531996, -0.166001665, -0.259694789, 0.181281744, 0.697697173, 0.886568252, 1.66515452, 3.57955859] },
        { "piecewise-linear", [-0.033913221, 1.0912955, 1.2138545, 1.16681375, 1.08718877, 0.997457703, 1.05007267, 2.3872054] },
        { "repact-1", [-2.61693601, -1.28233425, -0.436926133, -0.0616340066, 0.720606734, 1.61548506, 4.435191, 8.83771481] },
        { "repact-2", [-1.09579009, -0.594905451, -0.229606643, -0.0342112613, 0.375554588, 0.855575165, 2.4706185, 5] },
        { "pau-b", [-12.5725757, -2.49349581, 0.271821394, 0.61496258, 0.760750775, 0.623821481, 0.746237254, 3.74862852] },
        { "taaf", [-0.0784012477, -0.0784012477, -0.0784012477, 0.134284288, 0.406235344, 0.6781864, 1.54842978, 2.90818506] },
        { "elsa", [-2.88294197, -1.44147098, -0.504514845, -0.0720735492, 0.672076314, 1.51217171, 4.20047696, 8.40095393] },
        { "frelu-qiu", [0.720735492, 0.720735492, 0.720735492, 0.720735492, 1.12073549, 1.62073549, 3.22073549, 5.72073549] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_learned_shape_has_the_values_of_an_independent_computation(string name, double[] expected)
    {
        var activation = ActivationCatalogue.Find(name)!;
        double[] parameters = [.. activation.LearnableParameters.Select((_, j) => 0.3 + 0.5 * Math.Sin(j + 1))], y = new double[X.Length];
        activation.Parsed.CompileDouble().Forward(X, parameters, [], y);
        for (int i = 0; i < X.Length; i++)
            Assert.Equal(expected[i], y[i], 2e-8 * Math.Max(1, Math.Abs(expected[i])));
    }

    // The script of PyTorch 1.13 in double precision that printed the sums:
    //   def basis(t, i, k, x): return ((x >= t[i]) & (x < t[i + 1])).double() if k == 0 else ((x - t[i])/(t[i + k] - t[i])
    //       * basis(t, i, k - 1, x) + (t[i + k + 1] - x)/(t[i + k + 1] - t[i + 1])*basis(t, i + 1, k - 1, x))
    //   knots = [-1 + (j - 3)*.4 for j in range(12)]; e = [-inf, -3., -1.5, 0., 1.5, 3., inf]
    //   kan-edge: p[0]*F.silu(x) + p[1]*sum(p[2 + i]*basis(knots, i, 3, x) for i in range(8))
    //   piecewise-linear: p[0] + sum(p[1 + k]*(x.clamp(e[k], e[k + 1]) - min(max(-3., e[k]), e[k + 1])) for k in range(6))
    //   repact-1: w = p[:4], repact-2: w = F.softmax(p[:4], 0); w[0]*x + w[1]*F.relu(x) + w[2]*F.prelu(x, p[4:5]) + w[3]*F.hardswish(x)
    //   pau, pau-b: n = sum(p[i]*x**i for i in range(6)); b = [p[5 + k]*x**k for k in range(1, 5)];
    //       n/(1 + sum(v.abs() for v in b)), n/(1 + sum(b).abs())
    //   elsa: torch.tanh(x) + F.relu(x)*torch.sigmoid(p[1]) - F.relu(-x)*p[0].clamp(.01, .99);    taaf: p[0]*F.silu(p[1]*x + p[2]) + p[3]
    //   s = (torch.cos(torch.arange(8.))*f(x, p)).sum(); s.backward(); g = torch.cat([x.grad, p.grad])
    //   print(s, (g*torch.cos(0.4*torch.arange(len(g)))).sum())
    [Theory]
    [InlineData("kan-edge", null, 3.8799690825, -7.62158264128)]
    [InlineData("piecewise-linear", null, 1.27571281715, 1.85859609841)]
    [InlineData("repact-1", null, 7.84160222823, -15.6470576291)]
    [InlineData("repact-2", null, 4.8511412977, -1.13653579778)]
    [InlineData("pau", null, -1.42045030352, 5.20149089987)]
    [InlineData("pau-b", null, -11.4194342316, -169.792369679)]
    [InlineData("elsa", "tanh", 1.29804338981, 2.49693927272)]
    [InlineData("taaf", "swish", 3.13120476872, -11.0179511471)]
    public void Values_and_gradients_in_x_and_in_each_number_are_those_of_PyTorch(string name, string? around, double sum, double gradient)
    {
        var activation = around is null ? ActivationCatalogue.Find(name)! : Chosen(name, "around", around);
        double[] parameters = [.. activation.LearnableParameters.Select((_, j) => 0.3 + 0.5 * Math.Sin(j + 1))],
            weights = [.. X.Select((_, i) => Math.Cos(i))], y = new double[X.Length], slopes = new double[X.Length],
            gradients = new double[parameters.Length];
        var kernel = activation.Parsed.CompileDouble();
        kernel.Forward(X, parameters, [], y);
        kernel.Backward(X, parameters, [], weights, slopes, gradients);
        Assert.Equal(sum, y.Zip(weights, (v, w) => v * w).Sum(), 1e-9);
        Assert.Equal(gradient, slopes.Concat(gradients).Select((g, i) => g * Math.Cos(0.4 * i)).Sum(), 1e-8);
    }

    // numpy: abs(pade(x) - f(x)).max() on np.linspace(-3, 3, 601), rounded up.
    [Theory]
    [InlineData("pau", "leaky-relu", 0.034)]
    [InlineData("pau", "relu", 0.030)]
    [InlineData("pau", "tanh", 2.6e-6)]
    [InlineData("pau", "sigmoid", 5.4e-8)]
    [InlineData("pau", "swish", 1.3e-6)]
    [InlineData("pau", "gelu", 0.0029)]
    [InlineData("pau-b", "leaky-relu", 0.034)]
    [InlineData("pau-b", "relu", 0.034)]
    [InlineData("pau-b", "tanh", 3.2e-6)]
    [InlineData("pau-b", "sigmoid", 1.4e-7)]
    [InlineData("pau-b", "swish", 1.7e-6)]
    [InlineData("pau-b", "gelu", 0.00089)]
    public void A_Pade_unit_starts_as_close_to_a_function_as_it_was_fitted(string name, string fit, double largest)
    {
        var unit = Chosen(name, "fit", fit);
        var function = ActivationCatalogue.Find(fit == "gelu" ? "gelu-exact" : fit)!;
        double[] x = [.. Enumerable.Range(-300, 601).Select(i => i / 100.0)], y = new double[x.Length], expected = new double[x.Length];
        unit.Parsed.CompileDouble().Forward(x, [.. unit.LearnableParameters.Select(p => p.Initial)], [], y);
        function.Parsed.CompileDouble().Forward(x, [], [], expected);
        Assert.InRange(y.Zip(expected, (a, b) => Math.Abs(a - b)).Max(), 0, largest);
    }

    [Theory]
    [InlineData("relu")] // which is AReLU
    [InlineData("tanh")]
    [InlineData("selu")]
    [InlineData("identity")]
    public void Elsa_adds_the_same_to_any_activation(string inner)
    {
        double[] y = new double[X.Length], before = new double[X.Length];
        Chosen("elsa", "around", inner).Parsed.CompileDouble().Forward(X, [0.9, 2], [], y);
        ActivationCatalogue.Find(inner)!.Parsed.CompileDouble().Forward(X, [], [], before);
        for (int i = 0; i < X.Length; i++)
            Assert.Equal(before[i] + X[i] * (X[i] < 0 ? 0.9 : 1 / (1 + Math.Exp(-2))), y[i], 1e-12);
    }

    private static ActivationDefinition Chosen(string name, string setting, string value)
    {
        var activation = ActivationCatalogue.Find(name)!;
        return activation.Variants.Single(v => v.Setting.Name == setting).Choose(activation, Invented.Text(value)).Definition!;
    }
}
