using Sweep.Planning.Trials;

namespace Sweep.Import.Trackers;

/// <summary>The metrics of one training by step, as trackers log them: each metric at steps of its own.</summary>
/// <remarks>The metric that the trainings log least often, but more than once, marks the epochs: usually one that is measured at the
/// end of each. Of the others the last value in each epoch counts; what is logged once belongs to the last epoch. Where even the clock
/// has very many values, they are of steps, and an epoch is several of them.</remarks>
internal sealed class RunCurves
{
    /// <summary>The step of values that are of the whole training.</summary>
    public const long Final = long.MaxValue;

    /// <summary>The most epochs of a run.</summary>
    public const int MostEpochs = 1000;

    private readonly Dictionary<string, List<(long Step, double Value)>> curves = new(StringComparer.Ordinal);

    /// <summary>The names of the metrics.</summary>
    public IReadOnlyCollection<string> Metrics => curves.Keys;

    /// <summary>How often a metric was logged.</summary>
    public int Count(string metric) => curves.TryGetValue(metric, out var curve) ? curve.Count : 0;

    /// <summary>Adds a value; at the same step a later one replaces an earlier one.</summary>
    public void Add(string metric, long step, double value)
    {
        if (!curves.TryGetValue(metric, out var curve))
            curves.Add(metric, curve = []);
        curve.Add((step, value));
    }

    /// <summary>Adds all values of another part of the training.</summary>
    /// <param name="part">The other part.</param>
    /// <param name="prefix">Set before the names of its metrics.</param>
    public void Add(RunCurves part, string prefix)
    {
        foreach (var (metric, curve) in part.curves)
        {
            foreach (var (step, value) in curve)
                Add(prefix + metric, step, value);
        }
    }

    /// <summary>Forgets what was logged at a step or later: training began there anew.</summary>
    public void RestartAt(long step)
    {
        foreach (var curve in curves.Values)
            curve.RemoveAll(point => point.Step >= step);
    }

    /// <summary>Keeps some of the metrics.</summary>
    public void Keep(Func<string, bool> wanted)
    {
        foreach (string metric in curves.Keys.Where(metric => !wanted(metric)).ToArray())
            curves.Remove(metric);
    }

    /// <summary>The metric that marks the epochs of these trainings; null where each is logged once.</summary>
    public static string? Clock(IEnumerable<RunCurves> runs) => runs
        .SelectMany(run => run.curves.Select(curve => (Metric: curve.Key, curve.Value.Count)))
        .GroupBy(curve => curve.Metric, curve => curve.Count)
        .Select(counts => (Metric: counts.Key, Count: counts.Order().ElementAt(counts.Count() / 2)))
        .Where(typical => typical.Count > 1)
        .OrderBy(typical => typical.Count).ThenBy(typical => typical.Metric, StringComparer.Ordinal)
        .Select(typical => typical.Metric).FirstOrDefault();

    /// <summary>The metrics by epoch, numbered from 1.</summary>
    /// <param name="clock">The metric that marks the epochs; where it is missing, another does by the same rule.</param>
    public IReadOnlyList<EpochMetrics> Epochs(string? clock)
    {
        if (curves.Count == 0)
            return [];
        clock = clock is not null && curves.ContainsKey(clock) ? clock : Clock([this]);
        long[] ends = clock is null ? [Final] : [.. curves[clock].Select(point => point.Step).Distinct().Order()];
        int each = (ends.Length + MostEpochs - 1) / MostEpochs;
        ends = [.. ends.Where((_, i) => (i + 1) % each == 0 || i == ends.Length - 1)];
        var epochs = ends.Select(_ => new List<KeyValuePair<string, double>>()).ToArray();
        foreach (var (metric, curve) in curves.OrderBy(curve => curve.Key, StringComparer.Ordinal))
        {
            var last = new double?[ends.Length];
            foreach (var (step, value) in curve.OrderBy(point => point.Step)) // stable: of one step the last added stays
            {
                int place = Array.BinarySearch(ends, step);
                last[Math.Min(place < 0 ? ~place : place, ends.Length - 1)] = value;
            }
            for (int i = 0; i < last.Length; i++)
            {
                if (last[i] is { } value)
                    epochs[i].Add(KeyValuePair.Create(metric, value));
            }
        }
        return [.. epochs.Select((values, i) => new EpochMetrics(i + 1, values))];
    }
}
