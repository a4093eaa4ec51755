namespace Sweep.Trainer.Activations;

/// <summary>Where an activation's learnable parameters live.</summary>
public enum ActivationScope
{
    /// <summary>One set per activation layer, shared by all channels and positions.</summary>
    PerLayer,

    /// <summary>One set per channel of the layer's input.</summary>
    PerChannel,
}
