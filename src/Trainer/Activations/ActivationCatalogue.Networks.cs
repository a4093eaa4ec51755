namespace Sweep.Trainer.Activations;

/// <content>Activations that are small networks.</content>
public static partial class ActivationCatalogue
{
    private static ActivationDefinition[] Networks() =>
    [
        Network("se", "y = relu(x); y * sigmoid(linear(C)(relu(linear(C/reduction)(globalavg(y)))))", [Fixed("reduction", 16)],
            "ReLU whose channels are scaled by a gate (squeeze and excitation); C/reduction hidden units, at least 1",
            "Hu, Shen, Sun 2018, CVPR, arXiv 1709.01507"),
        Network("aprelu", "pos = globalavg(max(x,0)); neg = globalavg(min(x,0)); "
            + "a = sigmoid(bn(linear(C)(relu(bn(linear(C)(concat(neg,pos))))))); max(x,0) + a*min(x,0)", [],
            "parametric ReLU whose slope below zero a small network computes for each channel of each sample",
            "Zhao et al. 2021, IEEE Transactions on Industrial Electronics 68(3), doi:10.1109/TIE.2020.2972458"),
    ];
}
