using Sweep.Planning.Trials;

namespace Sweep.Import.Tables;

/// <summary>The rows of a table that are one training.</summary>
/// <param name="Place">Of the first.</param>
/// <param name="Settings">What they share.</param>
internal sealed record RunRows(string Place, IReadOnlyDictionary<string, SettingValue> Settings)
{
    private readonly SortedDictionary<int, List<(string Metric, double Value, string Place)>> epochs = [];

    /// <summary>The smallest epoch; null where nothing was reported.</summary>
    public int? FirstEpoch => epochs.Count == 0 ? null : epochs.Keys.First();

    /// <summary>Adds a value; where there is one already, its place is returned and nothing changes.</summary>
    public string? Add(int epoch, string metric, double value, string place)
    {
        if (!epochs.TryGetValue(epoch, out var values))
            epochs[epoch] = values = [];
        if (values.FirstOrDefault(v => v.Metric == metric) is { Place: { } before })
            return before;
        values.Add((metric, value, place));
        return null;
    }

    /// <summary>The training, its epochs in order.</summary>
    /// <param name="shift">Added to the number of each epoch.</param>
    public ImportedRun ToRun(int shift) => new(Place, Settings, null, new TrialOutcome.Completed(),
        [.. epochs.Select(e => new EpochMetrics(e.Key + shift, [.. e.Value.Select(v => KeyValuePair.Create(v.Metric, v.Value))]))]);
}
