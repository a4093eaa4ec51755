using System.Globalization;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Names;

/// <summary>The settings of stored trials as columns: sorted by name, each of the kind that holds the values of all of them.</summary>
internal static class SettingColumns
{
    /// <summary>Reads the trials to find which settings there are.</summary>
    /// <param name="rows">The trials.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<IReadOnlyList<TabularColumn>> FindAsync(IAsyncEnumerable<TrialRow> rows, CancellationToken cancellation)
    {
        var found = new SortedDictionary<string, (ColumnKind? Kind, long Rows)>(StringComparer.Ordinal);
        long count = 0;
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            count++;
            foreach (var (name, value) in row.Trial.Configuration.Settings)
            {
                var (kind, seen) = found.GetValueOrDefault(name);
                found[name] = (ColumnKinds.Join(kind, Of(value)), seen + 1);
            }
        }
        // Where a configuration leaves a setting out, the column has the label of what that stands for.
        return [.. found.Select(f => TabularColumn.Of(f.Value.Rows == count ? f.Value.Kind!.Value
            : ColumnKinds.Join(f.Value.Kind, OfOmitted(f.Key))!.Value, f.Key) with { IsNumeric = false })];
    }

    private static ColumnKind Of(SettingValue value) => value switch
    {
        SettingValue.Number number => Of(number.Value),
        SettingValue.Flag => ColumnKind.Flag,
        _ => ColumnKind.Text,
    };

    private static ColumnKind Of(double number)
    {
        const double exact = 1L << 53;
        return Math.Truncate(number) == number && Math.Abs(number) < exact ? ColumnKind.Integer : ColumnKind.Number;
    }

    private static ColumnKind? OfOmitted(string setting) => LevelLabel.Vocabulary.ShownLabel(setting, Configuration.AbsentLabel) switch
    {
        Configuration.AbsentLabel => null,
        "true" or "false" => ColumnKind.Flag,
        var label => double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? Of(number)
            : ColumnKind.Text,
    };
}
