using Sweep.Scheduling.Tests.Looks;
using Sweep.Store;

namespace Sweep.Grains.Tests;

/// <summary>Sequential seeds on a cluster: coordinators take the looks.</summary>
public sealed class LookTests
{
    [Fact]
    public async Task Silos_train_what_the_looks_release()
    {
        var study = KnownStudy.Standard() with { Seeds = 16, Looks = [8, 12, 16] };
        await using var cluster = await TestSweepCluster.StartAsync(study.Trainer(), silos: 2, slots: 2);

        await cluster.SubmitAsync(study.Plan());
        await cluster.CompleteAsync("study");

        var last = Assert.Single(await cluster.Store.ReadLooksAsync("study", onlyDue: false, CancellationToken.None)).Taken[^1];
        Assert.True(last.IsLast);
        Assert.Equal(["better", "worse"], last.Standings.Take(2).Select(s => s.Verdict));
        var rows = await cluster.TrialsAsync("study");
        Assert.All(rows, row => Assert.Equal(row.State == TrialState.Unneeded ? 0 : 1, row.Attempts));
        Assert.Equal(last.SeedCount, rows.Count(r => KnownStudy.Level(r.Trial) == "relu" && r.State == TrialState.Completed));
        Assert.InRange(rows.Count(r => KnownStudy.Level(r.Trial) == "arelu" && r.State == TrialState.Completed), 8, 12);
    }

    [Fact]
    public async Task The_look_after_the_last_seed_is_taken_too()
    {
        // Four pairs decide nothing at alpha 0.05, whatever they show.
        var study = new KnownStudy("few", new Dictionary<string, double> { ["relu"] = 0, ["arelu"] = 5 }) { Seeds = 4, Looks = [2, 4] };
        await using var cluster = await TestSweepCluster.StartAsync(study.Trainer(), silos: 2);

        await cluster.SubmitAsync(study.Plan());
        await cluster.CompleteAsync("few");

        var looks = Assert.Single(await cluster.Store.ReadLooksAsync("few", onlyDue: false, CancellationToken.None));
        Assert.Equal([(2, false), (4, true)], looks.Taken.Select(t => (t.SeedCount, t.IsLast)));
        Assert.Equal("undecided", looks.Taken[^1].Standings.Single().Verdict);
    }
}
