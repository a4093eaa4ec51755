using System.Globalization;
using Sweep.Analysis;
using Sweep.Analysis.Questions;
using Sweep.Client.Report;
using Sweep.Store;

namespace Sweep.Client.Page.Comparisons;

/// <summary>Answers questions, the same one once for all who ask it: until the sweep has changed, the answer is kept. Few are computed at
/// once; one that nobody waits for any more is given up.</summary>
/// <param name="store">Where the trials are.</param>
internal sealed class CompareAnswers(ITrialReader store) : IDisposable
{
    private const int MaxKept = 12;

    private readonly SemaphoreSlim places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private long uses;

    /// <summary>The answer.</summary>
    /// <param name="status">The sweep as it is now.</param>
    /// <param name="settings">The wishes.</param>
    /// <param name="cancellation">The asker has gone.</param>
    /// <exception cref="QuestionException">It cannot be asked or answered; the message has all mistakes.</exception>
    public async Task<CompareAnswer> GetAsync(SweepStatus status, CompareSettings settings, CancellationToken cancellation)
    {
        string key = Key(status, settings);
        Entry entry;
        lock (gate)
        {
            if (!entries.TryGetValue(key, out entry!))
            {
                entry = new Entry();
                entry.Answer = Task.Run(() => ComputeAsync(status.Name, settings, entry.GivenUp.Token), CancellationToken.None);
                entries.Add(key, entry);
            }
            entry.Waiting++;
            entry.LastUse = ++uses;
            Forget();
        }
        try
        {
            return await entry.Answer.WaitAsync(cancellation);
        }
        finally
        {
            lock (gate)
            {
                if (--entry.Waiting == 0 && !entry.Answer.IsCompletedSuccessfully)
                {
                    entry.GivenUp.Cancel();
                    if (entries.GetValueOrDefault(key) == entry)
                        entries.Remove(key);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private async Task<CompareAnswer> ComputeAsync(string sweep, CompareSettings settings, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        try
        {
            return CompareAnswer.From(await ReportQuery.RunAsync(store, sweep, settings, cancellation));
        }
        finally
        {
            places.Release();
        }
    }

    // Those that are finished and were not asked for longest.
    private void Forget()
    {
        foreach (var (key, _) in entries.Where(e => e.Value.Waiting == 0).OrderByDescending(e => e.Value.LastUse).Skip(MaxKept).ToArray())
            entries.Remove(key);
    }

    // What a comparison reads are trials that have ended: each one that ends changes a count. Mistakes in the wishes are part of them.
    private static string Key(SweepStatus status, CompareSettings settings) => string.Join('\n',
    [
        status.PlanHash.Value, status.SubmittedAt.ToString("O", CultureInfo.InvariantCulture), status.State.ToString(),
        .. status.Counts.OrderBy(c => c.Key).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")),
        ReportInvocation.Create(status.Name, settings), .. settings.Mistakes,
    ]);

    private sealed class Entry
    {
        public CancellationTokenSource GivenUp { get; } = new();

        public Task<CompareAnswer> Answer { get; set; } = Task.FromCanceled<CompareAnswer>(new CancellationToken(canceled: true));

        public int Waiting { get; set; }

        public long LastUse { get; set; }
    }
}
