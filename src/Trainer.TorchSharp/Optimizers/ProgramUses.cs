using Sweep.Trainer.Formulas;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>What a program's terms are needed for: how often each is used, and which are equal for all elements.</summary>
/// <remarks>A state whose old value nothing reads is not needed unless the network is judged at it, and neither is what it is computed
/// from alone.</remarks>
internal sealed class ProgramUses
{
    private readonly Dictionary<Term, int> counts = [];
    private readonly HashSet<Term> uniform = [];

    public ProgramUses(OptimizerProgram program)
    {
        var reads = TermOrder.Sort(program.Results.Select(r => r.Value)).Where(t => t.Operation == Operation.Input).ToHashSet();
        Needed = [.. program.Results.Where((r, i) => i == 0 || reads.Contains(r.Input) || r.Name == program.Evaluated)];
        foreach (var result in Needed)
            Count(result.Value);
        Uniforms = [.. uniform];
    }

    /// <summary>The results to compute, the weight's first.</summary>
    public IReadOnlyList<ProgramResult> Needed { get; }

    /// <summary>The largest terms without elements and norms, literals apart.</summary>
    public IReadOnlyList<Term> Uniforms { get; }

    /// <summary>How many terms and results read a term.</summary>
    public int CountOf(Term term) => counts.GetValueOrDefault(term);

    private void Count(Term term)
    {
        counts[term] = CountOf(term) + 1;
        if (counts[term] > 1)
            return;
        if (term.IsUniform && term.Operation != Operation.Constant && TermOrder.Sort([term]).All(t => !t.IsNorm))
        {
            uniform.Add(term);
            return;
        }
        foreach (var operand in term.Operands)
            Count(operand);
    }
}
