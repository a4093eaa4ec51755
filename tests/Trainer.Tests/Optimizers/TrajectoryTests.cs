using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Tests.Optimizers;

/// <summary>Ten steps from w = (0.5, -1.5, 3) in double precision, by PyTorch 1.13 (sgd, adam, rprop) and the authors' code of the
/// others.</summary>
public sealed class TrajectoryTests
{
    // w after the quadratic with gradient A(w - c), A = (1, 10, 0.1), c = (1, -2, 0.5), and after gradients that do not depend on w.
    [Fact]
    public void Sgd_without_momentum() =>
        Check(TestOptimizers.Catalogue("sgd"), 0.1, [0.8256607799, -2, 2.760955188], [0.375, -1.5, 2.945]);

    [Fact]
    public void Sgd_with_momentum() => Check(TestOptimizers.Catalogue("sgd", ("momentum", 0.9)), 0.05,
        [1.155461455, -1.956137616, 2.504929594], [0.1168482315, -1.77450896, 2.911214768]);

    [Fact]
    public void Sgd_with_Nesterov_momentum_and_decay() =>
        Check(TestOptimizers.Catalogue("sgd", ("momentum", 0.9), ("nesterov", 1), ("weightDecay", 0.01)), 0.05,
            [1.120742738, -2.006133622, 2.382084287], [0.08457447151, -1.707822957, 2.82259656]);

    [Fact]
    public void Adam_without_decay() => Check(TestOptimizers.Catalogue("adam"), 0.1,
        [1.203322823, -2.203322829, 2.018031948], [0.1785070643, -1.759219287, 2.015411251]);

    [Fact]
    public void Adam_with_decay() => Check(TestOptimizers.Catalogue("adam", ("weightDecay", 0.01)), 0.1,
        [1.192414952, -2.201158303, 2.017600971], [0.174415028, -1.744589918, 1.985066951]);

    [Fact]
    public void Lion_as_a_user_writes_it() => Check(TestOptimizers.Users["lion"], 0.01,
        [0.594573638, -1.584618518, 2.870583443], [0.4751720209, -1.504897919, 2.870583443]);

    [Fact]
    public void Lamb_as_a_user_writes_it() => Check(TestOptimizers.Users["lamb"], 0.01,
        [0.6931958422, -1.692837714, 2.802566331], [0.4131755321, -1.565609872, 2.709619585]);

    [Fact]
    public void Rprop_as_a_user_writes_it() => Check(TestOptimizers.Users["rprop"], 0.01,
        [0.7595868211, -1.759586821, 2.740413179], [0.4805, -1.50125, 2.740413179]);

    [Fact]
    public void Adan_as_a_user_writes_it() => Check(TestOptimizers.Users["adan"], 0.01,
        [0.5986864381, -1.596695039, 2.894143286], [0.4846651003, -1.504555216, 2.901328462]);

    private static void Check(OptimizerSettings settings, double rate, double[] quadratic, double[] fixedGradients)
    {
        double[] w = [0.5, -1.5, 3];
        var optimizer = new ReferenceOptimizer(settings, 3);
        for (int t = 1; t <= 10; t++)
            optimizer.Step(w, [w[0] - 1, 10 * (w[1] + 2), 0.1 * (w[2] - 0.5)], rate);
        AssertClose(quadratic, w);

        w = [0.5, -1.5, 3];
        optimizer = new ReferenceOptimizer(settings, 3);
        for (int t = 1; t <= 10; t++)
            optimizer.Step(w, [(7 * t % 11 - 5) / 4.0, (5 * t % 7 - 3) / 2.0, t / 100.0], rate);
        AssertClose(fixedGradients, w);
    }

    private static void AssertClose(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Abs(pair.First)));
}
