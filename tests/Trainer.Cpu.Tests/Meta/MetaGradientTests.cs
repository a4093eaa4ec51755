using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Meta;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu.Tests.Meta;

/// <summary>Outer gradients of two inner steps on h = act(W1 x + b1), y = W2 h + b2, beside numbers computed independently in double
/// precision.</summary>
public sealed class MetaGradientTests
{
    // Mean cross-entropy, inner rate 0.1: PyTorch in double precision, torch.autograd.grad with create_graph through both steps. Places:
    // W1 (0 to 3), b1 (4, 5), W2 (6 to 9), b2 (10, 11), then alpha and beta of AReLU, which adapt too.
    private static readonly Dictionary<string, (double Loss, Dictionary<int, double> Second, Dictionary<int, double> First)> Known = new()
    {
        ["tanh"] = (0.567735486413,
            new() { [0] = 0.1674058983, [1] = 0.1455140808, [2] = -0.3187625805, [3] = -0.2495513228, [10] = 0.177826419,
                [11] = -0.177826419 },
            new() { [0] = 0.194170417, [1] = 0.2174783009, [2] = -0.3267505623, [3] = -0.2201692595 }),
        ["arelu"] = (2.35157716908,
            new() { [0] = 2.025131094, [1] = 0.147211214, [2] = -1.02814573, [3] = 0.3819519581, [12] = 0.0284615415,
                [13] = 0.1506536409 },
            new() { [12] = -0.05077158726, [13] = 0.1219611128 }),
    };

    public static TheoryData<string, bool> Cases => new() { { "tanh", true }, { "tanh", false }, { "arelu", true }, { "arelu", false } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_recursion_gives_the_known_numbers_in_double_precision(string activation, bool secondOrder)
    {
        var own = Task(activation, secondOrder);
        double[] gradient = new double[own.Start.Length];
        var task = new TwoLayerTask(ActivationCatalogue.Find(activation)!.Parsed, own.Support, own.Query);
        var loop = new InnerLoop<double>(own.Start.Length, own.Meta.InnerSteps, own.Meta.InnerRate);
        double loss = loop.OuterGradient(task, own.Start, secondOrder, gradient);
        AssertClose(activation, secondOrder, loss, gradient, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void So_does_the_engine_in_single_precision(string activation, bool secondOrder)
    {
        var task = Task(activation, secondOrder);
        double[] start = [.. task.Start];
        start[4] += 2e-7; // 0.1 + 0.5 - 0.6 rounds to 0, AReLU's kink: to the side where it is in double precision
        var (loss, gradient) = (task with { Start = start }).Learn();
        AssertClose(activation, secondOrder, loss, gradient, 1e-5);
    }

    private static void AssertClose(string activation, bool secondOrder, double loss, double[] gradient, double tolerance)
    {
        var (expected, second, first) = Known[activation];
        Assert.Equal(expected, loss, tolerance);
        foreach (var (place, value) in secondOrder ? second : first)
            Assert.Equal(value, gradient[place], tolerance);
    }

    private static EpisodeCase Task(string activation, bool secondOrder)
    {
        var description = new NetworkBuilder("two layers").Flatten().Linear(2).Activation().Linear(2).Build();
        var meta = new MetaSettings(secondOrder ? MetaMethod.Maml : MetaMethod.FirstOrderMaml, Ways: 2, Shots: 1, Queries: 1, InnerSteps: 2,
            InnerRate: 0.1, TasksPerStep: 1);
        double[] learned = activation == "arelu" ? [0.9, 2] : [];
        return EpisodeCase.Of(description, new TensorShape(2, 1, 1), meta, activation) with
        {
            Support = [1, 2, -1, 0.5],
            Query = [0.3, -1, 2, 1],
            Start = [0.5, -0.3, 0.2, 0.8, 0.1, -0.2, 1, -0.7, -0.4, 0.6, 0, 0.05, .. learned],
        };
    }
}
