namespace Sweep.Trainer.Activations;

/// <content>Controls: what AReLU would be without learning, and its gain without its shape.</content>
public static partial class ActivationCatalogue
{
    private const string AReluCitation = "control for Chen, Li, Xu 2020, arXiv 2006.13858";

    private static ActivationDefinition[] Controls() =>
    [
        PerLayer("arelu-frozen", "max(x,0)*(1 + sigmoid(beta)) + min(x,0)*clamp(alpha,0.01,0.99)", [Fixed("alpha", 0.9), Fixed("beta", 2)],
            "AReLU with its initial parameters kept: slopes 1.8808 and 0.9", AReluCitation),

        // The gain: AReLU starts with slopes s = 1 + sigmoid(2) = 1.8807970779778823 and 0.9, for standard normal input an rms of
        // sqrt((s^2 + 0.9^2)/2) = 1.4743469; leaky ReLU with slope 0.01 has sqrt((1 + 0.01^2)/2) = 0.7071421. The factor is their ratio.
        PerLayer("leaky-relu-gain", "gain*if(x > 0, x, slope*x)", [Fixed("gain", 2.084937157862298), Fixed("slope", 0.01)],
            "leaky ReLU scaled to the rms gain that AReLU starts with (1.4743)", AReluCitation),
        PerLayer("identity", "x", [],
            "no activation: a network linear up to pooling", "control"),
    ];
}
