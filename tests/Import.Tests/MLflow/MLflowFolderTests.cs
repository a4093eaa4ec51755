using System.Text;
using Sweep.Planning.Trials;
using Sweep.Testing;

namespace Sweep.Import.Tests.MLflow;

public sealed class MLflowFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int runs;

    public MLflowFolderTests() => Write("7/meta.yaml",
        "artifact_location: file:///mlruns/7\nexperiment_id: '7'\nlifecycle_stage: active\nname: activations\n");

    private string Root => folder["mlruns"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Parameters_are_settings_and_metrics_are_read_by_step()
    {
        string run = Run("FINISHED");
        Write($"{run}/params/activation", "relu");
        Write($"{run}/params/learningRate", "0.01");
        Write($"{run}/params/augment", "True");
        Write($"{run}/metrics/val/accuracy", "1690000000000 0.5 0\n1690000000001 0.625 1\n");
        Write($"{run}/metrics/loss", "1690000000000 nan 0 digits 1a2b\n1690000000001 inf 1 digits 1a2b\n");

        var study = await Readings.StudyAsync(Root);

        Assert.Equal("activation=relu augment=true learningRate=0.01", Readings.Text(study.Runs[0].Settings));
        Assert.Equal("1: loss=NaN val/accuracy=0.5 | 2: loss=Infinity val/accuracy=0.625", Readings.Text(study.Runs[0].Epochs));
        Assert.Equal("MLflow folder mlruns, experiment activations", study.Source);
        Assert.Equal([null, null], study.Metrics.Values);
    }

    [Fact]
    public async Task Values_without_steps_are_epochs_in_the_order_of_logging()
    {
        string run = Run("FINISHED");
        Write($"{run}/metrics/acc", "1690000000000 0.5\n1690000000001 0.625\n");

        Assert.Equal("1: acc=0.5 | 2: acc=0.625", Readings.Text((await Readings.StudyAsync(Root)).Runs[0].Epochs));
    }

    [Fact]
    public async Task A_tag_is_a_setting_where_the_question_names_it()
    {
        string run = Run("FINISHED");
        Write($"{run}/metrics/acc", "1 0.5 0\n");
        Write($"{run}/tags/seed", "4");
        Write($"{run}/tags/mlflow.user", "ada");

        Assert.Equal("seed=4", Readings.Text((await Readings.StudyAsync(Root)).Runs[0].Settings));
    }

    [Fact]
    public async Task The_name_of_a_run_can_say_its_settings()
    {
        string run = Run("FINISHED", "run_name: relu-3\n");
        Write($"{run}/metrics/acc", "1 0.5 0\n");

        var study = await Readings.StudyAsync(Root, Readings.Ask() with { RunName = "{activation}-{seed}" });

        Assert.Equal("activation=relu seed=3", Readings.Text(study.Runs[0].Settings));
    }

    [Fact]
    public async Task Parents_deleted_killed_and_running_runs_are_left_out_with_a_note_and_failed_ones_are_told()
    {
        string parent = Run("FINISHED"), child = Run("FINISHED");
        Write($"{child}/tags/mlflow.parentRunId", parent[2..]);
        foreach (string run in new[] { parent, child, Run("3", "lifecycle_stage: deleted\n"), Run("5"), Run("1"), Run("4") })
            Write($"{run}/metrics/acc", "1 0.5 0\n");

        var reading = await Readings.ReadAsync(Root);

        Assert.Equal([new TrialOutcome.Completed(), new TrialOutcome.Failed(FailureKind.Exception, "MLflow gives its status as FAILED.")],
            reading.Study!.Runs.Select(r => r.Outcome));
        Assert.Equal(
        [
            "1 run left out (parent of other runs): run 00000001.", "1 run left out (deleted in MLflow): run 00000003.",
            "1 run left out (killed): run 00000004.", "1 run left out (not finished): run 00000005.",
        ], reading.Notes);
    }

    [Fact]
    public async Task Of_several_experiments_one_has_to_be_chosen()
    {
        Write($"{Run("FINISHED")}/metrics/acc", "1 0.5 0\n");
        Write("8/meta.yaml", "experiment_id: '8'\nname: other\nlifecycle_stage: active\n");
        Write($"8/{new string('8', 32)}/meta.yaml", "run_id: x\nstatus: 3\n");

        Assert.Equal([$"{Root}: there are 2 experiments with runs. Choose one with --study: 'activations' (1 run), 'other' (1 run)."],
            await Readings.MistakesAsync(Root));
        Assert.Single((await Readings.StudyAsync(Root, Readings.Ask() with { Part = "7" })).Runs);
    }

    [Fact]
    public async Task All_that_is_damaged_is_told_at_once_with_its_place()
    {
        string run = Run("FINISHED");
        Write($"{run}/metrics/acc", "1 0.5 0\none 2\n");
        Write($"{run}/metrics/loss", "1\n");
        Write($"7/{new string('a', 32)}/params/x", "1");
        Write($"{Run("HALTED")}/metrics/acc", "1 0.5 0\n");

        Assert.Equal(
        [
            $"mlruns/{run}/metrics/loss:1: 'time value step' is expected, not '1'.",
            $"mlruns/7/{new string('a', 32)}: the run has no meta.yaml. Restore the file, or move the folder away to import the others.",
            "run 00000002: its status 'HALTED' is unknown.",
        ], await Readings.MistakesAsync(Root));
    }

    [Fact]
    public async Task A_damaged_meta_file_is_told_with_line_and_column()
    {
        Write($"{Run("FINISHED")}/meta.yaml", "status: 3\n  name: [\n");

        Assert.Matches(@"meta\.yaml:\d+:\d+: ", Assert.Single(await Readings.MistakesAsync(Root)));
    }

    [Fact]
    public async Task A_meta_file_of_brackets_alone_ends_nothing()
    {
        Write($"{Run("FINISHED")}/meta.yaml", new string('[', 100_000));

        Assert.Single(await Readings.MistakesAsync(Root));
    }

    // A run's folder, relative to the tracking folder.
    private string Run(string status, string more = "")
    {
        string run = $"7/{++runs:D8}{new string('0', 24)}";
        Write($"{run}/meta.yaml", $"experiment_id: '7'\nrun_id: {run[2..]}\nrun_uuid: {run[2..]}\nstart_time: {runs}\nstatus: {status}\n"
            + $"tags: []\n{more}");
        return run;
    }

    private void Write(string name, string text) => folder.Write(Path.Combine("mlruns", name), Encoding.UTF8.GetBytes(text));
}
