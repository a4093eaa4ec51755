using Sweep.Store;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>A store that belongs to several: sweeps that share trials, workers that hold them, users who may not write.</summary>
public sealed class SharedStoreTests : IDisposable
{
    private const string Spec = """
        name: mine
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 1, batchSize: 64, trainSamples: 640 }
        optimizer: { name: sgd, momentum: 0.9 }
        learningRate: 0.02
        grid:
          activation: [relu, arelu]
        seeds: 2
        """;

    private readonly TemporaryFolder folder = new();

    public SharedStoreTests()
    {
        File.WriteAllText(folder["mine.yaml"], Spec);
        File.WriteAllText(folder["yours.yaml"], Spec.Replace("name: mine", "name: yours").Replace("[relu, arelu]", "[relu]"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Giving_up_a_sweep_says_what_stays_with_another_and_what_workers_still_hold()
    {
        await RunAsync("submit", "mine.yaml");
        await RunAsync("submit", "yours.yaml");
        await using (var store = await OpenAsync())
            await store.ClaimAsync(new ClaimRequest(new WorkerId("stuck"), 1, TimeSpan.FromHours(9), new TrialFilter { Sweep = "yours" }),
                CancellationToken.None);
        Assert.Contains("2 of its trials are wanted by yours, too", (await RunAsync("pause", "mine")).Error);
        var cancelled = await RunAsync("cancel", "mine");
        Assert.Contains("4 trials cancelled or asked to stop.", cancelled.Error);
        Assert.Contains("2 of them stay with yours, which wants them too: 1 wait there as before, 1 go on running for it.",
            cancelled.Error);
        Assert.Contains("1 trial is still leased to stuck, until ", cancelled.Error);
        Assert.Matches(@"\(3[0-9]{4} s from now\)", cancelled.Error);

        var refused = await RunAsync("retry", "yours", "--state", "running");
        Assert.Equal(2, refused.Code);
        Assert.Contains("Add --force to take them away", refused.Error);
        Assert.Equal(2, (await RunAsync("retry", "yours", "--force")).Code);
        var left = await RunAsync("retry", "yours");
        Assert.Contains("0 trials queued again. 1 trial is still leased to stuck", left.Error);
        var freed = await RunAsync("retry", "yours", "--state", "running", "--force");
        Assert.Contains("1 trials taken from their workers and queued again.", freed.Error);
        Assert.DoesNotContain("leased", freed.Error, StringComparison.Ordinal);

        var run = await RunAsync("run", "yours.yaml");
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("2 of its trials stay cancelled; `sweep retry mine` queues them again.", (await RunAsync("resume", "mine")).Error);
    }

    [Fact]
    public async Task Who_may_not_write_reads_everything_leaves_nothing_and_is_told_what_is_in_the_way_of_training()
    {
        await RunAsync("submit", "mine.yaml");
        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.FullName, all);
        try
        {
            var status = await SweepProcess.RunUnprivilegedAsync(folder.FullName, "status", "mine");
            Assert.SkipWhen(status is null,
                "No user without rights here who reaches the program: needs Linux, and setpriv where the tests run as root.");
            Assert.True(status.Code == 0, status.Error);
            Assert.Matches(@"mine +waiting +4 +4", status.Output);
            var run = await SweepProcess.RunUnprivilegedAsync(folder.FullName, "run", "mine.yaml");
            Assert.Equal(3, run!.Code);
            Assert.Contains(Environment.IsPrivilegedProcess ? "you may not write this file" : "you may not write in its folder",
                Flat(run.Error));
            Assert.Equal(["sweep.db"], Directory.GetFiles(folder.FullName, "sweep.db*").Select(Path.GetFileName));
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder.FullName, all | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_backup_is_a_store_of_its_own()
    {
        await RunAsync("submit", "mine.yaml");
        var made = await RunAsync("backup", "copy.db");
        Assert.True(made.Code == 0, made.Error);
        Assert.Matches(@"mine +waiting +4 +4", (await RunAsync("status", "mine", "--store", "copy.db")).Output);
        Assert.Equal(2, (await RunAsync("backup", "copy.db")).Code);
        Assert.Equal(0, (await RunAsync("backup", "copy.db", "--overwrite")).Code);
    }

    private Task<ITrialStore> OpenAsync() =>
        TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System, CancellationToken.None);

    private async Task<SweepProcess.Ended> RunAsync(params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, arguments);
        return ended with { Error = Flat(ended.Error) };
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
