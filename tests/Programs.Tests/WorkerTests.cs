using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Testing;

namespace Sweep.Programs.Tests;

/// <summary>Programs in a worker on a store: retries, breakers and what is kept are those of every trainer.</summary>
public sealed class WorkerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90); // ends a test that hangs; nothing is measured by it

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_failed_attempt_is_tried_again_and_both_keep_what_they_printed()
    {
        using var workshop = new Workshop("""
            echo "attempt $SWEEP_ATTEMPT"
            echo "{\"epoch\": $SWEEP_ATTEMPT, \"accuracy\": 0.$SWEEP_SEED}"
            [ "$SWEEP_ATTEMPT" = 2 ] || { echo sorry >&2; exit 75; }
            """, slots: 2);
        await using var store = await OpenAsync();
        await store.SubmitAsync(Plan(4), Cancellation);
        var summary = await WorkAsync(store, workshop, slots: 2);

        Assert.Equal((4, 4, WorkEnding.Done), (summary.Completed, summary.Failed, summary.Ending));
        foreach (var row in await TrialsAsync(store))
        {
            var attempts = await store.ReadAttemptsAsync(row.Trial.Id, Cancellation);
            Assert.Equal([(AttemptState.Failed, FailureKind.Preempted), (AttemptState.Completed, null)],
                attempts.Select(a => (a.State, a.FailureKind)));
            Assert.Contains("attempt 1", attempts[0].Output, StringComparison.Ordinal);
            Assert.Equal("attempt 2\n", attempts[1].Output);
            Assert.Equal([1, 2], row.Metrics.Select(m => m.Epoch));
        }
    }

    [Fact]
    public async Task A_missing_program_pauses_the_sweep_with_one_message()
    {
        using var workshop = new Workshop();
        await using var store = await OpenAsync();
        await store.SubmitAsync(Plan(30, "no-such-program"), Cancellation);
        var summary = await WorkAsync(store, workshop);

        Assert.Equal(WorkEnding.Paused, summary.Ending);
        var status = Assert.Single(await store.ReadStatusAsync("study", Cancellation));
        Assert.Contains("'no-such-program' is not installed on this machine", status.StateReason, StringComparison.Ordinal);
        Assert.True(status.Count(TrialState.Queued) > 0);
    }

    [Fact]
    public async Task A_cancelled_sweep_ends_its_programs()
    {
        using var workshop = new Workshop("echo '{\"accuracy\": 0}'; echo begun; touch \"begun-$SWEEP_SEED\"; sleep 600", slots: 2);
        await using var store = await OpenAsync();
        await store.SubmitAsync(Plan(2), Cancellation);
        var work = WorkAsync(store, workshop, slots: 2);
        await Workshop.EventuallyAsync(() => File.Exists(workshop["begun-0"]) && File.Exists(workshop["begun-1"]));
        await store.SetSweepStateAsync("study", SweepState.Cancelled, null, Cancellation);

        Assert.Equal(2, (await work).Cancelled);
    }

    [Fact]
    public async Task A_program_that_did_not_converge_is_a_result()
    {
        using var workshop = new Workshop("""echo '{"accuracy": NaN}'""");
        await using var store = await OpenAsync();
        await store.SubmitAsync(Plan(1), Cancellation);
        Assert.Equal(1, (await WorkAsync(store, workshop)).Diverged);
    }

    private static SweepPlan Plan(int seeds, params string[] command) => new("study",
        new PlanHash("p1-" + new string('a', 32)), "name: study", seeds,
        () => Enumerable.Range(0, seeds).Select(s => Workshop.Trial(command is [] ? null : command, seed: s)), null, new RetryPlan(),
        new StopPlan())
    {
        Trainer = new ProgramTrainer(["sh"], new Dictionary<string, string>(), [], new MetricTable([]))
        {
            Plan = ProgramPlan.Default with { Metrics = ["accuracy"] },
        },
    };

    private static async Task<List<TrialRow>> TrialsAsync(ITrialStore store)
    {
        var rows = new List<TrialRow>();
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = "study" }, MetricSelection.All, Cancellation))
            rows.Add(row);
        return rows;
    }

    private Task<ITrialStore> OpenAsync() =>
        TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System, Cancellation);

    private static Task<WorkSummary> WorkAsync(ITrialStore store, Workshop workshop, int slots = 1) => new WorkerPool(store,
        workshop.Engine, new WorkerOptions
        {
            Worker = new WorkerRegistration(new WorkerId("w"), "host", 1, "program", new Dictionary<string, string>()),
            Slots = slots,
            UntilDone = true,
            HeartbeatInterval = TimeSpan.FromMilliseconds(50),
        }, new NoObserver(), TimeProvider.System).RunAsync(CancellationToken.None).WaitAsync(Patience);

    private sealed class NoObserver : IWorkObserver
    {
        public void TrialStarted(TrialDescription trial)
        {
        }

        public void EpochCompleted(TrialDescription trial, EpochMetrics metrics)
        {
        }

        public void TrialEnded(TrialDescription trial, TrialOutcome outcome)
        {
        }

        public void TrialMentioned(TrialDescription trial, string detail)
        {
        }

        public void StoreUnreachable(string message)
        {
        }

        public void StoreReachable()
        {
        }

        public void SweepPaused(string sweep, string reason)
        {
        }
    }
}
