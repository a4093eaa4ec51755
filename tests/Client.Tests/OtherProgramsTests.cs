using System.Diagnostics;
using System.Text.RegularExpressions;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>The examples of docs/data-to-anywhere.md for other programs, run as they stand: against a file, and against Postgres as the
/// role that can only read.</summary>
public sealed partial class OtherProgramsTests(PrivatePostgres postgres) : IDisposable
{
    private const string Spec = """
        name: quickstart
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 1, batchSize: 64, trainSamples: 640 }
        optimizer: { name: sgd, momentum: 0.9 }
        learningRate: 0.02
        grid: { activation: [relu, arelu] }
        seeds: 3
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("python sqlite", "import pandas")]
    [InlineData("python postgres", "import pandas, sqlalchemy, psycopg2")]
    [InlineData("r sqlite", "library(DBI); library(RSQLite)")]
    [InlineData("r postgres", "library(DBI); library(RPostgreSQL)")]
    public async Task An_example_shows_both_activations_with_their_seeds(string kind, string needs)
    {
        string[] command = kind.StartsWith('r') ? ["Rscript", "--vanilla", "-e"] : ["/usr/bin/python3", "-c"];
        Assert.SkipUnless(await HasAsync([.. command, needs]), $"{command[0]} is not here, or cannot do this: {needs}");
        var environment = kind.EndsWith("sqlite", StringComparison.Ordinal) ? await StoreInFileAsync() : await StoreOnPostgresAsync();
        var (code, output, error) = await RunAsync([.. command, Example(kind)], environment);
        Assert.True(code == 0, error);
        Assert.Matches(@"(?m)^\d\s+a?relu\s+3\s+0\.\d+", output);
        Assert.Equal(2, Regex.Count(output, @"relu\s+3\s"));
    }

    [Fact]
    public async Task Psql_and_sqlite_ask_as_shown()
    {
        string lines = File.ReadAllText(RepositoryRoot.Find("docs", "data-to-anywhere.md"));
        string psql = Line(lines, "psql "), sqlite = Line(lines, "sqlite3 ");
        Assert.SkipUnless(await HasAsync(["psql", "--version"]), "psql is not installed.");
        var environment = await StoreOnPostgresAsync();
        string address = $"host={environment["HOST"]} port={environment["PORT"]} dbname={environment["DATABASE"]} "
            + $"user={environment["USER_NAME"]}";
        var (code, output, error) = await RunAsync(["bash", "-c",
            psql.Replace("host=db.example dbname=sweep user=sweep_reader", address, StringComparison.Ordinal)], environment);
        Assert.True(code == 0, error);
        Assert.Matches(@"quickstart \| completed \| +6", output);
        Assert.SkipUnless(await HasAsync(["sqlite3", "--version"]), "sqlite3 is not installed.");
        (code, output, error) = await RunAsync(["bash", "-c", sqlite], await StoreInFileAsync());
        Assert.True(code == 0, error);
        Assert.Contains("completed", output, StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> StoreInFileAsync()
    {
        await TrainAsync("sweep.db");
        return [];
    }

    private async Task<Dictionary<string, string>> StoreOnPostgresAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        Assert.SkipUnless(postgres.IsPrivate, "Roles belong to a whole server: they are made on a private one only.");
        await TrainAsync(database.Address);
        string reader = "sweep_reader_" + Guid.NewGuid().ToString("n")[..8];
        await database.ExecuteAsync(string.Concat(new[] { "owner", "worker", "reader" }.Select(role =>
            $"set sweep.{role} = '{reader.Replace("reader", role, StringComparison.Ordinal)}';"))
            + await File.ReadAllTextAsync(RepositoryRoot.Find("deploy", "sql", "roles.sql")));
        return new Dictionary<string, string>
        {
            ["HOST"] = database.Host, ["PORT"] = $"{database.Port}", ["DATABASE"] = database.Name, ["USER_NAME"] = reader,
        };
    }

    private async Task TrainAsync(string store)
    {
        File.WriteAllText(folder["quickstart.yaml"], Spec);
        var ended = await SweepProcess.RunAsync(folder.FullName, "run", "quickstart.yaml", "--store", store);
        Assert.True(ended.Code == 0, ended.Error);
    }

    private static string Example(string kind)
    {
        string text = File.ReadAllText(RepositoryRoot.Find("docs", "data-to-anywhere.md"));
        return Assert.Single(Block().Matches(text), block => block.Groups[1].Value == kind).Groups[2].Value;
    }

    private static string Line(string text, string start) =>
        text.Split('\n').Single(line => line.StartsWith("    " + start, StringComparison.Ordinal)).Trim();

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] command, Dictionary<string, string> environment)
    {
        if (environment.Count > 0)
        {
            command = [.. command.Select(part => part
                .Replace("sweep_reader@db.example:5432/sweep",
                    $"{environment["USER_NAME"]}@{environment["HOST"]}:{environment["PORT"]}/{environment["DATABASE"]}",
                    StringComparison.Ordinal)
                .Replace("host = \"db.example\", port = 5432, dbname = \"sweep\", user = \"sweep_reader\"",
                    $"host = \"{environment["HOST"]}\", port = {environment["PORT"]}, dbname = \"{environment["DATABASE"]}\", "
                    + $"user = \"{environment["USER_NAME"]}\"", StringComparison.Ordinal))];
        }
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    private async Task<bool> HasAsync(string[] command)
    {
        try
        {
            return (await RunAsync(command, [])).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }

    [GeneratedRegex("(?ms)^```([a-z]+ [a-z]+)\n(.*?)^```")]
    private static partial Regex Block();
}
