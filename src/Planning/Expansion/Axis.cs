using Sweep.Planning.Errors;

namespace Sweep.Planning.Expansion;

/// <summary>One direction of the grid: a factor with its levels, or several factors that advance together.</summary>
/// <param name="Slots">The settings it binds, by index into the sorted vocabulary.</param>
/// <param name="Rows">Its steps, at least one.</param>
internal sealed record Axis(IReadOnlyList<int> Slots, IReadOnlyList<AxisRow> Rows)
{
    /// <summary>How many combinations it contributes when every condition holds: an upper bound.</summary>
    public double MaxSize() => Rows.Sum(r => r.With.Aggregate(1.0, (size, axis) => size * axis.MaxSize()));

    /// <summary>Whether some combination may leave its settings unbound.</summary>
    public bool MayBeAbsent => Rows.All(r => !r.When.IsAlways);

    /// <summary>Slots bound here or below.</summary>
    public IEnumerable<int> AllSlots() => Slots.Concat(Rows.SelectMany(r => r.With).SelectMany(a => a.AllSlots()));

    /// <summary>Slots that conditions here or below look at.</summary>
    public IEnumerable<int> AllConditionSlots() =>
        Rows.SelectMany(r => r.When.Slots.Concat(r.With.SelectMany(a => a.AllConditionSlots())));

    /// <summary>This axis and those below it.</summary>
    public IEnumerable<Axis> WithDescendants() =>
        Rows.SelectMany(r => r.With).Distinct().SelectMany(a => a.WithDescendants()).Prepend(this);
}

/// <summary>One step of an axis.</summary>
/// <param name="levels">One per slot of the axis.</param>
/// <param name="path">Where the spec gives it.</param>
/// <param name="position">The place in the text.</param>
internal sealed class AxisRow(IReadOnlyList<Level> levels, string path, TextPosition position)
{
    public IReadOnlyList<Level> Levels { get; } = levels;

    public string Path { get; } = path;

    public TextPosition Position { get; } = position;

    /// <summary>When the row exists. Set once, after all levels are known: conditions refer to levels read later.</summary>
    public Condition When { get; set; } = Condition.Always;

    /// <summary>Axes that exist under this row only. Ordered once, after the conditions are known.</summary>
    public IReadOnlyList<Axis> With { get; set; } = [];
}
