namespace Sweep.Trainer.Formulas;

/// <summary>Where the learnable parameters of a formula live.</summary>
public enum ParameterScope
{
    /// <summary>One set per layer, shared by all channels and positions.</summary>
    PerLayer,

    /// <summary>One set per channel of the layer's output.</summary>
    PerChannel,
}
