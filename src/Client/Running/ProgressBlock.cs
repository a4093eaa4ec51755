using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Client.Output;
using Sweep.Planning.Expansion;

namespace Sweep.Client.Running;

/// <summary>A progress snapshot as a block for a terminal, and as one line for a pipe. Pure functions.</summary>
internal static class ProgressBlock
{
    private const int BarWidth = 24, MaxLevels = 24;

    public static IRenderable Render(ProgressSnapshot now)
    {
        var lines = new List<IRenderable> { new Text(Headline(now)), new Text(Pace(now)) };
        if (now.Latest.Length > 0)
            lines.Add(new Text("latest: " + now.Latest, new Style(decoration: Decoration.Dim)).Ellipsis());
        if (now.Levels.Count > 1)
            lines.Add(Levels(now));
        if (now.Trouble is { } trouble)
            lines.Add(new Text("! " + trouble));
        return new Rows(lines);
    }

    public static string Line(ProgressSnapshot now) =>
        $"{Headline(now, withBar: false)}  {Pace(now)}{(now.Trouble is { } trouble ? "  ! " + trouble : "")}";

    private static string Headline(ProgressSnapshot now, bool withBar = true)
    {
        var parts = new List<string> { now.Sweep };
        if (withBar)
            parts.Add(Bar(now.Total == 0 ? 1 : (double)now.Done / now.Total));
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{now.Done}/{now.Total} trials"));
        if (now.Running > 0)
            parts.Add($"{now.Running} running");
        if (now.Diverged > 0)
            parts.Add($"{now.Diverged} diverged");
        if (now.Pruned > 0)
            parts.Add($"{now.Pruned} pruned");
        parts.AddRange(now.Failures.OrderBy(f => f.Key).Select(f => $"{f.Value} failed by {FailureText.Describe(f.Key)}"));
        return string.Join("  ", parts);
    }

    private static string Pace(ProgressSnapshot now)
    {
        string rate = now.TrialsPerSecond >= 1 || now.TrialsPerSecond == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{now.TrialsPerSecond:0.0} trials/s")
            : string.Create(CultureInfo.InvariantCulture, $"{60 * now.TrialsPerSecond:0.0} trials/min");
        string remaining = now.Remaining is { } time && now.Done < now.Total ? $"  about {Span(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{rate}  {Span(now.Elapsed)} elapsed{remaining}  concurrency {now.Concurrency:0.0}");
    }

    private static IRenderable Levels(ProgressSnapshot now)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().RightAligned().NoWrap())
            .AddColumn(new GridColumn().NoWrap());
        bool larger = now.Comparison is not { } comparison || comparison.Definition.LargerIsBetter;
        var ordered = larger ? now.Levels.OrderByDescending(l => l.Mean) : now.Levels.OrderBy(l => l.Mean);
        foreach (var level in ordered.Take(MaxLevels))
            grid.AddRow(new Text(level.Level), new Text(MetricText.Format(level.Mean)),
                new Text($"mean {now.Comparison?.Metric} of {level.Count} so far", new Style(decoration: Decoration.Dim)));
        return grid;
    }

    private static string Bar(double share)
    {
        int filled = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        return "[" + new string('#', filled) + new string('-', BarWidth - filled) + "]";
    }

    private static string Span(TimeSpan span) => span.TotalHours >= 1
        ? span.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
        : span.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
