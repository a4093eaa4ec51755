using System.Text;
using System.Text.Json;
using Sweep.Testing;

namespace Sweep.Client.Tests.OldStores;

/// <summary>The oldest stores under the commands of today.</summary>
public sealed class OldStoreCommandTests(PrivatePostgres postgres) : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private string address = "";

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("schema-3.sqlite")]
    [InlineData("schema-3.dump")]
    public async Task An_old_store_is_migrated_and_read(string name)
    {
        await using var old = await OldStore.RestoreAsync(name, postgres);
        address = old.Address;
        var refused = await SweepProcess.RunAsync(folder.FullName, "status", "--store", address);
        Assert.Equal(3, refused.Code);
        Assert.Contains("schema version 3", Flat(refused.Error), StringComparison.Ordinal);
        await RunAsync("migrate");

        using var status = JsonDocument.Parse(await RunAsync("status", "--format", "json"));
        Assert.Equal(["digits", "half", "faulty", "given-up"],
            status.RootElement.EnumerateArray().Select(sweep => sweep.GetProperty("sweep").GetString()));
        using var comparison = JsonDocument.Parse(await RunAsync("compare", "digits", "--format", "json"));
        Assert.Contains("arelu", comparison.RootElement.ToString(), StringComparison.Ordinal);
        Assert.Equal(13, Lines(await RunAsync("export", "digits", "--format", "csv"))); // a header and twelve trials
        string[] views = ["v_trials", "v_metrics", "v_seed_groups", "v_pairs", "v_attempts"];
        string count = string.Join(" union all ", views.Select(view => $"select count(*) as n from {view}"));
        string empty = await RunAsync("query", $"select count(*) as empty from ({count}) v where n = 0", "--format", "csv");
        Assert.Equal(["empty", "0"], empty.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_command_that_was_interrupted_finishes_its_sweep()
    {
        await using var old = await OldStore.RestoreAsync("schema-3.sqlite", postgres);
        address = old.Address;
        folder.Write("half.yaml", Encoding.UTF8.GetBytes(OldStore.Spec("half")));
        await RunAsync("retry", "half"); // what was cancelled with the sweep that shares it
        var run = await SweepProcess.RunAsync(folder.FullName, "run", "half.yaml", "--store", address);
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("12 trials planned, 0 added", Flat(run.Error), StringComparison.Ordinal);
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static int Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private async Task<string> RunAsync(params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, [.. arguments, "--store", address]);
        Assert.True(ended.Code == 0, ended.Error);
        return ended.Output;
    }
}
