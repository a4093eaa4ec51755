using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <content>Activations that are small networks.</content>
public static partial class ActivationCatalogue
{
    private const string APReluCitation =
        "Zhao et al. 2021, IEEE Transactions on Industrial Electronics 68(3), doi:10.1109/TIE.2020.2972458";

    private const string DynamicReluCitation = "Chen et al. 2020, ECCV, arXiv 2003.10027", SelfAdjustingCitation = "arXiv 2502.18277";

    // Slopes 1 and 0 and constants 0 and 0, each moved by what the network computes.
    private const string TwoPieces = "max((1 + lambda_a*chunk(1,4)(t))*x + lambda_b*chunk(3,4)(t), "
        + "lambda_a*chunk(2,4)(t)*x + lambda_b*chunk(4,4)(t))";

    private static FormulaParameter[] DynamicReluSettings => [Fixed("reduction", 8), Fixed("lambda_a", 1), Fixed("lambda_b", 0.5)];

    private static ActivationDefinition[] Networks() =>
    [
        Network("aprelu", "pos = globalavg(max(x,0)); neg = globalavg(min(x,0)); "
            + "a = sigmoid(bn(linear(C)(relu(bn(linear(C)(concat(neg,pos))))))); max(x,0) + a*min(x,0)", [],
            "parametric ReLU whose slope below zero a small network computes for each channel of each sample",
            APReluCitation),
        Network("aprelu-shared", "pos = channelavg(globalavg(max(x,0))); neg = channelavg(globalavg(min(x,0))); "
            + "a = sigmoid(bn(linear(1)(relu(bn(linear(2)(concat(neg,pos))))))); max(x,0) + a*min(x,0)", [],
            "APReLU with one slope for all channels of a sample, as in its authors' Keras code", APReluCitation),
        Network("dy-relu-a", "t = 2*sigmoid(linear(4)(relu(linear(C/reduction)(globalavg(x))))) - 1; " + TwoPieces, DynamicReluSettings,
            "dynamic ReLU A: the larger of two lines, whose slopes and constants a small network computes for each sample",
            DynamicReluCitation),
        Network("dy-relu-b", "t = 2*sigmoid(linear(4*C)(relu(linear(C/reduction)(globalavg(x))))) - 1; " + TwoPieces, DynamicReluSettings,
            "dynamic ReLU B: the lines are those of each channel of each sample", DynamicReluCitation),
        Network("dy-relu-c", "t = 2*sigmoid(linear(4*C)(relu(linear(C/reduction)(globalavg(x))))) - 1; z = conv(1,1)(x)/temperature; "
            + "e = exp(z - globalmax(z)); min(e/(3*globalavg(e)),1)*" + TwoPieces, [.. DynamicReluSettings, Fixed("temperature", 10)],
            "dynamic ReLU C: those of B times an attention over positions, at most 1", DynamicReluCitation),
        Network("meta-acon", "beta = sigmoid(bn(linear(C)(bn(linear(max(16, C/reduction))(globalavg(x)))))); "
            + "(p1 - p2)*x*sigmoid(beta*(p1 - p2)*x) + p2*x", [Learnable("p1", 1), Learnable("p2", 0), Fixed("reduction", 16)],
            "ACON-C whose beta a small network computes for each channel of each sample", "Ma et al. 2021, arXiv 2009.04759",
            ParameterScope.PerChannel),
        Network("frelu", "max(x, bn(dwconv(kernel)(x)))", [Fixed("kernel", 3)],
            "funnel activation: the larger of x and a depthwise convolution around it; along the width alone where the height is 1",
            "Ma, Zhang, Sun 2020, ECCV, arXiv 2007.11824"),
        Network("sa-softmax", "high = max(channelmax(x),0); low = min(-channelmax(-x),0); "
            + "(x - low)/max(high - low,1e-6)*channelsoftmax(x)", [],
            "softmax over the channels times x brought to [0,1]: the normalised gate of self-adjusting softmax",
            SelfAdjustingCitation),
        Network("sa-softmax-plain", "x*channelsoftmax(x)", [],
            "softmax over the channels times x", SelfAdjustingCitation),
    ];
}
