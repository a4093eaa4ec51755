using Sweep.Store;
using Sweep.Testing;

[assembly: AssemblyFixture(typeof(PrivatePostgres))]

namespace Sweep.Silo.Tests;

/// <summary>Silos as processes on a private Postgres: what survives their death, and the database's, and what stands before it.</summary>
public sealed class DeathTests(PrivatePostgres postgres)
{
    private const int Seeds = 6, Epochs = 10; // some trainings of several tenths of a second: time to be met in the middle of one

    [Fact]
    public async Task The_trials_of_a_killed_silo_run_elsewhere_and_all_end_exactly_once()
    {
        const int LongEpochs = 3 * Epochs; // the training that was seen must not be over before the silo is
        await using var study = await Study.CreateAsync(postgres);
        await using var first = SiloProcess.Member(study.Address);
        await using var second = SiloProcess.Member(study.Address);
        await using var third = SiloProcess.Member(study.Address);
        await study.SubmitAsync(Seeds, LongEpochs, first, second, third);
        var victim = await study.TrainingAsync(first, second, third);

        await victim.KillAsync();
        await study.CompleteAsync(first, second, third);

        await study.AssertAllCompletedOnceAsync(Seeds, LongEpochs);
        string lost = $"attempts where outcome = 'failed' and failure_kind = 'lost_worker' and worker = '{await victim.Ready}'";
        Assert.InRange(await study.CountAsync(lost), 1, 4);
    }

    [Fact]
    public async Task A_sweep_whose_silos_all_died_goes_on_when_a_new_one_starts()
    {
        await using var study = await Study.CreateAsync(postgres);
        await using (var first = SiloProcess.Member(study.Address))
        await using (var second = SiloProcess.Member(study.Address))
        {
            await study.SubmitAsync(Seeds, Epochs, first, second);
            await study.TrainingAsync(first, second);
            await Task.WhenAll(first.KillAsync(), second.KillAsync());
        }

        await using var heir = SiloProcess.Member(study.Address);
        await study.CompleteAsync(heir);

        await study.AssertAllCompletedOnceAsync(Seeds, Epochs);
    }

    [Fact]
    public async Task A_sweep_outlives_an_outage_of_the_database_and_every_trial_is_stored_once()
    {
        await using var study = await Study.CreateAsync(postgres);
        await using var first = SiloProcess.Member(study.Address);
        await using var second = SiloProcess.Member(study.Address);
        await study.SubmitAsync(Seeds, Epochs, first, second);
        await study.TrainingAsync(first, second);

        await study.InterruptAsync(TimeSpan.FromSeconds(4));
        await study.CompleteAsync(first, second);

        await study.AssertAllCompletedOnceAsync(Seeds, Epochs);
    }

    [Fact]
    public async Task Silos_meet_train_and_leave_through_a_pooler()
    {
        await using var study = await Study.CreateAsync(postgres);
        await using var pooler = await PgBouncer.StartAsync(study.Database);
        await using var first = SiloProcess.Member(pooler.Address);
        await using var second = SiloProcess.Member(pooler.Address);
        await study.SubmitAsync(Seeds, Epochs, first, second);
        await study.CompleteAsync(first, second);

        await study.AssertAllCompletedOnceAsync(Seeds, Epochs);
        Assert.Equal((0, 0), (await first.LeaveAsync(), await second.LeaveAsync()));
    }

    [Fact]
    public async Task A_silo_that_is_told_to_leave_gives_its_trials_back_first()
    {
        await using var study = await Study.CreateAsync(postgres);
        await using var leaver = SiloProcess.Member(study.Address);
        await study.SubmitAsync(Seeds, Epochs, leaver);
        await study.TrainingAsync(leaver);

        Assert.Equal(0, await leaver.LeaveAsync());

        Assert.Equal(0, await study.CountAsync("leases"));
        Assert.Equal(0, await study.CountAsync("attempts where outcome = 'failed'"));
        await using var heir = SiloProcess.Member(study.Address);
        await study.CompleteAsync(heir);
        await study.AssertAllCompletedOnceAsync(Seeds, Epochs);
    }
}
