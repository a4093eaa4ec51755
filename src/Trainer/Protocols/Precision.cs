using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>What activations and gradients are computed in. What is learned, losses and running statistics are in single precision at
/// least.</summary>
public enum Precision
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>Sixteen bits with the exponent of single precision and eight significant digits of two (bfloat16).</summary>
    BFloat16,
}

/// <summary>The names of precisions in specs.</summary>
internal static class PrecisionNames
{
    public const string Float32 = "float32", BFloat16 = "bfloat16";

    public static string NameOf(Precision precision) => precision == Precision.Float32 ? Float32 : BFloat16;

    public static Precision Read(string name) => name switch
    {
        Float32 => Precision.Float32,
        BFloat16 => Precision.BFloat16,
        _ => throw TrialSettingsException.Unknown("precision", name, [Float32, BFloat16]),
    };
}
