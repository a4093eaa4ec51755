using Microsoft.Data.Sqlite;
using Sweep.Store.Sqlite;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>The files beside the database file: what is left there, what others leave, what vanishes; and copies.</summary>
public sealed class SqliteSurroundingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => folder["sweep.db"];

    private string Log => folder["sweep.db-wal"];

    private string Index => folder["sweep.db-shm"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_leaves_last_leaves_the_file_alone_with_everything_in_it(bool isReaderLast)
    {
        var writer = await OpenAsync(StoreAccess.Write);
        var reader = await OpenAsync(StoreAccess.Read);
        await writer.SubmitAsync(TestPlans.Create("s"), Cancellation);
        Assert.Single(await reader.ReadStatusAsync("s", Cancellation));
        Assert.True(System.IO.File.Exists(Log));
        foreach (var store in isReaderLast ? new[] { writer, reader } : [reader, writer])
            await store.DisposeAsync();

        Assert.Equal([File], Directory.GetFiles(folder.FullName));
        System.IO.File.Move(File, folder["moved.db"]);
        Assert.Equal(6, await CountAsync(folder["moved.db"]));
    }

    [Fact]
    public async Task What_a_writer_stored_is_in_the_file_although_others_still_read()
    {
        await using var reader = await OpenAsync(StoreAccess.Write);
        await using (var writer = await OpenAsync(StoreAccess.Write))
            await writer.SubmitAsync(TestPlans.Create("s"), Cancellation);
        System.IO.File.Copy(File, folder["copied.db"]);
        Assert.Equal(6, await CountAsync(folder["copied.db"]));
    }

    [Fact]
    public async Task A_guest_sees_what_a_log_holds_and_leaves_nothing_behind()
    {
        await using (var writer = await OpenAsync(StoreAccess.Write))
        {
            await writer.SubmitAsync(TestPlans.Create("s"), Cancellation);
            using var beside = new SqliteReadOnlyFile(File);
            Assert.Equal(6, Count(beside));
            Crash("crashed.db");
        }
        using var guest = new SqliteReadOnlyFile(folder["crashed.db"]);
        Assert.Equal(6, Count(guest));
        Assert.Equal(6, Count(guest));
        using var finished = new SqliteReadOnlyFile(File);
        Assert.Equal(6, Count(finished));
        Assert.Equal(["crashed.db", "crashed.db-wal", "sweep.db"], Directory.GetFiles(folder.FullName).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_guest_whose_file_changes_while_it_reads_is_told()
    {
        await (await OpenAsync(StoreAccess.Write)).DisposeAsync();
        using var guest = new SqliteReadOnlyFile(File);
        var reader = guest.Open();
        await using (var writer = await OpenAsync(StoreAccess.Write))
            await writer.SubmitAsync(TestPlans.Create("s"), Cancellation);
        Assert.Contains("changed while it was read", Assert.Throws<StoreUnavailableException>(reader.Dispose).Message);
    }

    [Fact]
    public async Task An_index_that_was_left_without_a_log_is_in_nobodys_way()
    {
        await using (var writer = await OpenAsync(StoreAccess.Write))
            await writer.SubmitAsync(TestPlans.Create("s"), Cancellation);
        await System.IO.File.WriteAllBytesAsync(Index, new byte[32768], Cancellation);
        using (var guest = new SqliteReadOnlyFile(File))
            Assert.Equal(6, Count(guest));
        await using (var store = await OpenAsync(StoreAccess.Write))
            Assert.True(await store.SetSweepStateAsync("s", SweepState.Paused, null, Cancellation));
        Assert.Equal([File], Directory.GetFiles(folder.FullName));
    }

    [Theory]
    [InlineData("sweep.db-wal", "deleted")]
    [InlineData("sweep.db-wal", "moved")]
    [InlineData("sweep.db", "deleted")]
    [InlineData("sweep.db", "moved")]
    [InlineData("sweep.db", "replaced")]
    public async Task A_store_whose_files_vanish_says_so(string name, string how)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which files are open and deleted.");
        await using var store = await OpenAsync(StoreAccess.Write);
        await store.SubmitAsync(TestPlans.Create("s"), Cancellation);
        await System.IO.File.WriteAllTextAsync(folder["other"], "", Cancellation);
        Action change = how switch
        {
            "deleted" => () => System.IO.File.Delete(folder[name]),
            "moved" => () => System.IO.File.Move(folder[name], folder["away"]),
            _ => () => System.IO.File.Move(folder["other"], folder[name], overwrite: true),
        };
        change();

        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadStatusAsync("s", Cancellation));
        Assert.True(fault.IsPermanent);
        Assert.Contains($"{name} was deleted or replaced", fault.Message);
    }

    [Fact]
    public async Task A_log_of_another_file_is_not_applied_to_the_copy_that_was_restored()
    {
        await (await OpenAsync(StoreAccess.Write)).DisposeAsync();
        System.IO.File.Copy(File, folder["backup.db"]);
        await using (var writer = await OpenAsync(StoreAccess.Write))
        {
            await writer.SubmitAsync(TestPlans.Create("s"), Cancellation);
            Crash("crashed.db");
            Crash("again.db");
        }
        await using (var healed = await TrialStores.OpenAsync(folder["crashed.db"], StoreAccess.Read, TimeProvider.System, Cancellation))
            Assert.Single(await healed.ReadStatusAsync("s", Cancellation));

        System.IO.File.Copy(folder["backup.db"], folder["again.db"], overwrite: true);
        System.IO.File.SetLastWriteTimeUtc(folder["again.db"], System.IO.File.GetLastWriteTimeUtc(folder["again.db-wal"]).AddMinutes(1));
        foreach (var access in new[] { StoreAccess.Read, StoreAccess.Write })
        {
            var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
                TrialStores.OpenAsync(folder["again.db"], access, TimeProvider.System, Cancellation));
            Assert.Contains($"delete {folder["again.db-wal"]}", fault.Message);
        }
    }

    [Fact]
    public async Task A_log_that_was_brought_into_its_file_belongs_to_it_however_long_ago_that_was()
    {
        await using (var writer = await OpenAsync(StoreAccess.Write))
        {
            await writer.SubmitAsync(TestPlans.Create("s"), Cancellation);
            Execute("pragma wal_checkpoint(passive)");
            Crash("crashed.db");
        }
        System.IO.File.SetLastWriteTimeUtc(folder["crashed.db"],
            System.IO.File.GetLastWriteTimeUtc(folder["crashed.db-wal"]).AddMinutes(1));
        await using var store = await TrialStores.OpenAsync(folder["crashed.db"], StoreAccess.Write, TimeProvider.System, Cancellation);
        Assert.Single(await store.ReadStatusAsync("s", Cancellation));
    }

    [Fact]
    public async Task A_backup_has_everything_although_a_writer_is_at_work_and_replaces_nothing_unasked()
    {
        await using var writer = await OpenAsync(StoreAccess.Write);
        await writer.SubmitAsync(TestPlans.Create("s"), Cancellation);
        using var open = new SqliteConnection($"Data Source={File};Pooling=False");
        open.Open();
        using (open.BeginTransaction(deferred: false))   // somebody writes
            await BackUpAsync("copy.db");
        Assert.Equal(6, await CountAsync(folder["copy.db"]));
        await using (var copy = await TrialStores.OpenAsync(folder["copy.db"], StoreAccess.Write, TimeProvider.System, Cancellation))
            Assert.Equal(6, (await copy.ClaimAsync(new ClaimRequest(new WorkerId("w"), 9, TimeSpan.FromMinutes(1)), Cancellation)).Count);

        Assert.Contains("copy.db exists", (await Assert.ThrowsAsync<StoreAddressException>(() => BackUpAsync("copy.db"))).Message);
        await BackUpAsync("copy.db", overwrite: true);
        Assert.Contains("is the store itself",
            (await Assert.ThrowsAsync<StoreAddressException>(() => BackUpAsync("sweep.db", overwrite: true))).Message);
        Assert.Contains("does not exist", (await Assert.ThrowsAsync<StoreAddressException>(() => BackUpAsync("none/copy.db"))).Message);
        await System.IO.File.WriteAllTextAsync(folder["copy.db-wal"], "", Cancellation);
        Assert.Contains("copy.db-wal lies beside",
            (await Assert.ThrowsAsync<StoreAddressException>(() => BackUpAsync("copy.db", overwrite: true))).Message);
        Assert.DoesNotContain(Directory.GetFiles(folder.FullName), file => file.Contains("partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_is_backed_up_by_its_own_tools()
    {
        var refusal = await Assert.ThrowsAsync<StoreAddressException>(() =>
            TrialStores.BackUpAsync(StoreAddress.Parse("postgres://me@db.example/sweep"),
            folder["copy.db"], overwrite: false, _ => { }, TimeProvider.System, Cancellation));
        Assert.Contains("pg_dump", refusal.Message);
    }

    [Fact]
    public async Task A_lock_of_another_process_is_told_while_it_is_waited_for_and_the_wait_can_be_cancelled()
    {
        await (await OpenAsync(StoreAccess.Write)).DisposeAsync();
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        var transaction = other.BeginTransaction(deferred: false);
        using var stop = new CancellationTokenSource();
        var said = new List<string>();
        await using var store = await TrialStores.OpenAsync(StoreAddress.Parse(File), StoreAccess.Write, text =>
        {
            said.Add(text);
            if (said.Count == 1)
                stop.Cancel();
            else
                transaction.Dispose();
        }, TimeProvider.System, Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.SubmitAsync(TestPlans.Create("s"), stop.Token));
        await store.SubmitAsync(TestPlans.Create("s"), Cancellation);
        Assert.All(said, text => Assert.Contains($"Waiting for {File}: another process has locked it", text));
        Assert.Equal(2, said.Count);
    }

    private Task<ITrialStore> OpenAsync(StoreAccess access) => TrialStores.OpenAsync(File, access, TimeProvider.System, Cancellation);

    private Task BackUpAsync(string target, bool overwrite = false) =>
        TrialStores.BackUpAsync(StoreAddress.Parse(File), folder[target], overwrite, _ => { }, TimeProvider.System, Cancellation);

    /// <summary>The database and its log as a process leaves them that is ended by force.</summary>
    private void Crash(string name)
    {
        System.IO.File.Copy(File, folder[name]);
        System.IO.File.Copy(Log, folder[name + "-wal"]);
    }

    private static long Count(SqliteReadOnlyFile guest)
    {
        using var reader = guest.Open();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "select count(*) from trials";
        return (long)command.ExecuteScalar()!;
    }

    private static async Task<long> CountAsync(string file)
    {
        await using var store = await TrialStores.OpenAsync(file, StoreAccess.Read, TimeProvider.System, Cancellation);
        return Assert.Single(await store.ReadStatusAsync("s", Cancellation)).Total;
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
