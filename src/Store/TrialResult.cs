using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store;

/// <summary>What a comparison needs of a trial, and no more: a sweep may have a hundred thousand of them.</summary>
/// <param name="Configuration">Its levels and settings; the trials of one configuration share the object.</param>
/// <param name="Seed">The replicate's label.</param>
/// <param name="StreamKey">Equal for partners.</param>
/// <param name="State">Its state.</param>
/// <param name="Value">The compared metric at the epoch asked for, or at the last that reports it; null without such a report.</param>
/// <param name="SelectionValue">The metric that chooses among tuned levels likewise; null, too, when nothing is tuned.</param>
public readonly record struct TrialResult(Configuration Configuration, Seed Seed, StreamKey StreamKey, TrialState State, double? Value,
    double? SelectionValue)
{
    /// <summary>When the attempt that counts ended, by the database's clock; null unless it completed or diverged.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The same of a trial that was read with its metrics.</summary>
    public static TrialResult From(TrialRow row, ComparisonPlan asked)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(asked);
        return new TrialResult(row.Trial.Configuration, row.Trial.Seed, row.Trial.StreamKey, row.State,
            Find(row, asked.Metric, asked.Epoch),
            asked.Tuning is { } tuning ? Find(row, tuning.Metric, asked.Epoch) : null)
        {
            EndedAt = row.State is TrialState.Completed or TrialState.Diverged ? row.EndedAt : null,
        };
    }

    /// <summary>Names the trial.</summary>
    public TrialId Id => TrialDescription.Create(Configuration, Seed, StreamKey).Id;

    private static double? Find(TrialRow row, string metric, int? epoch)
    {
        double? found = null;
        int foundEpoch = int.MinValue;
        foreach (var metrics in row.Metrics)
        {
            if ((epoch is { } wanted && metrics.Epoch != wanted) || metrics.Epoch <= foundEpoch)
                continue;
            foreach (var (name, value) in metrics.Values)
            {
                if (name == metric)
                    (found, foundEpoch) = (value, metrics.Epoch);
            }
        }
        return found;
    }
}
