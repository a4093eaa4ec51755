using System.Collections.Concurrent;

namespace Sweep.Trainer.TorchSharp.Runtime;

/// <summary>Numbers as libtorch takes them, kept for the life of the process.</summary>
/// <remarks>TorchSharp's implicit conversions make temporary objects whose finalizer may free the native number while a call still reads
/// it. All numbers therefore come from here; a test looks for the conversions in the compiled assembly.</remarks>
internal static class Scalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Known = new();

    /// <summary>The factor of additions.</summary>
    public static Scalar One { get; } = Create(1);

    /// <summary>A constant of a formula, network or optimizer; not for values that change from step to step, which would pile up.</summary>
    public static Scalar Create(double value) => Known.GetOrAdd(value, static v => v.ToScalar());
}
