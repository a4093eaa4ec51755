using System.Collections.Concurrent;
using Sweep.Trainer.Activations;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>Compiled kernels, one per formula and precision, made when first asked for and kept for the life of the process.</summary>
/// <remarks>The key is what the machine code depends on: the formula, the names of its learnable parameters and the values of the fixed
/// ones. A process meets tens of formulas, a kernel is a few kilobytes. Thread-safe: each is compiled once even when several threads ask
/// together.</remarks>
internal static class CompiledActivations
{
    private static readonly ConcurrentDictionary<string, Lazy<CompiledActivation<float>>> Singles = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Lazy<CompiledActivation<double>>> Doubles = new(StringComparer.Ordinal);

    /// <summary>Kernels in single precision.</summary>
    public static CompiledActivation<float> CompileSingle(this ActivationDefinition activation) =>
        Singles.GetOrAdd(Key(activation), _ => new(() => new KernelActivation<float>(LaneType.Single, activation))).Value;

    /// <summary>Kernels in double precision.</summary>
    public static CompiledActivation<double> CompileDouble(this ActivationDefinition activation) =>
        Doubles.GetOrAdd(Key(activation), _ => new(() => new KernelActivation<double>(LaneType.Double, activation))).Value;

    private static string Key(ActivationDefinition activation) => activation.Formula + "|" + string.Join("|",
        activation.Parameters.Select(p => p.IsLearnable ? p.Name : FormattableString.Invariant($"{p.Name}={p.Initial:R}")));
}
