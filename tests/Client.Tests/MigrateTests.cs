using Sweep.Testing;

namespace Sweep.Client.Tests;

public sealed class MigrateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Migrating_makes_a_store_that_reading_commands_find()
    {
        string store = folder["results.db"];
        var before = await SweepProcess.RunAsync(folder.FullName, "status", "--store", store);
        var migrated = await SweepProcess.RunAsync(folder.FullName, "migrate", "--store", store);
        var after = await SweepProcess.RunAsync(folder.FullName, "status", "--store", store);
        Assert.Equal(3, before.Code);
        Assert.True(migrated.Code == 0, migrated.Error);
        Assert.Contains("results.db has the schema of this program", migrated.Error);
        Assert.True(after.Code == 0, after.Error);
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        string store = folder["results.db"];
        Assert.Equal(0, (await SweepProcess.RunAsync(folder.FullName, "migrate", "--store", store)).Code);
        byte[] first = await File.ReadAllBytesAsync(store);
        Assert.Equal(0, (await SweepProcess.RunAsync(folder.FullName, "migrate", "--store", store)).Code);
        Assert.Equal(first, await File.ReadAllBytesAsync(store));
    }
}
