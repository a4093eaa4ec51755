using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Client.Running;

/// <summary>What is known of a running sweep, fed by the workers' events, read by the displays. Thread-safe.</summary>
/// <param name="factors">The factors that tell its trials apart.</param>
/// <param name="comparison">What is compared, so that the levels' means can be shown; null if nothing is.</param>
/// <param name="sweep">Its name.</param>
/// <param name="total">Trials selected from it.</param>
/// <param name="alreadyOver">How many of them were over before this run.</param>
/// <param name="time">Clock for rates.</param>
internal sealed class SweepProgress(IReadOnlyList<string> factors, ComparisonPlan? comparison, string sweep, long total, long alreadyOver,
    TimeProvider time)
{
    private const int RecentEnds = 200;

    private readonly Lock gate = new();
    private readonly long startedAt = time.GetTimestamp();
    private readonly Dictionary<TrialId, Running> running = [];
    private readonly Dictionary<FailureKind, long> failures = [];
    private readonly Dictionary<string, (int Count, double Sum)> levels = [];
    private readonly Dictionary<TrialId, double> lastMetric = [];
    private readonly Queue<long> recentEnds = new();
    private long completed, diverged, pruned, cancelled, closed;
    private TimeSpan busy;
    private string latest = "";
    private string? trouble;

    /// <summary>A trial began on a slot.</summary>
    public void Started(TrialDescription trial)
    {
        lock (gate)
            running[trial.Id] = new Running(time.GetTimestamp());
    }

    /// <summary>An epoch of a trial ended.</summary>
    public void EpochEnded(TrialDescription trial, EpochMetrics metrics)
    {
        if (comparison is null || (comparison.Epoch is { } epoch && epoch != metrics.Epoch))
            return;
        foreach (var (name, value) in metrics.Values)
        {
            if (name != comparison.Metric)
                continue;
            lock (gate)
                lastMetric[trial.Id] = value;
        }
    }

    /// <summary>An attempt ended; a failed one may be tried again.</summary>
    public void Ended(TrialDescription trial, TrialOutcome outcome)
    {
        lock (gate)
        {
            if (running.Remove(trial.Id, out var begun))
                busy += time.GetElapsedTime(begun.StartedAt);
            bool hasMetric = lastMetric.Remove(trial.Id, out double metric);
            switch (outcome)
            {
                case TrialOutcome.Completed:
                    completed++;
                    if (hasMetric && Level(trial) is { } level)
                        levels[level] = levels.GetValueOrDefault(level) is var sum ? (sum.Count + 1, sum.Sum + metric) : default;
                    break;
                case TrialOutcome.Diverged:
                    diverged++;
                    break;
                case TrialOutcome.Pruned:
                    pruned++;
                    break;
                case TrialOutcome.Cancelled:
                    cancelled++;
                    break;
                case TrialOutcome.Failed failed:
                    failures[failed.Kind] = failures.GetValueOrDefault(failed.Kind) + 1;
                    break;
            }
            recentEnds.Enqueue(time.GetTimestamp());
            while (recentEnds.Count > RecentEnds)
                recentEnds.Dequeue();
            latest = $"{Describe(trial)}: {Describe(outcome, hasMetric ? metric : null)}";
        }
    }

    /// <summary>A running trial is no longer this process'.</summary>
    public void Dropped(TrialDescription trial)
    {
        lock (gate)
        {
            if (running.Remove(trial.Id, out var begun))
                busy += time.GetElapsedTime(begun.StartedAt);
            lastMetric.Remove(trial.Id);
        }
    }

    /// <summary>A look found trials unneeded, or they were given up with the candidate that they belong to.</summary>
    public void Closed(long trials)
    {
        lock (gate)
            closed += trials;
    }

    /// <summary>Something people should know while it lasts, such as an unreachable store; null when it is over.</summary>
    public void Trouble(string? message)
    {
        lock (gate)
            trouble = message;
    }

    /// <summary>A consistent copy for display.</summary>
    public ProgressSnapshot Read()
    {
        lock (gate)
        {
            var elapsed = time.GetElapsedTime(startedAt);
            long ended = completed + diverged + pruned + cancelled + failures.Values.Sum();
            long left = total - closed, done = Math.Min(left, alreadyOver + ended);
            double rate = Rate(ended, elapsed);
            var busyNow = busy + running.Values.Aggregate(TimeSpan.Zero, (sum, r) => sum + time.GetElapsedTime(r.StartedAt));
            double concurrency = elapsed > TimeSpan.Zero ? busyNow / elapsed : 0;
            TimeSpan? remaining = rate > 0 ? TimeSpan.FromSeconds((left - done) / rate) : null;
            return new ProgressSnapshot(sweep, done, left, running.Count, completed, diverged, cancelled,
                new Dictionary<FailureKind, long>(failures),
                rate, remaining, elapsed, concurrency, latest, trouble,
                [.. levels.Select(l => new LevelSoFar(l.Key, l.Value.Count, l.Value.Sum / l.Value.Count))
                    .OrderBy(l => l.Level, StringComparer.Ordinal)],
                comparison) { Pruned = pruned };
        }
    }

    /// <summary>The levels that tell this trial from the others, and its seed.</summary>
    public string Describe(TrialDescription trial)
    {
        var levelsOfTrial = factors.Select(f => LevelLabel.Find(trial.Configuration, f)).OfType<string>();
        return string.Join(' ', levelsOfTrial.Append($"seed {trial.Seed}"));
    }

    private double Rate(long ended, TimeSpan elapsed)
    {
        if (recentEnds.Count == RecentEnds) // fewer may be the burst of one group
        {
            var window = time.GetElapsedTime(recentEnds.Peek());
            if (window > TimeSpan.Zero)
                return recentEnds.Count / window.TotalSeconds;
        }
        return elapsed > TimeSpan.Zero ? ended / elapsed.TotalSeconds : 0;
    }

    private string? Level(TrialDescription trial) =>
        comparison is not null ? LevelLabel.Find(trial.Configuration, comparison.Factor) : null;

    private static string Describe(TrialOutcome outcome, double? metric) =>
        outcome is TrialOutcome.Completed && metric is { } value ? MetricText.Format(value) : OutcomeText.Describe(outcome);

    private readonly record struct Running(long StartedAt);
}

/// <summary>Mean of the compared metric over the trials of one level that completed in this run.</summary>
internal sealed record LevelSoFar(string Level, int Count, double Mean);

/// <summary>A moment of a running sweep.</summary>
internal sealed record ProgressSnapshot(string Sweep, long Done, long Total, int Running, long Completed, long Diverged, long Cancelled,
    IReadOnlyDictionary<FailureKind, long> Failures, double TrialsPerSecond, TimeSpan? Remaining, TimeSpan Elapsed, double Concurrency,
    string Latest, string? Trouble, IReadOnlyList<LevelSoFar> Levels, ComparisonPlan? Comparison)
{
    /// <summary>Trials that were given up by the pruning rule.</summary>
    public long Pruned { get; init; }
}
