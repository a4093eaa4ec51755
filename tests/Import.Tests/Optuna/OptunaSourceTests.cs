using Sweep.Planning.Trials;
using Sweep.Testing;
using static Sweep.Import.Tests.Optuna.OptunaStorage;

namespace Sweep.Import.Tests.Optuna;

public sealed class OptunaSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Parameters_are_settings_and_categorical_ones_have_their_labels()
    {
        string path = Write(Study("tune", "COMPLETE"), Parameter(1, "activation", 0, Categorical), Parameter(1, "dropout", 1, Categorical),
            Parameter(1, "bias", 2, Categorical), Parameter(1, "clip", 3, Categorical), Parameter(1, "tag", 4, Categorical),
            Parameter(1, "depth", 3, Integer), Parameter(1, "learningRate", 0.001, Float), Value(1, "0.9"));

        var run = Assert.Single((await Readings.StudyAsync(path)).Runs);

        Assert.Equal("activation=relu bias=true clip=None depth=3 dropout=0.5 learningRate=0.001 tag=007", Readings.Text(run.Settings));
        Assert.Equal(("trial 0", new TrialOutcome.Completed(), null), (run.Place, run.Outcome, run.Seed));
    }

    [Fact]
    public async Task Values_reported_on_the_way_are_epochs_and_the_last_has_the_objective()
    {
        string path = Write(Study("tune", "COMPLETE"), Report(1, 0, "0.5"), Report(1, 10, "0.7"), Value(1, "0.75"));

        var study = await Readings.StudyAsync(path, Readings.Ask("value", "intermediate_value"));

        Assert.Equal("1: intermediate_value=0.5 | 2: intermediate_value=0.7 value=0.75", Readings.Text(study.Runs[0].Epochs));
        Assert.Equal([("value", true), ("intermediate_value", true)], study.Metrics.Select(m => (m.Key, m.Value)));
        Assert.Equal("Optuna storage optuna.db, study tune", study.Source);
        Assert.Equal("1: value=0.75", Readings.Text((await Readings.StudyAsync(path)).Runs[0].Epochs));
    }

    [Fact]
    public async Task Several_objectives_have_their_own_directions()
    {
        string path = Write(Study("tune", "COMPLETE"),
            "insert into study_directions (direction, study_id, objective) values ('MINIMIZE', 1, 1)",
            Value(1, "0.9"), Value(1, "null", "INF_POS", 1));

        var study = await Readings.StudyAsync(path);

        Assert.Equal("1: values_0=0.9 values_1=Infinity", Readings.Text(study.Runs[0].Epochs));
        Assert.Equal([("values_0", true), ("values_1", false)], study.Metrics.Select(m => (m.Key, m.Value)));
    }

    [Fact]
    public async Task Objectives_are_called_as_the_study_names_them()
    {
        string path = Write(Study("tune", "COMPLETE"), Value(1, "0.9"),
            """insert into study_system_attributes (study_id, key, value_json) values (1, 'study:metric_names', '["accuracy"]')""");

        Assert.Equal(["accuracy"], (await Readings.StudyAsync(path)).Metrics.Keys);
    }

    [Fact]
    public async Task Pruned_and_unfinished_trials_are_left_out_with_a_note_and_failed_ones_are_told()
    {
        string path = Write(Study("tune", "COMPLETE", "PRUNED", "FAIL", "RUNNING", "WAITING", "PRUNED"), Value(1, "0.9"));

        var reading = await Readings.ReadAsync(path);

        Assert.Equal(["trial 0", "trial 2"], reading.Study!.Runs.Select(r => r.Place));
        Assert.IsType<TrialOutcome.Failed>(reading.Study.Runs[1].Outcome);
        Assert.Equal(
        [
            "2 trials left out (pruned: ended early because it did badly, so what is left looks too good): trial 1, trial 5.",
            "1 trial left out (still running): trial 3.",
            "1 trial left out (not yet begun): trial 4.",
        ], reading.Notes);
    }

    [Fact]
    public async Task User_attributes_are_read_where_the_question_names_them()
    {
        string path = Write(Study("tune", "COMPLETE"), Value(1, "0.9"), Attribute(1, "seed", "3"), Attribute(1, "testLoss", "0.25"),
            Attribute(1, "host", "\"alpha\""));

        var reading = await Readings.ReadAsync(path, Readings.Ask("testLoss"));

        Assert.Equal("seed=3", Readings.Text(reading.Study!.Runs[0].Settings));
        Assert.Equal("1: testLoss=0.25", Readings.Text(reading.Study.Runs[0].Epochs));
        Assert.Equal(["User attributes left out because no option names them: host."], reading.Notes);
    }

    [Fact]
    public async Task Of_several_studies_one_has_to_be_chosen()
    {
        string path = Write(Study("a", "COMPLETE"), Study("b", "COMPLETE", "COMPLETE"), Value(1, "0.1"), Value(2, "0.2"), Value(3, "0.3"));

        Assert.Equal([$"{path}: the storage holds 2 studies. Choose one with --study: 'a' (1 trial), 'b' (2 trials)."],
            await Readings.MistakesAsync(path));
        Assert.Equal(2, (await Readings.StudyAsync(path, Readings.Ask() with { Part = "b" })).Runs.Count);
        Assert.Equal([$"{path}: there is no study 'c'. There are: 'a' (1 trial), 'b' (2 trials)."],
            await Readings.MistakesAsync(path, Readings.Ask() with { Part = "c" }));
    }

    [Fact]
    public async Task A_metric_that_no_trial_has_is_told_with_those_that_there_are()
    {
        string path = Write(Study("tune", "COMPLETE"), Value(1, "0.9"));

        Assert.Equal(["Optuna storage optuna.db, study tune: no trial has the metric 'accuracy'. There are: value."],
            await Readings.MistakesAsync(path, Readings.Ask("accuracy")));
    }

    [Fact]
    public async Task All_that_is_damaged_is_told_at_once()
    {
        string path = Write(Study("tune", "COMPLETE", "SOLVED"), Parameter(1, "a", 7, Categorical), Parameter(1, "b", 0, "{}"),
            Value(1, "null"), Attribute(1, "c", "{"), Report(1, 0, "0.5", "HUGE"));

        var mistakes = await Readings.MistakesAsync(path, Readings.Ask("value", "intermediate_value"));

        Assert.Equal(
        [
            "trial 0: the parameter 'a' is choice 7 of 5.",
            "trial 0: the distribution of the parameter 'b' is not readable: {}",
            "trial 0: the user attribute 'c' is not JSON: {",
            $"{path}: trial 0: the table trial_values has no number for it.",
            $"{path}: trial 0: the table trial_intermediate_values has no number for it.",
            $"{path}: trial 1: its state 'SOLVED' is unknown.",
        ], mistakes);
    }

    [Fact]
    public async Task A_storage_of_an_older_optuna_is_to_be_upgraded()
    {
        string path = Write("alter table trial_values drop column value_type");

        Assert.Contains("optuna storage upgrade", Assert.Single(await Readings.MistakesAsync(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_in_the_place_of_a_table_is_not_run()
    {
        string path = Write("drop table trial_values", "create view trial_values as with recursive r(n) as (select 1 union all "
            + "select n + 1 from r) select n as trial_id, 0 as objective, 1.0 as value, 'FINITE' as value_type from r");

        Assert.Single(await Readings.MistakesAsync(path));
    }

    [Fact]
    public async Task A_damaged_file_gives_mistakes_and_no_exception()
    {
        byte[] whole = File.ReadAllBytes(Write(Study("tune", "COMPLETE", "COMPLETE"), Parameter(1, "activation", 0, Categorical),
            Value(1, "0.9"), Report(1, 0, "0.5"), Attribute(1, "seed", "3")));
        int told = 0;
        for (int at = 100; at < whole.Length; at += 997)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x5A;
            foreach (byte[] bytes in new[] { damaged, whole[..at] })
            {
                var reading = await Readings.ReadAsync(folder.Write($"damaged-{at}-{bytes.Length}.db", bytes), format: "optuna");
                told += reading.Mistakes.Count;
            }
        }
        Assert.True(told > 10, $"{told} mistakes");
    }

    private string Write(params IReadOnlyList<string> statements) => SqliteFile.Write(folder["optuna.db"], [Schema, .. statements]);
}
