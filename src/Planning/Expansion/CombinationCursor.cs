namespace Sweep.Planning.Expansion;

/// <summary>Walks the combinations of a grid one by one, the last axis fastest, holding only the current one.</summary>
/// <remarks>An axis none of whose rows applies to a combination leaves its settings at what holds without it.</remarks>
internal sealed class CombinationCursor
{
    private readonly Level?[] constants;
    private readonly Exclusions exclusions;
    private readonly HashSet<AxisRow>? reached;
    private readonly AxisChain? root;
    private Frame[] frames = new Frame[16];
    private int depth;
    private bool hasBegun;

    /// <param name="constants">What holds for each slot where no axis binds it.</param>
    /// <param name="axes">Sorted by <see cref="AxisOrder"/>.</param>
    /// <param name="exclusions">Combinations that match one are passed over.</param>
    /// <param name="reached">Is told of each row that was ever used; null when nobody asks.</param>
    public CombinationCursor(Level?[] constants, IReadOnlyList<Axis> axes, Exclusions exclusions, HashSet<AxisRow>? reached)
    {
        (this.constants, this.exclusions, this.reached) = (constants, exclusions, reached);
        Current = [.. constants];
        root = AxisChain.Prepend(axes, null);
    }

    /// <summary>The combination: one level per slot, null where nothing holds. Overwritten by <see cref="MoveNext"/>.</summary>
    public Level?[] Current { get; }

    public bool MoveNext()
    {
        if (!hasBegun)
        {
            hasBegun = true;
            if (root is null)
                return !exclusions.Any(Current);
            Push(root);
        }
        while (depth > 0)
        {
            if (!Advance(ref frames[depth - 1], out var next))
                depth--;
            else if (next is not null)
                Push(next);
            else if (!exclusions.Any(Current))
                return true;
        }
        return false;
    }

    private bool Advance(ref Frame frame, out AxisChain? next)
    {
        var (axis, rest) = (frame.Chain.Head, frame.Chain.Tail);
        Unbind(axis);
        while (++frame.Row < axis.Rows.Count)
        {
            var row = axis.Rows[frame.Row];
            if (!row.When.Holds(Current))
                continue;
            for (int i = 0; i < row.Levels.Count; i++)
                Current[axis.Slots[i]] = row.Levels[i];
            reached?.Add(row);
            frame.HasApplied = true;
            next = AxisChain.Prepend(row.With, rest);
            return true;
        }
        next = rest;
        bool isAbsent = !frame.HasApplied; // then the combination goes on without the axis, once
        frame.HasApplied = true;
        return isAbsent;
    }

    private void Unbind(Axis axis)
    {
        for (int i = 0; i < axis.Slots.Count; i++)
            Current[axis.Slots[i]] = constants[axis.Slots[i]];
    }

    private void Push(AxisChain chain)
    {
        if (depth == frames.Length)
            Array.Resize(ref frames, 2 * depth);
        frames[depth++] = new Frame { Chain = chain, Row = -1 };
    }

    private struct Frame
    {
        public AxisChain Chain; // the axis of this frame and those still to come below it
        public int Row;
        public bool HasApplied;
    }

    /// <summary>Axes still to be bound: a list whose tails are shared.</summary>
    private sealed record AxisChain(Axis Head, AxisChain? Tail)
    {
        public static AxisChain? Prepend(IReadOnlyList<Axis> axes, AxisChain? tail)
        {
            for (int i = axes.Count - 1; i >= 0; i--)
                tail = new AxisChain(axes[i], tail);
            return tail;
        }
    }
}
