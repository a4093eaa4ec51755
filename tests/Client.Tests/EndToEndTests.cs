using System.Text.Json;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>The program as a user meets it: real specs, the real engine on drawn digits, a store in a temporary folder.</summary>
public sealed class EndToEndTests : IDisposable
{
    private const string Spec = """
        name: tiny
        dataset: synthetic-digits
        architecture: mnist-conv
        protocol: { epochs: 1, batchSize: 64, trainSamples: 640 }
        optimizer: { name: sgd, momentum: 0.9 }
        learningRate: 0.02
        grid:
          activation: [relu, arelu]
        seeds: 2
        compare: { factor: activation, baseline: relu, metric: testAccuracy }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_command_trains_a_spec_and_answers_with_a_verdict()
    {
        var ended = await RunAsync(Write(Spec), "run", "spec.yaml");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("4 trials planned, 4 added", ended.Error);
        Assert.Contains("arelu", ended.Output);
        Assert.Contains("undecided", ended.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_script_learns_by_the_exit_code_that_a_condition_holds()
    {
        await RunAsync(Write(Spec), "run", "spec.yaml", "-q");
        var undecided = await SweepProcess.RunAsync(folder.FullName, "compare", "tiny", "--fail-if", "missing,undecided");
        Assert.Equal(4, undecided.Code);
        Assert.Contains("--fail-if undecided: arelu against relu is undecided.", undecided.Error);
        Assert.Contains("arelu against relu is undecided", undecided.Output);
        var fine = await SweepProcess.RunAsync(folder.FullName, "compare", "tiny", "--fail-if", "worse", "--format", "json");
        Assert.True(fine.Code == 0, fine.Error);
        Assert.Equal(2, (await SweepProcess.RunAsync(folder.FullName, "compare", "tiny", "--fail-if", "bad")).Code);
    }

    [Fact]
    public async Task An_answer_for_an_edited_spec_says_so_on_standard_error_and_a_missing_sweep_is_refused()
    {
        await RunAsync(Write(Spec), "submit", "spec.yaml");
        var same = await RunAsync(Write("# a remark\n" + Spec), "status", "spec.yaml");
        Assert.DoesNotContain("not what was submitted", OnOneLine(same.Error), StringComparison.Ordinal);
        var edited = await RunAsync(Write(Spec.Replace("seeds: 2", "seeds: 3", StringComparison.Ordinal)), "export", "spec.yaml");
        Assert.Equal(0, edited.Code);
        Assert.Contains("spec.yaml is not what was submitted", OnOneLine(edited.Error), StringComparison.Ordinal);
        Assert.DoesNotContain("submitted", edited.Output, StringComparison.Ordinal);
        var missing = await SweepProcess.RunAsync(folder.FullName, "export", "tinny");
        Assert.Equal((2, ""), (missing.Code, missing.Output));
        Assert.Contains("Did you mean 'tiny'?", OnOneLine(missing.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_says_how_it_compares_and_that_its_seeds_are_too_few()
    {
        string path = Write(Spec.Replace("metric: testAccuracy", "rope: 0.002, test: ranks, adjustment: hommel", StringComparison.Ordinal));
        string plan = (await RunAsync(path, "plan", "spec.yaml", "--format", "csv")).Output;
        Assert.Contains("alpha 0.05, rope 0.002, tested by ranks, adjusted by hommel", plan, StringComparison.Ordinal);
        Assert.Contains("2 seeds judge; at least 6 are needed to show a difference at alpha 0.05 over 1 comparison.", plan,
            StringComparison.Ordinal);
        Assert.Contains("tiny cannot decide: 2 seeds judge", OnOneLine((await RunAsync(path, "submit", "spec.yaml")).Error),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_again_trains_nothing_and_says_the_same()
    {
        string path = Write(Spec);
        var first = await RunAsync(path, "run", "spec.yaml");
        var second = await RunAsync(path, "run", "spec.yaml");
        Assert.Contains("0 added, 4 already trained", second.Error);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task A_report_is_the_same_bytes_each_time_and_its_queries_give_its_numbers()
    {
        string path = Write(Spec);
        await RunAsync(path, "run", "spec.yaml", "-q");
        foreach (string target in new[] { "one", "two" })
        {
            var written = await RunAsync(path, "report", "spec.yaml", "--out", target);
            Assert.True(written.Code == 0, written.Error);
        }
        string[] files = [.. Directory.EnumerateFiles(folder["one"], "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder["one"], f)).Order(StringComparer.Ordinal)];
        Assert.Contains("report.html", files);
        Assert.Contains(Path.Combine("figures", "forest.svg"), files);
        foreach (string file in files)
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["one"], file)), File.ReadAllBytes(Path.Combine(folder["two"], file)));
        string markdown = File.ReadAllText(Path.Combine(folder["one"], "report.md"));
        Assert.Contains("| processor |", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.FullName, markdown, StringComparison.Ordinal);

        // The appendix' query of pairs gives the mean difference that the table shows.
        string query = markdown.Split("```sql\n").Skip(1).Select(part => part[..part.IndexOf("\n```", StringComparison.Ordinal)])
            .Single(q => q.Contains("partners", StringComparison.Ordinal));
        var asked = await RunAsync(path, "query", query, "--format", "csv", "--store", "sweep.db");
        Assert.True(asked.Code == 0, asked.Error);
        string[] fields = asked.Output.Split('\n')[1].TrimEnd('\r').Split(',');
        string[] table = File.ReadAllLines(Path.Combine(folder["one"], "tables", "differences.csv"));
        string[] heads = table[0].Split(','), values = table[1].Split(',');
        Assert.Equal(["arelu", "relu", "2"], fields[..3]);
        Assert.Equal(double.Parse(values[Array.IndexOf(heads, "difference")]), double.Parse(fields[4]), 1e-12);
    }

    [Fact]
    public async Task More_seeds_add_only_the_new_trials()
    {
        await RunAsync(Write(Spec), "run", "spec.yaml", "-q");
        var ended = await RunAsync(Write(Spec.Replace("seeds: 2", "seeds: 3")), "submit", "spec.yaml");
        Assert.Contains("6 trials planned, 2 added, 4 already trained", ended.Error);
    }

    [Fact]
    public async Task All_mistakes_of_a_spec_are_told_with_their_places_and_nothing_starts()
    {
        var ended = await RunAsync(Write(Spec.Replace("arelu]", "arelo]").Replace("learningRate", "learningrate")), "run", "spec.yaml");
        Assert.Equal(2, ended.Code);
        Assert.Contains("spec.yaml:8:22", ended.Error);
        Assert.Contains("Did you mean 'arelu'?", ended.Error);
        Assert.Contains("learningRate", ended.Error);
        Assert.False(File.Exists(folder["sweep.db"]));
    }

    [Fact]
    public async Task An_interrupted_run_gives_its_trials_back_and_the_same_command_continues()
    {
        Write(Spec.Replace("seeds: 2", "seeds: 20").Replace("trainSamples: 640", "trainSamples: 6400"));
        using (var started = SweepProcess.Start(folder.FullName, "run", "spec.yaml", "--slots", "2"))
        {
            await UntilAsync(async () => (await CountsAsync()).Completed > 0);
            started.Interrupt();
            var interrupted = await started.WaitAsync();
            Assert.True(interrupted.Code == 130, interrupted.Error);
        }
        // all of it, no log beside it
        Assert.Equal(["sweep.db"], Directory.GetFiles(folder.FullName, "sweep.db*").Select(Path.GetFileName));
        var between = await CountsAsync();
        Assert.Equal(0, between.Running);
        Assert.InRange(between.Completed, 1, 39);
        var ended = await SweepProcess.RunAsync(folder.FullName, "run", "spec.yaml");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal((40, 0), await CountsAsync());
    }

    [Fact]
    public async Task Where_trains_a_part_of_the_plan()
    {
        var ended = await RunAsync(Write(Spec), "run", "spec.yaml", "--where", "activation=arelu");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal((2, 0), await CountsAsync());
    }

    [Fact]
    public async Task Results_can_be_exported_and_asked_in_sql()
    {
        await RunAsync(Write(Spec), "run", "spec.yaml", "-q");
        var csv = await SweepProcess.RunAsync(folder.FullName, "export", "tiny", "--where", "activation=relu");
        Assert.Equal(3, csv.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var json = await SweepProcess.RunAsync(folder.FullName, "query",
            "select activation, count(*) as trials from v_trials group by activation order by activation", "--format", "json");
        using var rows = JsonDocument.Parse(json.Output);
        Assert.Equal(["arelu", "relu"], rows.RootElement.EnumerateArray().Select(r => r.GetProperty("activation").GetString()));
        var refused = await SweepProcess.RunAsync(folder.FullName, "query", "delete from trials");
        Assert.Equal(2, refused.Code);
    }

    [Fact]
    public async Task A_users_formula_is_an_activation_like_any_other()
    {
        var ended = await RunAsync(Write(Spec.Replace("arelu]", "{ name: mine, formula: \"x*sigmoid(a*x)\", parameters: { a: 1.0 } }]")),
            "run", "spec.yaml");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("mine", ended.Output);
    }

    [Fact]
    public async Task A_diverged_training_is_a_result_and_not_a_failure()
    {
        var ended = await RunAsync(Write(Spec.Replace("learningRate: 0.02", "learningRate: 1.0e+30")
            .Replace("baseline: relu", "baseline: leaky-relu").Replace("[relu,", "[leaky-relu,")), "run", "spec.yaml");
        Assert.True(ended.Code == 0, ended.Error);
        var status = await SweepProcess.RunAsync(folder.FullName, "status", "tiny", "--format", "json");
        using var rows = JsonDocument.Parse(status.Output);
        Assert.Equal(4, rows.RootElement[0].GetProperty("diverged").GetInt32());
    }

    [Fact]
    public async Task A_reading_command_does_not_create_a_store()
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, "status");
        Assert.NotEqual(0, ended.Code);
        Assert.False(File.Exists(folder["sweep.db"]));
    }

    [Fact]
    public async Task An_unreachable_store_is_exit_code_3_and_its_password_stays_secret()
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, "status", "--store", "postgres://me:hunter2@127.0.0.1:1/nowhere");
        Assert.Equal(3, ended.Code);
        Assert.Contains("visible to every user", ended.Error);
        Assert.DoesNotContain("hunter2", ended.Error + ended.Output);
    }

    [Fact]
    public async Task A_wrong_command_line_is_exit_code_2()
    {
        Assert.Equal(2, (await SweepProcess.RunAsync(folder.FullName, "rum", "spec.yaml")).Code);
        Assert.Equal(2, (await SweepProcess.RunAsync(folder.FullName, "run", "missing.yaml")).Code);
    }

    private string Write(string spec)
    {
        string path = folder["spec.yaml"];
        File.WriteAllText(path, spec);
        return folder.FullName;
    }

    private static string OnOneLine(string wrapped) =>
        string.Join(' ', wrapped.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Task<SweepProcess.Ended> RunAsync(string folder, params string[] arguments) => SweepProcess.RunAsync(folder, arguments);

    private async Task<(int Completed, int Running)> CountsAsync()
    {
        var status = await SweepProcess.RunAsync(folder.FullName, "status", "tiny", "--format", "json");
        if (status.Code != 0)
            return (0, 0); // nothing was submitted yet
        using var rows = JsonDocument.Parse(status.Output);
        return (rows.RootElement[0].GetProperty("completed").GetInt32(), rows.RootElement[0].GetProperty("running").GetInt32());
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2)); // ends a test that hangs; nothing is measured by it
        while (!await condition())
            await Task.Delay(100, patience.Token);
    }
}
