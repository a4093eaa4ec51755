using Sweep.Analysis.Tests.Questions;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Protocols;

namespace Sweep.Page.Tests;

/// <summary>An SQLite store in a temporary folder that fills with made-up results, as workers would store them.</summary>
internal sealed class MadeUpStore : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    private MadeUpStore()
    {
    }

    /// <summary>For writing.</summary>
    public ITrialStore Store { get; private set; } = null!;

    /// <summary>The file.</summary>
    public string Path => folder["sweep.db"];

    public static Task<MadeUpStore> CreateAsync(params Study[] studies) => CreateAtAsync(null, studies);

    /// <summary>One at another address, such as a Postgres database.</summary>
    public static async Task<MadeUpStore> CreateAtAsync(string? address, params Study[] studies)
    {
        var made = new MadeUpStore();
        made.Store = await TrialStores.OpenAsync(address ?? made.Path, StoreAccess.Write, TimeProvider.System, CancellationToken.None);
        foreach (var study in studies)
            await made.AddAsync(study);
        return made;
    }

    /// <summary>A study of real settings: a spec, and what comes of its trials (<see cref="Study.Row"/>).</summary>
    public static Study StudyOf(string yaml, Func<TrialDescription, TrialRow> result) => new(yaml, result, TrainerVocabulary.Create());

    /// <summary>Submits a study and stores its results; what is queued there stays queued, what is running stays with the worker.</summary>
    /// <param name="study">Completed, diverged, failed (after all retries), running, queued and cancelled trials.</param>
    /// <param name="worker">Who trains.</param>
    public async Task AddAsync(Study study, string worker = "made-up-1/0")
    {
        await Store.SubmitAsync(study.Plan, CancellationToken.None);
        await ContinueAsync(study, worker);
    }

    /// <summary>Stores results of trials that wait; those that are to be queued stay so.</summary>
    public async Task ContinueAsync(Study study, string worker = "made-up-1/0")
    {
        var id = new WorkerId(worker);
        await Store.RegisterWorkerAsync(new WorkerRegistration(id, "made-up-host", 1, "cpu", new Dictionary<string, string>
        {
            ["processor"] = "test", ["sweep"] = "0.1.0",
        }) { Owner = "ada" }, CancellationToken.None);
        var rows = study.Rows.ToDictionary(row => row.Trial.Id);
        var filter = new TrialFilter { Sweep = study.Plan.Name };
        var back = new List<Lease>();
        while (await Store.ClaimAsync(new ClaimRequest(id, 1000, TimeSpan.FromHours(9), filter), CancellationToken.None)
            is { Count: > 0 } claimed)
        {
            var endings = new List<AttemptEnding>();
            foreach (var leased in claimed)
            {
                var row = rows[leased.Trial.Id];
                if (row.State == TrialState.Queued)
                    back.Add(leased.Lease);
                else if (row.State == TrialState.Running)
                    await Store.AppendMetricsAsync([.. row.Metrics.Select(m => new AttemptMetrics(leased.Lease, m))],
                        CancellationToken.None);
                else
                    endings.Add(new AttemptEnding(leased.Lease, Outcome(row), row.Metrics, TimeSpan.FromSeconds(2)));
            }
            await Store.FinishAsync(endings, CancellationToken.None);
        }
        await Store.ReleaseAsync(back, CancellationToken.None);
    }

    /// <summary>The id of the first trial in a state.</summary>
    public async Task<string> FirstAsync(TrialState state) => (await Store.ReadTrialsAsync(
        new TrialFilter { States = new HashSet<TrialState> { state } }, MetricSelection.None, default).FirstAsync()).Trial.Id.Value;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Dispose();
    }

    private static TrialOutcome Outcome(TrialRow row) => row.State switch
    {
        TrialState.Diverged => new TrialOutcome.Diverged(1, row.DivergedAtStep ?? 1),
        TrialState.Failed => new TrialOutcome.Failed(row.FailureKind ?? FailureKind.Exception, row.FailureMessage ?? "made up to fail"),
        TrialState.Cancelled => new TrialOutcome.Cancelled(),
        _ => new TrialOutcome.Completed(),
    };
}
