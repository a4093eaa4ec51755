using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Formulas;

namespace Sweep.Trainer.Cpu.Tests.Formulas;

/// <summary>Values and gradients of PyTorch 1.13 in double precision, printed to ten digits. The script that printed them:</summary>
/// <remarks>
/// <code>
/// xs = [-25., -3., -1., -0.25, 0., 0.25, 1., 3., 25.]
/// fs = {'celu': F.celu, 'elu': F.elu, 'leaky-relu': F.leaky_relu, 'relu': F.relu, 'relu6': F.relu6,
///       'rrelu': lambda x: F.rrelu(x, training=False), 'selu': F.selu, 'sigmoid': torch.sigmoid, 'softplus': F.softplus, 'swish': F.silu,
///       'tanh': torch.tanh, 'prelu': lambda x: F.prelu(x, t([.25])), 'gelu-exact': F.gelu, 'mish': F.mish, 'hardswish': F.hardswish,
///       'gelu': lambda x: 0.5*x*(1 + torch.tanh(0.7979946*(x + 0.044715*torch.pow(x, 3)))),
///       'arelu': lambda x: F.relu(x)*(1 + torch.sigmoid(t(2.))) - F.relu(-x)*torch.clamp(t(.9), .01, .99)}     # t = float64 tensor
/// for name, f in fs.items():
///     x = torch.tensor(xs, dtype=torch.float64, requires_grad=True); y = f(x); y.sum().backward(); print(name, y, x.grad)
/// </code>
/// and for the parameters' gradients of (w*f(x)).sum() with w below, parameters at their initial values:
/// <code>
/// apl: F.relu(x) + a*F.relu(-x + b)     mixture: p*x + (1 - p)*F.relu(x)     prelu: F.prelu(x, a)     slaf: a + b*x
/// pau: sum(c*x**i for i, c in enumerate(n))/(1 + sum(torch.abs(c)*torch.abs(x)**(i + 1) for i, c in enumerate(d)))
/// arelu: F.relu(x)*(1 + torch.sigmoid(b)) - F.relu(-x)*torch.clamp(a, .01, .99)
/// </code></remarks>
public sealed class PyTorchReferenceTests
{
    private static readonly double[] X = [-25, -3, -1, -0.25, 0, 0.25, 1, 3, 25];
    private static readonly double[] Weights = [1, -2, 3, 0.5, 1.5, -1, 2, 0.75, -0.5];

    public static TheoryData<string, double[], double[]> ValuesAndSlopes() => new()
    {
        { "celu", [-1, -0.9502129316, -0.6321205588, -0.2211992169, 0, 0.25, 1, 3, 25],
            [1.388794386e-11, 0.04978706837, 0.3678794412, 0.7788007831, 1, 1, 1, 1, 1] },
        { "elu", [-1, -0.9502129316, -0.6321205588, -0.2211992169, 0, 0.25, 1, 3, 25],
            [1.388794386e-11, 0.04978706837, 0.3678794412, 0.7788007831, 1, 1, 1, 1, 1] },
        { "leaky-relu", [-0.25, -0.03, -0.01, -0.0025, 0, 0.25, 1, 3, 25], [0.01, 0.01, 0.01, 0.01, 0.01, 1, 1, 1, 1] },
        { "relu", [0, 0, 0, 0, 0, 0.25, 1, 3, 25], [0, 0, 0, 0, 0, 1, 1, 1, 1] },
        { "relu6", [0, 0, 0, 0, 0, 0.25, 1, 3, 6], [0, 0, 0, 0, 0, 1, 1, 1, 0] },
        { "rrelu", [-5.729166667, -0.6875, -0.2291666667, -0.05729166667, 0, 0.25, 1, 3, 25],
            [0.2291666667, 0.2291666667, 0.2291666667, 0.2291666667, 0.2291666667, 1, 1, 1, 1] },
        { "selu", [-1.758099341, -1.670568729, -1.111330738, -0.3888901975, 0, 0.2626752468, 1.050700987, 3.152102962, 26.26752468],
            [2.441638495e-11, 0.08753061208, 0.646768603, 1.369209143, 1.758099341, 1.050700987, 1.050700987, 1.050700987, 1.050700987] },
        { "sigmoid", [1.388794386e-11, 0.04742587318, 0.2689414214, 0.4378234991, 0.5, 0.5621765009, 0.7310585786, 0.9525741268, 1],
            [1.388794386e-11, 0.04517665973, 0.1966119332, 0.2461340827, 0.25, 0.2461340827, 0.1966119332, 0.04517665973,
                1.388800186e-11] },
        { "softplus", [1.388794386e-11, 0.04858735157, 0.3132616875, 0.5759394199, 0.6931471806, 0.8259394199, 1.313261688, 3.048587352,
            25], [1.388794386e-11, 0.04742587318, 0.2689414214, 0.4378234991, 0.5, 0.5621765009, 0.7310585786, 0.9525741268, 1] },
        { "swish", [-3.471985966e-10, -0.1422776195, -0.2689414214, -0.1094558748, 0, 0.1405441252, 0.7310585786, 2.85772238, 25],
            [-3.333106527e-10, -0.08810410602, 0.07232948813, 0.3762899784, 0.5, 0.6237100216, 0.9276705119, 1.088104106, 1] },
        { "tanh", [-1, -0.9950547537, -0.761594156, -0.2449186624, 0, 0.2449186624, 0.761594156, 0.9950547537, 1],
            [0, 0.009866037165, 0.4199743416, 0.9400148488, 1, 0.9400148488, 0.4199743416, 0.009866037165, 0] },
        { "prelu", [-6.25, -0.75, -0.25, -0.0625, 0, 0.25, 1, 3, 25], [0.25, 0.25, 0.25, 0.25, 0.25, 1, 1, 1, 1] },
        { "gelu-exact", [0, -0.004049694095, -0.1586552539, -0.1003234186, 0, 0.1496765814, 0.8413447461, 2.995950306, 25],
            [-1.913482434e-135, -0.0119456472, -0.08331547059, 0.3046266451, 0.5, 0.6953733549, 1.083315471, 1.011945647, 1] },
        { "mish", [-3.471985966e-10, -0.1456474613, -0.3034014614, -0.1299269637, 0, 0.1695724097, 0.8650983883, 2.986535005, 25],
            [-3.333106528e-10, -0.09339311453, 0.05921675588, 0.4398156017, 0.6, 0.7541726677, 1.04903622, 1.021106911, 1] },
        { "hardswish", [0, 0, -0.3333333333, -0.1145833333, 0, 0.1354166667, 0.6666666667, 3, 25],
            [0, -0.5, 0.1666666667, 0.4166666667, 0.5, 0.5833333333, 0.8333333333, 1, 1] },
        { "gelu", [0, -0.003634029723, -0.1587772973, -0.1003213354, 0, 0.1496786646, 0.8412227027, 2.99636597, 25],
            [0, -0.01157523592, -0.08299020321, 0.3046203722, 0.5, 0.6953796278, 1.082990203, 1.011575236, 1] },
        { "arelu", [-22.5, -2.7, -0.9, -0.225, 0, 0.4701992695, 1.880797078, 5.642391234, 47.01992695],
            [0.9, 0.9, 0.9, 0.9, 0, 1.880797078, 1.880797078, 1.880797078, 1.880797078] },
    };

    public static TheoryData<string, double[]> ParameterGradients() => new()
    {
        { "apl", [23.875, 0.6] },
        { "mixture", [-22.125] },
        { "pau", [2.026186828, -0.35499607, 0.740583913, 0.8090957383, 0.914841259, -110.9577149, -0.4346833143, -0.6120852139,
            0.8671456663, 53.0832882] },
        { "prelu", [-22.125] },
        { "slaf", [5.25, -30.625] },
        { "arelu", [-22.125, -0.8924454759] },
    };

    [Theory]
    [MemberData(nameof(ValuesAndSlopes))]
    public void Values_and_slopes_are_those_of_PyTorch(string name, double[] values, double[] slopes)
    {
        var activation = ActivationCatalogue.Find(name)!;
        double[] parameters = [.. activation.LearnableParameters.Select(p => p.Initial)], y = new double[X.Length],
            dx = new double[X.Length];
        double[] ones = [.. X.Select(_ => 1.0)], noise = activation.UsesNoise ? [.. X.Select(_ => 0.5)] : [];
        var kernel = activation.Parsed.CompileDouble();
        kernel.Forward(X, parameters, noise, y);
        kernel.Backward(X, parameters, noise, ones, dx, new double[parameters.Length]);
        for (int i = 0; i < X.Length; i++)
        {
            // PyTorch's softplus is linear above 20; the difference is 1.4e-11, nothing in single precision.
            Assert.Equal(values[i], y[i], 2e-9 * Math.Max(1, Math.Abs(values[i])));
            Assert.Equal(slopes[i], dx[i], 2e-9);
        }

        float[] single = new float[X.Length], singleSlopes = new float[X.Length], singleParameters = [.. parameters.Select(p => (float)p)];
        float[] singleX = [.. X.Select(v => (float)v)], singleNoise = [.. noise.Select(v => (float)v)];
        activation.Parsed.CompileSingle().Forward(singleX, singleParameters, singleNoise, single);
        activation.Parsed.CompileSingle().Backward(singleX, singleParameters, singleNoise, [.. ones.Select(v => (float)v)],
            singleSlopes, new float[parameters.Length]);
        for (int i = 0; i < X.Length; i++)
        {
            Assert.Equal(values[i], single[i], 5e-7 * Math.Max(1, Math.Abs(values[i])));
            Assert.Equal(slopes[i], singleSlopes[i], 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(ParameterGradients))]
    public void Parameter_gradients_are_those_of_PyTorch(string name, double[] expected)
    {
        var activation = ActivationCatalogue.Find(name)!;
        double[] parameters = [.. activation.LearnableParameters.Select(p => p.Initial)], gradients = new double[parameters.Length];
        activation.Parsed.CompileDouble().Backward(X, parameters, [], Weights, new double[X.Length], gradients);
        float[] single = new float[parameters.Length];
        activation.Parsed.CompileSingle().Backward([.. X.Select(v => (float)v)], [.. parameters.Select(p => (float)p)], [],
            [.. Weights.Select(v => (float)v)],
            new float[X.Length], single);
        for (int p = 0; p < expected.Length; p++)
        {
            Assert.Equal(expected[p], gradients[p], 1e-8 * Math.Max(1, Math.Abs(expected[p])));
            Assert.Equal(expected[p], single[p], 5e-6 * Math.Max(1, Math.Abs(expected[p])));
        }
    }
}
