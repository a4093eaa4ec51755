using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using Sweep.Planning.Trials;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>The SQL of deploy/grafana/dashboards, as Grafana would send it, asked by the role that can only read.</summary>
public sealed partial class DashboardTests(PrivatePostgres postgres)
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["sweep"] = "'seen'", ["factor"] = "'activation'", ["metric"] = $"'{MetricCatalogue.TestAccuracy.Name}'",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_question_has_an_answer_and_lists_offer_what_is_stored()
    {
        await using var database = await RoleDatabase.PreparedAsync(postgres);
        await StoreAsync(database);
        await using var connection = new NpgsqlConnection(database.Reader);
        await connection.OpenAsync(Cancellation);
        var answers = new Dictionary<string, IReadOnlyList<object[]>>();
        foreach (var (place, sql) in Questions())
        {
            try
            {
                answers[place] = await AskAsync(connection, Expand(sql));
            }
            catch (PostgresException error)
            {
                Assert.Fail($"{place}: {error.MessageText}: {sql}");
            }
        }
        string[] empty = [.. answers.Where(a => a.Value.Count == 0).Select(a => a.Key)];
        Assert.Equal(["panel Planned looks"], empty); // of sequential sweeps alone
        Assert.Equal(["seen"], answers["list sweep"].Select(row => (string)row[0]));
        Assert.Equal("activation", answers["list factor"][0][0]);
        Assert.Equal(MetricCatalogue.TestAccuracy.Name, answers["list metric"][0][0]);
        Assert.Equal([("relu", 0.5), ("tanh", 0.25)], answers["panel Metric by level, last epoch"]
            .Select(row => ((string)row[0], (double)row[1])));
        Assert.Equal(("exception", "x", 1L), answers["panel Failures by cause"].Select(row =>
            ((string)row[0], (string)row[1], (long)row[2])).Single());
    }

    private static async Task StoreAsync(RoleDatabase database)
    {
        await using var store = await TrialStores.OpenAsync(database.Worker, StoreAccess.Write, TimeProvider.System, Cancellation);
        await store.SubmitAsync(TestPlans.Create("seen", ["relu", "tanh"], seeds: 3), Cancellation);
        var worker = new WorkerRegistration(new WorkerId("w"), "host", 1, "cpu", new Dictionary<string, string> { ["version"] = "1" });
        await store.RegisterWorkerAsync(worker, Cancellation);
        var claimed = await store.ClaimAsync(new ClaimRequest(worker.Worker, 5, TimeSpan.FromMinutes(1)), Cancellation);
        var endings = claimed.Take(4).Select((claim, i) =>
        {
            bool isRelu = claim.Trial.Configuration.Settings["activation"].Label == "relu";
            var metrics = new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, isRelu ? 0.5 : 0.25)]);
            TrialOutcome outcome = i switch
            {
                1 => new TrialOutcome.Failed(FailureKind.Exception, "x"),
                2 => new TrialOutcome.Diverged(1, 2),
                _ => new TrialOutcome.Completed(),
            };
            return new AttemptEnding(claim.Lease, outcome, [metrics], TimeSpan.FromSeconds(2));
        });
        await store.FinishAsync([.. endings], Cancellation);
    }

    /// <summary>Panels and lists, each with its SQL.</summary>
    private static IEnumerable<(string Place, string Sql)> Questions()
    {
        foreach (string file in Directory.EnumerateFiles(RepositoryRoot.Find("deploy", "grafana", "dashboards"), "*.json"))
        {
            var board = JsonNode.Parse(File.ReadAllText(file))!;
            foreach (var variable in board["templating"]!["list"]!.AsArray().Where(v => (string)v!["type"]! == "query"))
                yield return ($"list {variable!["name"]}", (string)variable["query"]!);
            foreach (var panel in board["panels"]!.AsArray())
            {
                foreach (var target in panel!["targets"]!.AsArray().Where(t => t!["rawSql"] is not null))
                    yield return ($"panel {panel["title"]}", (string)target!["rawSql"]!);
            }
        }
    }

    // What Grafana's PostgreSQL source makes of its macros and variables.
    private static string Expand(string sql)
    {
        sql = TimeFilter().Replace(sql, match => $"{match.Groups[1].Value} BETWEEN '2020-01-01T00:00:00Z' AND '2100-01-01T00:00:00Z'");
        sql = TimeGroup().Replace(sql, match => $"floor(extract(epoch from {match.Groups[1].Value})/60)*60 AS \"time\"");
        sql = Variable().Replace(sql, match => Variables[match.Groups[1].Value]);
        Assert.DoesNotContain("$", sql, StringComparison.Ordinal);
        return sql;
    }

    private static async Task<IReadOnlyList<object[]>> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<object[]>();
        while (await reader.ReadAsync(Cancellation))
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }

    [GeneratedRegex(@"\$__timeFilter\((\w+)\)")]
    private static partial Regex TimeFilter();

    [GeneratedRegex(@"\$__timeGroupAlias\((\w+), \$__interval\)")]
    private static partial Regex TimeGroup();

    [GeneratedRegex(@"\$\{(\w+):sqlstring\}")]
    private static partial Regex Variable();
}
