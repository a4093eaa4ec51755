using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Tests.Optimizers;

/// <summary>Where optimizers are after ten steps from w = (0.5, -1.5, 3): in double precision by PyTorch 1.13, by its formulas of version
/// 2 (nadam), and by the authors' code (lion, lamb, adan, schedule-free), to ten digits. Decoupled decay is
/// w *= 1 - rate*decay before the step without decay, as PyTorch 2 has it, computed in Python.</summary>
internal static class Trajectories
{
    public const int Steps = 10;

    /// <summary>The one tensor that is moved.</summary>
    public static ParameterDescription Tensor { get; } = new("linear1.weight", ParameterRole.Weight, [1, 3], 3);

    public static IReadOnlyDictionary<string, Trajectory> All { get; } = new Dictionary<string, Trajectory>
    {
        ["sgd"] = Of("sgd", 0.1, [0.8256607799, -2, 2.760955188], [0.375, -1.5, 2.945]),
        ["sgd, momentum"] = Of("sgd", 0.05, [1.155461455, -1.956137616, 2.504929594], [0.1168482315, -1.77450896, 2.911214768],
            ("momentum", 0.9)),
        ["sgd, dampening"] = Of("sgd", 0.05, [0.9646202894, -1.686908064, 2.707973327], [0.2270089208, -1.80008487, 2.95397908],
            ("momentum", 0.9), ("dampening", 0.5)),
        ["sgd, Nesterov and decay"] = Of("sgd", 0.05, [1.120742738, -2.006133622, 2.382084287], [0.08457447151, -1.707822957, 2.82259656],
            ("momentum", 0.9), ("nesterov", 1), ("weightDecay", 0.01)),
        ["sgd, decoupled decay"] = Of("sgd", 0.05, [1.153280175, -1.95578853, 2.491770908], [0.1151871059, -1.766149594, 2.896354459],
            ("momentum", 0.9), ("weightDecay", 0.01), ("decoupled", 1)),
        ["sgd, Nesterov and decoupled decay"] = Of("sgd", 0.05, [1.128992856, -2.007885124, 2.43208297],
            [0.09116231367, -1.738561769, 2.877763592], ("momentum", 0.9), ("nesterov", 1), ("weightDecay", 0.01), ("decoupled", 1)),
        ["adam"] = Of("adam", 0.1, [1.203322823, -2.203322829, 2.018031948], [0.1785070643, -1.759219287, 2.015411251]),
        ["adam, decay"] = Of("adam", 0.1, [1.192414952, -2.201158303, 2.017600971], [0.174415028, -1.744589918, 1.985066951],
            ("weightDecay", 0.01)),
        ["amsgrad"] = Of("amsgrad", 0.1, [1.147740429, -2.147740434, 2.021205617], [0.2247171454, -1.72900467, 2.223731143],
            ("beta2", 0.5)),
        ["adamw"] = Of("adamw", 0.1, [1.198893753, -2.194921748, 1.993283101], [0.1754297275, -1.742384137, 1.989924227]),
        ["nadam"] = Of("nadam", 0.1, [1.009038414, -2.009038419, 2.238374664], [0.3330341067, -1.550919363, 1.938170894]),
        ["nadam, decoupled decay"] = Of("nadam", 0.1, [1.005317384, -2.000977338, 2.213871897],
            [0.329285171, -1.535034629, 1.912886614], ("weightDecay", 0.01), ("decoupled", 1)),
        ["radam"] = Of("radam", 0.1, [0.7414072752, -2.151704756, 2.857401341], [0.354762429, -1.720869031, 2.970474485]),
        ["radam, decoupled decay"] = Of("radam", 0.1, [0.735134378, -2.137714026, 2.828607908],
            [0.3508179231, -1.704270842, 2.940708412], ("weightDecay", 0.01), ("decoupled", 1)),
        ["adamax"] = Of("adamax", 0.1, [1.085127704, -2.085127709, 2.094997691], [0.2661268316, -1.705182995, 2.308314873]),
        ["rmsprop"] = Of("rmsprop", 0.01, [0.8804128788, -1.880412909, 2.514232336], [0.3846677695, -1.546977404, 2.304481976]),
        ["rmsprop, centered with momentum"] = Of("rmsprop", 0.01, [1.242462196, -2.242462144, 0.8665391687],
            [-0.2343151883, -2.014587056, -0.1778840253], ("centered", 1), ("momentum", 0.9)),
        ["adagrad"] = Of("adagrad", 0.1, [0.7971759351, -1.820137894, 2.703391749], [0.4027952495, -1.562717004, 2.895949829],
            ("lrDecay", 0.1), ("initialAccumulator", 0.1)),
        ["adadelta"] = Of("adadelta", 1, [0.5330535551, -1.533054235, 2.966390726], [0.4952301344, -1.499777885, 2.933971921]),
        ["rprop"] = Of("rprop", 0.01, [0.7595868211, -1.759586821, 2.740413179], [0.4805, -1.50125, 2.740413179]),
        ["lion"] = Of("lion", 0.01, [0.594573638, -1.584618518, 2.870583443], [0.4751720209, -1.504897919, 2.870583443],
            ("weightDecay", 0.1)),
        ["lamb, no bias correction"] = Of("lamb", 0.01, [0.6931958422, -1.692837714, 2.802566331],
            [0.4131755321, -1.565609872, 2.709619585], ("biasCorrection", 0)),
        ["lamb"] = Of("lamb", 0.01, [0.691692039, -1.689777662, 2.798565218], [0.413603308, -1.561225979, 2.708251653]),
        ["adan"] = Of("adan", 0.01, [0.5986864381, -1.596695039, 2.894143286], [0.4846651003, -1.504555216, 2.901328462],
            ("weightDecay", 0.02)),
        ["schedule-free-adamw"] = Of("schedule-free-adamw", 0.1, [0.9192690825, -1.919269088, 2.471489443],
            [0.3660142714, -1.566844392, 2.24743108]),
        ["schedule-free-sgd"] = Of("schedule-free-sgd", 0.1, [0.7247997841, -2, 2.86524711], [0.39, -1.59, 2.978]),
    };

    /// <summary>(0.5, -1.5, 3).</summary>
    public static double[] Start() => [0.5, -1.5, 3];

    /// <summary>The gradient of step t at w, from 1: of a quadratic, A(w - c) with A = (1, 10, 0.1) and c = (1, -2, 0.5); or one that does
    /// not depend on w.</summary>
    public static double[] Gradient(bool quadratic, int t, IReadOnlyList<double> w) => quadratic
        ? [w[0] - 1, 10 * (w[1] + 2), 0.1 * (w[2] - 0.5)]
        : [(7 * t % 11 - 5) / 4.0, (5 * t % 7 - 3) / 2.0, t / 100.0];

    private static Trajectory Of(string name, double rate, double[] quadratic, double[] independent, params (string, double)[] values) =>
        new(TestOptimizers.Catalogue(name, values), rate, quadratic, independent);
}

/// <summary>What an optimizer does to two problems.</summary>
/// <param name="Settings">The optimizer.</param>
/// <param name="Rate">Of every step.</param>
/// <param name="Quadratic">What is judged after the steps of the one, the weights or a state.</param>
/// <param name="Independent">The same of the other.</param>
internal sealed record Trajectory(OptimizerSettings Settings, double Rate, double[] Quadratic, double[] Independent)
{
    /// <summary>Where the problem ends.</summary>
    public double[] End(bool quadratic) => quadratic ? Quadratic : Independent;
}
