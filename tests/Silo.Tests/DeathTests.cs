using Sweep.Store;
using Sweep.Testing;

[assembly: AssemblyFixture(typeof(PrivatePostgres))]

namespace Sweep.Silo.Tests;

/// <summary>Silos as processes on a private Postgres: what survives their death, and the database's.</summary>
public sealed class DeathTests(PrivatePostgres postgres)
{
    [Fact]
    public async Task The_trials_of_a_killed_silo_run_elsewhere_and_all_end_exactly_once()
    {
        const int Seeds = 5, Epochs = 30; // long enough to be in the middle of one
        await using var study = await Study.CreateAsync(postgres, Seeds, Epochs);
        await using var first = SiloProcess.Member(study.Address);
        await using var second = SiloProcess.Member(study.Address);
        await using var victim = SiloProcess.Member(study.Address);
        string name = await victim.Ready;
        await study.TrainingOnAsync(name);

        await victim.KillAsync();
        await study.CompleteAsync(first, second);

        await study.AssertAllCompletedOnceAsync(Seeds, Epochs);
        Assert.InRange(await study.CountAsync($"attempts where outcome = 'failed' and failure_kind = 'lost_worker' and worker = '{name}'"), 1, 4);
    }

    [Fact]
    public async Task A_sweep_whose_silos_all_died_goes_on_when_a_new_one_starts()
    {
        const int Seeds = 6, Epochs = 10;
        await using var study = await Study.CreateAsync(postgres, Seeds, Epochs);
        await using (var first = SiloProcess.Member(study.Address))
        await using (var second = SiloProcess.Member(study.Address))
        {
            await study.RunningOnAsync(await first.Ready, 1);
            await Task.WhenAll(first.KillAsync(), second.KillAsync());
        }

        await using var heir = SiloProcess.Member(study.Address);
        await study.CompleteAsync();

        await study.AssertAllCompletedOnceAsync(Seeds, Epochs);
    }

    [Fact]
    public async Task A_sweep_outlives_an_outage_of_the_database_and_every_trial_is_stored_once()
    {
        const int Seeds = 6, Epochs = 10;
        await using var study = await Study.CreateAsync(postgres, Seeds, Epochs);
        await using var first = SiloProcess.Member(study.Address);
        await using var second = SiloProcess.Member(study.Address);
        await study.RunningOnAsync(await first.Ready, 1);

        await study.InterruptAsync(TimeSpan.FromSeconds(4));
        await study.CompleteAsync(first, second);

        await study.AssertAllCompletedOnceAsync(Seeds, Epochs);
    }

    [Fact]
    public async Task A_silo_that_is_told_to_leave_gives_its_trials_back_first()
    {
        const int Seeds = 6, Epochs = 10;
        await using var study = await Study.CreateAsync(postgres, Seeds, Epochs);
        await using var leaver = SiloProcess.Member(study.Address);
        string name = await leaver.Ready;
        await study.RunningOnAsync(name, 1);

        Assert.Equal(0, await leaver.LeaveAsync());

        Assert.Equal(0, await study.CountAsync("leases"));
        Assert.Equal(0, await study.CountAsync("attempts where outcome = 'failed'"));
        await using var heir = SiloProcess.Member(study.Address);
        await study.CompleteAsync();
        await study.AssertAllCompletedOnceAsync(Seeds, Epochs);
    }
}
