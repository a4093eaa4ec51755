using System.Collections.Concurrent;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>Compiled kernels, one per formula, precision and repeated inputs, made when first asked for and kept for the life of the
/// process.</summary>
/// <remarks>The key is what the machine code depends on: the formula, the names of its inputs and learnable parameters, the values of the
/// fixed ones, and which inputs repeat. A process meets tens of formulas, a kernel is a few kilobytes. Thread-safe: each is compiled once
/// even when several threads ask together.</remarks>
internal static class CompiledFormulas
{
    private static readonly ConcurrentDictionary<string, Lazy<CompiledFormula<float>>> Singles = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Lazy<CompiledFormula<double>>> Doubles = new(StringComparer.Ordinal);

    /// <summary>Kernels in single precision.</summary>
    /// <param name="formula">What is computed.</param>
    /// <param name="repeats">Per input, of a formula of several: whether the same row serves all rows.</param>
    public static CompiledFormula<float> CompileSingle(this ElementwiseFormula formula, params IReadOnlyList<bool> repeats) =>
        Singles.GetOrAdd(Key(formula, repeats), _ => new(() => new KernelFormula<float>(LaneType.Single, formula, repeats))).Value;

    /// <summary>Kernels in double precision.</summary>
    /// <param name="formula">What is computed.</param>
    /// <param name="repeats">As in single precision.</param>
    public static CompiledFormula<double> CompileDouble(this ElementwiseFormula formula, params IReadOnlyList<bool> repeats) =>
        Doubles.GetOrAdd(Key(formula, repeats), _ => new(() => new KernelFormula<double>(LaneType.Double, formula, repeats))).Value;

    private static string Key(ElementwiseFormula formula, IReadOnlyList<bool> repeats) => string.Join("|",
    [
        formula.Text, .. formula.Inputs, .. repeats.Select(r => r ? "repeats" : "rows"), "",
        .. formula.Parameters.Select(p => p.IsLearnable ? p.Name : FormattableString.Invariant($"{p.Name}={p.Initial:R}")),
    ]);
}
