using System.Collections.Concurrent;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task A_claim_leases_trials_in_plan_order()
    {
        var plan = TestPlans.Create("order");
        await SubmitAsync(plan);
        var claimed = await ClaimAsync(4);

        Assert.Equal(plan.Trials.Take(4), claimed.Select(c => c.Trial));
        Assert.All(claimed, c => Assert.Equal((1, "order", null), (c.Lease.Attempt, c.Sweep, c.PreviousFailure)));
        Assert.All(claimed, c => Assert.Equal(c.Trial.Id, c.Lease.Trial));
        var status = await StatusAsync("order");
        Assert.Equal((4, 2), (status.Count(TrialState.Running), status.Count(TrialState.Queued)));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task The_older_sweep_is_served_first()
    {
        await SubmitAsync(TestPlans.Create("older", ["relu"], seeds: 2));
        await SubmitAsync(TestPlans.Create("newer", ["tanh"], seeds: 2));

        Assert.Equal(["older", "older", "newer"], (await ClaimAsync(3)).Select(c => c.Sweep));
    }

    [Fact]
    public async Task An_empty_store_gives_nothing()
    {
        Assert.Empty(await ClaimAsync(5));
    }

    [Fact]
    public async Task Concurrent_claimers_get_each_trial_exactly_once()
    {
        const int trials = 1_200;
        await SubmitAsync(TestPlans.Large("race", trials));
        var stores = new List<ITrialStore> { Store };
        for (int i = 0; i < 3; i++)
            stores.Add(await OpenAsync(StoreAccess.Write));
        var taken = new ConcurrentBag<Lease>();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(worker => Task.Run(async () =>
        {
            var store = stores[worker % stores.Count];
            int size = 1 + (worker * 7 % 20);
            while (await store.ClaimAsync(Claim(size, worker: new WorkerId($"w{worker}")), Cancellation) is { Count: > 0 } claimed)
            {
                foreach (var trial in claimed)
                    taken.Add(trial.Lease);
                var answers = await store.FinishAsync([.. claimed.Select(c => End(c))], Cancellation);
                Assert.All(answers, answer => Assert.Equal(LeaseAnswer.Held, answer));
            }
        })));

        Assert.Equal(trials, taken.Count);
        Assert.Equal(trials, taken.Distinct().Count());
        Assert.All(taken, lease => Assert.Equal(1, lease.Attempt));
        Assert.Equal(trials, (await StatusAsync("race")).Count(TrialState.Completed));
        await AssertCountsAgreeAsync();
        foreach (var store in stores.Skip(1))
            await store.DisposeAsync();
    }

    [Fact]
    public async Task Claims_through_two_sweeps_never_share_a_trial()
    {
        const int trials = 300;
        await SubmitAsync(TestPlans.Large("left", trials));
        await SubmitAsync(TestPlans.Large("right", trials));
        await using var other = await OpenAsync(StoreAccess.Write);
        var taken = new ConcurrentBag<Lease>();

        await Task.WhenAll(new[] { (Store, "left"), (other, "right"), (Store, "right"), (other, "left") }.Select(side =>
            Task.Run(async () =>
        {
            while (await side.Item1.ClaimAsync(Claim(7, new TrialFilter { Sweep = side.Item2 }), Cancellation) is { Count: > 0 } claimed)
            {
                foreach (var trial in claimed)
                    taken.Add(trial.Lease);
            }
        })));

        Assert.Equal(trials, taken.Count);
        Assert.Equal(trials, taken.Distinct().Count());
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_claim_can_be_restricted_to_a_sweep_to_levels_and_to_ids()
    {
        await SubmitAsync(TestPlans.Create("a", ["relu", "tanh"], [0.1, 0.01], seeds: 1));
        await SubmitAsync(TestPlans.Create("b", ["gelu"], [0.1], seeds: 1));

        Assert.Equal("b", Assert.Single(await ClaimAsync(9, new TrialFilter { Sweep = "b" })).Sweep);
        var tanh = Assert.Single(await ClaimAsync(9,
            new TrialFilter { Where = Where(("activation", ["tanh"]), ("learningRate", ["0.1"])) }));
        Assert.Equal(TestPlans.Trial("tanh", 0.1, 0), tanh.Trial);
        var id = TestPlans.Trial("relu", 0.01, 0).Id;
        Assert.Equal(id, Assert.Single(await ClaimAsync(9, new TrialFilter { Ids = [id.Value] })).Trial.Id);
        Assert.Empty(await ClaimAsync(9, new TrialFilter { Ids = ["t1-ffffffff"] }));
        Assert.Equal(2, (await ClaimAsync(9)).Count);
    }

    [Fact]
    public async Task A_quarantined_worker_gets_nothing_even_after_a_heartbeat()
    {
        await SubmitAsync(TestPlans.Create("sick"));
        await RegisterAsync(Worker);
        await Store.QuarantineAsync(Worker, "three failures in a row", Cancellation);
        await RegisterAsync(Worker);

        Assert.Empty(await ClaimAsync(1));
        Assert.Single(await ClaimAsync(1, worker: OtherWorker));
    }

    [Fact]
    public async Task Waiting_ends_when_another_store_submits()
    {
        Assert.Empty(await ClaimAsync(1));
        var waiting = Store.WaitForWorkAsync(TimeSpan.FromMinutes(5), Cancellation);
        await using var other = await OpenAsync(StoreAccess.Write);
        await other.SubmitAsync(TestPlans.Create("wake"), Cancellation);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Single(await ClaimAsync(1));
    }

    [Fact]
    public async Task Work_that_arrives_between_an_empty_claim_and_the_wait_is_noticed()
    {
        Assert.Empty(await ClaimAsync(1));
        await SubmitAsync(TestPlans.Create("early"));

        await Store.WaitForWorkAsync(TimeSpan.FromMinutes(5), Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task Waiting_ends_when_time_is_up_or_a_lease_expires()
    {
        await Store.WaitForWorkAsync(TimeSpan.FromMilliseconds(20), Cancellation);
        await SubmitAsync(TestPlans.Create("expiring", ["relu"], seeds: 1));
        await ClaimOneAsync();
        Assert.Empty(await ClaimAsync(1));
        await ExpireLeasesAsync();

        await Store.WaitForWorkAsync(TimeSpan.FromMinutes(5), Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(2, (await ClaimOneAsync()).Lease.Attempt);
    }

    private static Dictionary<string, IReadOnlyList<string>> Where(params (string Setting, string[] Labels)[] conditions) =>
        conditions.ToDictionary(c => c.Setting, c => (IReadOnlyList<string>)c.Labels);

    private Task RegisterAsync(WorkerId worker) => Store.RegisterWorkerAsync(
        new WorkerRegistration(worker, "host", 42, "cpu", new Dictionary<string, string> { ["runtime"] = ".NET 10", ["vector"] = "AVX2" }),
            Cancellation);
}
