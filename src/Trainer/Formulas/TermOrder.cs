namespace Sweep.Trainer.Formulas;

/// <summary>The terms that some roots are made of, in an order of evaluation.</summary>
public static class TermOrder
{
    /// <summary>All terms reachable from the roots, by ascending id: every term after its operands.</summary>
    public static Term[] Sort(IEnumerable<Term> roots)
    {
        var reached = new HashSet<Term>();
        var pending = new Stack<Term>(roots);
        while (pending.TryPop(out var term))
        {
            if (!reached.Add(term)) continue;
            foreach (var operand in term.Operands)
                pending.Push(operand);
        }
        return [.. reached.OrderBy(t => t.Id)];
    }
}
