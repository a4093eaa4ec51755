using Sweep.Planning.Trials;

namespace Sweep.Programs.Reports;

/// <summary>What one attempt reports: metrics by epoch, and everything else as output.</summary>
/// <param name="asked">Names of the metrics that the attempt must report; one of them that is not finite is a divergence.</param>
/// <param name="journal">Epochs of earlier attempts.</param>
/// <param name="tell">Hears of each epoch.</param>
internal sealed class AttemptReport(IReadOnlyList<string> asked, EpochJournal journal, Action<EpochMetrics> tell)
{
    /// <summary>More values of metrics are no training's.</summary>
    public const int MaxValues = 200_000;

    private const int Head = 16 << 10, Tail = 48 << 10;

    private readonly LineSplitter[] splitters = [new(), new(), new()]; // by channel
    private readonly KeptOutput output = new(Head, Tail), errors = new(0, 4 << 10);
    private readonly HashSet<string> reported = [];
    private readonly HashSet<(int Epoch, string Metric)> known = [];
    private int lastEpoch;
    private bool hasPrinted, hasReported;

    /// <summary>Whether more came than an attempt may report.</summary>
    public bool IsTooMuch => known.Count > MaxValues;

    /// <summary>The divergence; null while all is finite.</summary>
    public TrialOutcome.Diverged? Divergence { get; private set; }

    /// <summary>Metrics that were asked for and have not come.</summary>
    public IReadOnlyList<string> Missing => [.. asked.Where(a => !reported.Contains(a))];

    /// <summary>What was printed beside metrics; null for nothing.</summary>
    public string? Output => hasPrinted ? output.ToString() : null;

    /// <summary>The last lines of standard error.</summary>
    public IReadOnlyList<string> LastErrors =>
        [.. errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(3)];

    /// <summary>Takes what the program wrote.</summary>
    /// <param name="channel">0 for its standard output, 1 for its standard error, 2 for the pipe of metrics.</param>
    /// <param name="bytes">What came.</param>
    public void Add(int channel, ReadOnlySpan<byte> bytes) =>
        splitters[channel].Add(bytes, channel == 1 ? TakeError : TakeLine);

    /// <summary>Nothing more comes.</summary>
    /// <param name="isComplete">Whether the program says that it is done: then what earlier attempts reported counts where this one had
    /// nothing left to do.</param>
    public void End(bool isComplete)
    {
        for (int channel = 0; channel < splitters.Length; channel++)
            splitters[channel].End(channel == 1 ? TakeError : TakeLine);
        if (!isComplete || hasReported)
            return;
        foreach (var earlier in journal.Read())
            TellNew(earlier);
    }

    private void TakeError(ReadOnlySpan<byte> line, bool isWhole)
    {
        errors.Add(line);
        Keep(line);
    }

    private void TakeLine(ReadOnlySpan<byte> line, bool isWhole)
    {
        if (isWhole && MetricLine.Read(line, asked) is { } metrics)
            Report(metrics);
        else
            Keep(line);
    }

    private void Keep(ReadOnlySpan<byte> line)
    {
        hasPrinted = true;
        output.Add(line);
    }

    private void Report(MetricLine line)
    {
        if (Divergence is not null || IsTooMuch)
            return;
        int epoch = line.Epoch ?? lastEpoch + 1;
        if (!hasReported)
        {
            hasReported = true;
            foreach (var earlier in journal.Begin(epoch))
                TellNew(earlier);
        }
        if (TellNew(new EpochMetrics(epoch, line.Values)) is not { } metrics)
            return;
        journal.Add(metrics);
        if (metrics.Values.Any(v => asked.Contains(v.Key) && !double.IsFinite(v.Value)))
            Divergence = new TrialOutcome.Diverged(Math.Max(1, epoch), line.Step ?? Math.Max(1, epoch));
    }

    // Tells what is new of it; null for nothing.
    private EpochMetrics? TellNew(EpochMetrics metrics)
    {
        metrics = new EpochMetrics(metrics.Epoch, [.. metrics.Values.Where(v => known.Add((metrics.Epoch, v.Key)))]);
        if (metrics.Values.Count == 0)
            return null;
        lastEpoch = Math.Max(lastEpoch, metrics.Epoch);
        foreach (var (name, _) in metrics.Values)
            reported.Add(name);
        tell(metrics);
        return metrics;
    }
}
