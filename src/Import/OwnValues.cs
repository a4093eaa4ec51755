using Sweep.Planning.Trials;

namespace Sweep.Import;

/// <summary>Tells what was measured or noted of each training (a run id, a time, a loss) from what trainings were told, where the user has
/// not said so.</summary>
public static class OwnValues
{
    private const int Few = 4;

    /// <summary>Whether values belong to the trainings one by one: all differ, or they are numbers with decimals of which most
    /// differ.</summary>
    /// <param name="values">One for each row or training; null where there is none.</param>
    public static bool AreOfEachTraining(IReadOnlyCollection<SettingValue?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var given = values.OfType<SettingValue>().ToArray();
        int distinct = given.Distinct().Count();
        return given.Length >= Few && (distinct == given.Length
            || (2 * distinct > given.Length && given.Any(v => v is SettingValue.Number n && n.Value != Math.Floor(n.Value))));
    }

    /// <summary>What people are told of columns or parameters that are left out for that.</summary>
    public static string Note(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return $"Left out, since nearly every training has a value of its own there: {string.Join(", ", names)}. "
            + "What counts is kept where --block names it.";
    }
}
