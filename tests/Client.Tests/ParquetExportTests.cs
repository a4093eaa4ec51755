using System.Diagnostics;
using DuckDB.NET.Data;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>sweep export and query with --out and --format parquet, as a user calls them.</summary>
public sealed class ParquetExportTests : IDisposable
{
    private const string Spec = """
        name: mine
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 2, batchSize: 64, trainSamples: 640 }
        optimizer: { name: sgd, momentum: 0.9 }
        grid:
          activation: [relu, tanh]
          learningRate: [0.02, 1]
        seeds: 1
        keep: { confusionMatrix: true }
        """;

    private readonly TemporaryFolder folder = new();

    public ParquetExportTests() => File.WriteAllText(folder["mine.yaml"], Spec);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Trials_epochs_matrices_and_queries_become_files_with_types()
    {
        await RunAsync("run", "mine.yaml");
        await RunAsync("export", "mine", "--out", "trials.parquet");
        Assert.Equal([("learningRate", "DOUBLE"), ("activation", "VARCHAR"), ("seed", "BIGINT"), ("endedAt", "TIMESTAMP WITH TIME ZONE"),
            ("testAccuracy", "DOUBLE"), ("optimizer", "VARCHAR")], await TypesAsync("trials.parquet"));
        Assert.Equal("4 relu,tanh 0.02,1.0", await ValueAsync("select count(*) || ' ' || "
            + "string_agg(distinct activation, ',' order by activation) || ' ' || "
            + "string_agg(distinct learningRate, ',' order by learningRate) from 'trials.parquet' where testAccuracy > 0"));

        await RunAsync("export", "mine", "--long", "--out", "epochs.parquet");
        Assert.Equal("1,2", await ValueAsync("select string_agg(distinct epoch, ',' order by epoch) from 'epochs.parquet'"));
        await RunAsync("export", "mine", "--confusion", "--out", "cells.parquet");
        Assert.NotEqual("0", await ValueAsync("select sum(samples) from 'cells.parquet' where trueClass = predictedClass"));
        await RunAsync("query", "select activation, learning_rate from v_trials", "--out", "query.parquet");
        Assert.Equal("2.04", await ValueAsync("select sum(learning_rate) from 'query.parquet'"));

        await RunAsync("export", "mine", "--out", "trials.csv");
        Assert.StartsWith("sweep,trial,", await File.ReadAllTextAsync(folder["trials.csv"]), StringComparison.Ordinal);
        await RunAsync("export", "mine", "--format", "json", "--out", "trials.txt");
        Assert.StartsWith("[", await File.ReadAllTextAsync(folder["trials.txt"]), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.FullName, "*.unfinished"));
    }

    [Fact]
    public async Task A_pipe_gets_the_same_bytes_as_a_file_and_a_terminal_gets_none()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs bash and script.");
        await RunAsync("submit", "mine.yaml");
        await RunAsync("export", "mine", "--out", "trials.parquet");
        Assert.Equal(0, await BashAsync($"dotnet '{SweepProcess.Program}' export mine --format parquet | cat > piped.parquet"));
        Assert.Equal(await File.ReadAllBytesAsync(folder["trials.parquet"]), await File.ReadAllBytesAsync(folder["piped.parquet"]));
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "Needs script(1) for a terminal.");
        await BashAsync($"script -qec \"dotnet '{SweepProcess.Program}' export mine --format parquet\" /dev/null > terminal.txt");
        string said = string.Join(' ', (await File.ReadAllTextAsync(folder["terminal.txt"])).Split((char[]?)null,
            StringSplitOptions.RemoveEmptyEntries));
        Assert.EndsWith("Parquet is binary, and this is a terminal: add --out FILE.parquet, or send it into a file or a pipe.", said,
            StringComparison.Ordinal);
        Assert.DoesNotContain("PAR1", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format parquet is for tables of data: those of `sweep export` and `sweep query`.", "status", "--format", "parquet")]
    [InlineData("--out x.dat: name the format by the end of the name", "query", "select 1", "--out", "x.dat")]
    [InlineData("--out x.csv: name the format by the end of the name", "export", "--format", "table", "--out", "x.csv")]
    [InlineData("--out .: that is a folder", "export", "--format", "csv", "--out", ".")]
    [InlineData("--out absent/x.csv: there is no folder ", "export", "--out", "absent/x.csv")]
    [InlineData("--out /dev/null: that is a device.", "export", "--format", "csv", "--out", "/dev/null")]
    public async Task A_wrong_target_is_told_with_the_remedy(string message, params string[] arguments)
    {
        Assert.Equal(0, (await SweepProcess.RunAsync(folder.FullName, "submit", "mine.yaml")).Code);
        var ended = await SweepProcess.RunAsync(folder.FullName, arguments);
        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.Contains(message, string.Join(' ', ended.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.Equal(["mine.yaml", "sweep.db"], Directory.GetFiles(folder.FullName).Select(Path.GetFileName).Order());
    }

    private async Task<IEnumerable<(string, string)>> TypesAsync(string file)
    {
        string[] asked = ["learningRate", "activation", "seed", "endedAt", "testAccuracy", "optimizer"];
        var found = new List<(string, string)>();
        foreach (string column in asked)
            found.Add((column, await ValueAsync($"select column_type from (describe from '{file}') where column_name = '{column}'")));
        return found;
    }

    private async Task<string> ValueAsync(string sql)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"set file_search_path = '{folder.FullName}'; {sql}";
        return FormattableString.Invariant($"{await command.ExecuteScalarAsync()}");
    }

    private async Task<int> BashAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", "set -o pipefail; " + command]) { WorkingDirectory = folder.FullName };
        start.Environment.Remove("SWEEP_STORE");
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private async Task RunAsync(params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, arguments);
        Assert.True(ended.Code is 0 or 1, ended.Error);
    }
}
