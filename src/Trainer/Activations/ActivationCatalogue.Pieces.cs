using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <content>Activations whose shape is learned as a whole: mixtures of functions, pieces and splines.</content>
public static partial class ActivationCatalogue
{
    private const string RepActCitation = "arXiv 2407.00131";

    private static ActivationDefinition[] Pieces() =>
    [
        PerLayer("pau-b", "(a0 + x*(a1 + x*(a2 + x*(a3 + x*(a4 + x*a5)))))/(1 + abs(x*(b1 + x*(b2 + x*(b3 + x*b4)))))",
            PadeParameters(PadeFits.B),
            "Pade activation unit of orders (5,4) with the absolute value around the sum below, fitted to leaky ReLU",
            "Molina, Schramowski, Kersting 2020, arXiv 1907.06732", Fit(PadeFits.B)),
        PerLayer("repact-1", "w1*x + w2*max(x,0) + w3*if(x > 0, x, slope*x) + w4*x*clamp(x + 3, 0, 6)/6",
            [Learnable("w1", 0.25), Learnable("w2", 0.25), Learnable("w3", 0.25), Learnable("w4", 0.25), Learnable("slope", 0.25)],
            "learnt mixture of identity, ReLU, PReLU and hard swish in its form of training (equal weights at the start are ours)",
            RepActCitation),
        PerLayer("repact-2", "(exp(w1)*x + exp(w2)*max(x,0) + exp(w3)*if(x > 0, x, slope*x) + exp(w4)*x*clamp(x + 3, 0, 6)/6)"
            + "/(exp(w1) + exp(w2) + exp(w3) + exp(w4))",
            [Learnable("w1", 0), Learnable("w2", 0), Learnable("w3", 0), Learnable("w4", 0), Learnable("slope", 0.25)],
            "the same mixture with weights by softmax", RepActCitation),
        PerLayer("piecewise-linear", "bias + s0*min(x + range,0) + s1*clamp(x + range,0,range/2) + s2*clamp(x + range/2,0,range/2) "
            + "+ s3*clamp(x,0,range/2) + s4*clamp(x - range/2,0,range/2) + s5*max(x - range,0)",
            [Learnable("bias", 0), Learnable("s0", 0), Learnable("s1", 0), Learnable("s2", 0), Learnable("s3", 1), Learnable("s4", 1),
                Learnable("s5", 1), Fixed("range", 3)],
            "learnt slopes between knots at -range, -range/2, 0, range/2 and range; starts as ReLU (the paper learns the values at knots)",
            "Zhou et al. 2021, ICCV, arXiv 2104.03693"),
        PerLayer("kan-edge", $"wb*x*sigmoid(x) + ws*({CubicSplines(8)})/6",
            [Learnable("wb", 1), Learnable("ws", 1), .. Enumerable.Range(0, 8).Select(i => Learnable($"c{i}", 0)), Fixed("range", 1)],
            "swish plus a learnt cubic B-spline on five intervals of [-range, range], as on the edges of a Kolmogorov-Arnold network; "
            + "starts as swish (the authors' code draws small c)",
            "Liu et al. 2024, arXiv 2404.19756"),
        PerLayer("frelu-qiu", "max(x,0) + b", [Learnable("b", 0)],
            "flexible ReLU: ReLU with a learnt constant (not the funnel activation); starts as ReLU",
            "Qiu, Xu, Cai 2018, arXiv 1706.08098"),
    ];

    // With u = 0 at -range and 1 from knot to knot, the cubic B-spline around u = k is ((2 - |u - k|)+^3 - 4 (1 - |u - k|)+^3)/6.
    private static string CubicSplines(int count) => string.Join(" + ", Enumerable.Range(0, count).Select(i =>
    {
        string knot = i == 1 ? "" : (1 - i).ToString(" + 0; - 0", CultureInfo.InvariantCulture);
        string distance = $"abs((x + range)*2.5/range{knot})";
        return $"c{i}*(max(2 - {distance},0)^3 - 4*max(1 - {distance},0)^3)";
    }));

    private static FormulaParameter[] PadeParameters(IReadOnlyDictionary<string, double[]> fits) =>
        [.. PadeFits.Names.Zip(fits.Values.First(), Learnable)];

    private static ActivationVariant Fit(IReadOnlyDictionary<string, double[]> fits) => new(
        new SettingDefinition("fit", "the function that it starts as", SettingKind.Choice)
        {
            Default = new SettingValue.Text(fits.Keys.First()), Choices = [.. fits.Keys.Select(f => new SettingChoice(f, $"close to {f}"))],
        },
        (activation, value) => activation.With(PadeFits.Names.Zip(fits[value.Label]).ToDictionary(f => f.First, f => f.Second)));

    // The first linear map and each further one.
    private static ActivationVariant Pools { get; } = new(
        new SettingDefinition("pools", "linear maps of the channels at each position, of which the largest counts; 1 is the identity",
            SettingKind.Integer)
        {
            Minimum = 1, Maximum = 16, Default = new SettingValue.Number(1),
        },
        (activation, value) => activation.Change(source => value is SettingValue.Number { Value: > 1 } pools
            ? source with
            {
                IsNetwork = true,
                Text = Enumerable.Range(1, (int)pools.Value - 1).Aggregate("conv(C,1)(x)", (text, _) => $"max({text}, conv(C,1)(x))"),
            }
            : source));
}
