using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>How the epochs of a trial look: before training, after it, and between.</summary>
/// <param name="Snapshot">The epoch.</param>
/// <param name="Look">Its line.</param>
/// <param name="Thickness">Of the line.</param>
internal sealed record EpochStyle(Snapshot Snapshot, LegendEntry Look, double Thickness)
{
    private const int MostBetween = 3;

    /// <summary>The epochs that are drawn: the first, some between, the last.</summary>
    public static IReadOnlyList<EpochStyle> Of(Inspection inspection)
    {
        var between = Inspection.Spread([.. inspection.Snapshots.Skip(1).SkipLast(1)], MostBetween);
        string?[] dashes = ["2 3", "5 3", "9 3"];
        return
        [
            .. inspection.Start is { } start && start != inspection.Last
                ? [new EpochStyle(start, new LegendEntry("before training", Ink.Faint, "6 4"), 1.5)] : Array.Empty<EpochStyle>(),
            .. between.Select((s, i) => new EpochStyle(s, new LegendEntry($"epoch {s.Epoch}", Ink.Series(5), dashes[i]), 1.6)),
            new EpochStyle(inspection.Last, new LegendEntry($"epoch {inspection.Last.Epoch} (last)", Ink.Series(0)), 2.4),
        ];
    }
}
