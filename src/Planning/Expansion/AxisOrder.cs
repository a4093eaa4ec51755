namespace Sweep.Planning.Expansion;

/// <summary>Puts axes behind those that their conditions look at; otherwise the order of the spec stays.</summary>
internal static class AxisOrder
{
    /// <summary>The ordered axes, or null and the axes that wait for each other.</summary>
    public static IReadOnlyList<Axis>? Sort(IReadOnlyList<Axis> axes, out IReadOnlyList<Axis> circular)
    {
        circular = [];
        foreach (var list in axes.SelectMany(a => a.Rows))
        {
            if (list.With.Count == 0)
                continue;
            if (Sort(list.With, out circular) is not { } sorted)
                return null;
            list.With = sorted;
        }

        var waiting = axes.Select(a => (Axis: a, Binds: a.AllSlots().ToHashSet(), Needs: a.AllConditionSlots().ToHashSet())).ToList();
        var ordered = new List<Axis>();
        while (waiting.Count > 0)
        {
            int ready = waiting.FindIndex(w => !waiting.Exists(other => other.Axis != w.Axis && other.Binds.Overlaps(w.Needs)));
            if (ready < 0)
            {
                circular = [.. waiting.Select(w => w.Axis)];
                return null;
            }
            ordered.Add(waiting[ready].Axis);
            waiting.RemoveAt(ready);
        }
        return ordered;
    }
}
