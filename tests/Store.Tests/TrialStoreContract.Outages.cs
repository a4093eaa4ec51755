using Microsoft.Extensions.Time.Testing;

namespace Sweep.Store.Tests;

/// <content>What an outage that ends, or an answer that was lost in it, leaves behind.</content>
public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task Who_was_cut_off_leaves_the_others_time_to_come_back_before_it_ends_their_leases()
    {
        await SubmitAsync(TestPlans.Create("outage", ["relu"], seeds: 1));
        var held = await ClaimOneAsync();
        await AgeLeasesAsync();
        var time = new FakeTimeProvider();
        await using var returning = await OpenAsync(StoreAccess.Write, time);
        await returning.ReadStatusAsync(null, Cancellation);

        await ExpireLeasesAsync();
        time.Advance(TimeSpan.FromMinutes(2)); // without a word from the store
        Assert.Empty(await returning.ClaimAsync(Claim(1, worker: OtherWorker), Cancellation));
        Assert.Empty(await returning.ClaimAsync(Claim(1, worker: OtherWorker), Cancellation));
        Assert.Equal([LeaseAnswer.Held], await Store.RenewAsync([held.Lease], LongLease, Cancellation));
    }

    [Fact]
    public async Task A_result_that_waited_for_the_end_of_an_outage_is_stored_although_its_lease_ran_out()
    {
        await SubmitAsync(TestPlans.Create("late", ["relu"], seeds: 1));
        var held = await ClaimOneAsync();
        await ExpireLeasesAsync();
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(held));
        Assert.Equal(1, (await StatusAsync("late")).Count(TrialState.Completed));
    }

    [Fact]
    public async Task A_lease_whose_grant_never_reached_its_worker_goes_back_without_blame()
    {
        await SubmitAsync(TestPlans.Create("grant", ["relu"], seeds: 3));
        var known = await ClaimOneAsync();
        var lost = await ClaimOneAsync();
        Assert.Equal(0, await Store.ReleaseUnheldAsync(Worker, [known.Lease], Cancellation)); // it may be on its way still

        await AgeLeasesAsync();
        var young = await ClaimOneAsync();
        Assert.Equal(1, await Store.ReleaseUnheldAsync(Worker, [known.Lease], Cancellation));

        var answers = await Store.RenewAsync([known.Lease, lost.Lease, young.Lease], LongLease, Cancellation);
        Assert.Equal([LeaseAnswer.Held, LeaseAnswer.Lost, LeaseAnswer.Held], answers);
        Assert.Equal(1, await CountAsync("select count(*) from attempts where outcome = 'preempted' and failure_kind is null"));
        await AssertCountsAgreeAsync();
    }
}
