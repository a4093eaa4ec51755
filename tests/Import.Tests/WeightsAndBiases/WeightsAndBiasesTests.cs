using System.Text;
using Sweep.Import.Sources;
using Sweep.Planning.Trials;
using Sweep.Testing;

namespace Sweep.Import.Tests.WeightsAndBiases;

public sealed class WeightsAndBiasesTests : IDisposable
{
    private const string Head = "Name,State,Notes,User,Tags,Created,Runtime,Sweep,activation,lr,seed,loss,test/acc\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_table_of_runs_has_settings_where_runs_agree_and_the_metrics_that_are_named()
    {
        string path = Write(Head + Run("finished", "relu", "0.01", "1", "0.512", "0.9")
            + Run("finished", "relu", "0.01", "2", "0.487", "0.91") + Run("finished", "gelu", "0.01", "1", "0.455", "0.93")
            + Run("finished", "gelu", "0.01", "2", "0.433", "0.94"));

        var reading = await Readings.ReadAsync(path, Readings.Ask("test/acc"));

        Assert.Equal(["activation=relu lr=0.01 seed=1", "activation=relu lr=0.01 seed=2", "activation=gelu lr=0.01 seed=1",
            "activation=gelu lr=0.01 seed=2"], reading.Study!.Runs.Select(r => Readings.Text(r.Settings)));
        Assert.Equal("1: test/acc=0.94", Readings.Text(reading.Study.Runs[3].Epochs));
        Assert.Equal("line 2 (sunny-sun-1)", reading.Study.Runs[0].Place);
        Assert.Contains("loss", Assert.Single(reading.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_and_running_runs_are_left_out_with_a_note_and_crashed_ones_are_told()
    {
        string path = Write(Head + Run("finished", "relu", "1", "1", "1", "0.9") + Run("crashed", "relu", "1", "2", "1", "")
            + Run("killed", "relu", "1", "3", "1", "0.1") + Run("running", "relu", "1", "4", "1", "0.1")
            + Run("finished", "relu", "1", "5", "1", ""));

        var reading = await Readings.ReadAsync(path, Readings.Ask("test/acc"));

        Assert.Equal([new TrialOutcome.Completed(), new TrialOutcome.Failed(FailureKind.Exception,
            "Weights & Biases gives its state as crashed.")], reading.Study!.Runs.Select(r => r.Outcome));
        Assert.Equal(["1 run left out (killed): line 4 (sunny-sun-3).", "1 run left out (not finished): line 5 (sunny-sun-4).",
            "1 run left out (without the metrics asked for): line 6 (sunny-sun-5)."], reading.Notes);
    }

    [Fact]
    public async Task Without_a_metric_the_columns_of_numbers_are_listed()
    {
        string path = Write(Head + Run("finished", "relu", "0.01", "1", "0.5", "0.9"));

        Assert.Equal(["results.csv: the export does not say which columns are results. Name them with --metric: lr, loss, test/acc."],
            await Readings.MistakesAsync(path, Readings.Ask()));
        Assert.Equal(["results.csv: there is no column 'acc'. Columns of numbers are: lr, loss, test/acc."],
            await Readings.MistakesAsync(path, Readings.Ask("acc")));
    }

    [Fact]
    public async Task Wrong_cells_are_told_with_line_and_column()
    {
        string path = Write(Head + Run("finished", "relu", "0.01", "1", "0.5", "good") + Run("asleep", "relu", "0.01", "2", "0.5", "0.9"));

        var mistakes = await Readings.MistakesAsync(path, Readings.Ask("test/acc"));

        Assert.Equal(2, mistakes.Count);
        Assert.StartsWith("results.csv, line 2, column test/acc: 'good' is no number.", mistakes[0], StringComparison.Ordinal);
        Assert.Equal("results.csv, line 3, column State: 'asleep' is no state of W&B.", mistakes[1]);
    }

    [Fact]
    public async Task A_chart_has_curves_and_its_runs_names_say_the_settings()
    {
        string path = Write("""
            "Step","relu-1 - acc","relu-1 - acc__MIN","relu-1 - acc__MAX","gelu-1 - _step","gelu-1 - _step__MIN","gelu-1 - acc"
            "0","0.5","0.5","0.5","0","0",""
            "100","","","","1","1","0.6"
            "200","0.7","0.7","0.7","2","2","0.8"
            """);

        var study = await Readings.StudyAsync(path, Readings.Ask() with { RunName = "{activation}-{seed}" });

        Assert.Equal(["activation=relu seed=1", "activation=gelu seed=1"], study.Runs.Select(r => Readings.Text(r.Settings)));
        Assert.Equal(["1: acc=0.5 | 2: acc=0.7", "1: acc=0.6 | 2: acc=0.8"], study.Runs.Select(r => Readings.Text(r.Epochs)));
    }

    [Fact]
    public async Task Without_a_pattern_the_name_of_a_run_is_its_setting()
    {
        string path = Write("\"Step\",\"a - b - acc\",\"a - b - acc__MIN\",\"a - b - acc__MAX\"\n1,0.5,0.5,0.5\n");

        Assert.Equal("run=a - b", Readings.Text((await Readings.StudyAsync(path)).Runs[0].Settings));
    }

    [Fact]
    public async Task A_chart_of_groups_and_names_that_do_not_fit_are_refused()
    {
        string path = Write("""
            "Step","Group: relu - acc","Group: relu - acc__MIN","Group: relu - acc__MAX","odd - acc","odd - acc__MIN","odd - acc__MAX"
            "0","0.5","0.5","0.5","0.5","0.5","0.5"
            """);

        Assert.Equal(["results.csv: the column 'Group: relu - acc' is the mean of a group of runs. Export the chart without grouping.",
            "run odd: the name 'odd' does not fit --run-name {activation}-{seed}."],
            await Readings.MistakesAsync(path, Readings.Ask() with { RunName = "{activation}-{seed}" }));
    }

    [Theory]
    [InlineData("Name,Score\na,1\n")]
    [InlineData("Step,relu - acc\n1,0.5\n")]
    public void Other_tables_are_left_to_others(string text)
    {
        Assert.True(ImportSources.TryFind(Write(text), null, out var source, out _));
        Assert.Equal("csv", source.Name);
    }

    private static string Run(string state, params IReadOnlyList<string> values) =>
        $"\"sunny-sun-{values[2]}\",\"{state}\",\"-\",\"ada\",\"\",\"2026-01-13T09:48:11.000Z\",\"9910\",\"\","
        + $"{string.Join(',', values.Select(value => $"\"{value}\""))}\n";

    private string Write(string text) => folder.Write("results.csv", Encoding.UTF8.GetBytes(text));
}
