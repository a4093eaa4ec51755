using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Optimizers;

/// <summary>What weight decay applies to: elsewhere the constant weightDecay is 0.</summary>
public enum WeightDecayTarget
{
    /// <summary>Weights of layers and embeddings: no biases, no normalisation, no parameters of activations.</summary>
    Weights,

    /// <summary>Everything but parameters of activations.</summary>
    AllButActivations,

    /// <summary>Everything.</summary>
    All,
}

/// <summary>What targets contain.</summary>
public static class WeightDecayTargets
{
    /// <summary>Whether a target contains parameters of a role.</summary>
    public static bool Contains(this WeightDecayTarget target, ParameterRole role) => target switch
    {
        WeightDecayTarget.Weights => role is ParameterRole.Weight or ParameterRole.Embedding,
        WeightDecayTarget.AllButActivations => role != ParameterRole.Activation,
        _ => true,
    };
}
