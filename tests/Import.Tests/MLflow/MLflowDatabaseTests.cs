using Sweep.Planning.Trials;
using Sweep.Testing;

namespace Sweep.Import.Tests.MLflow;

public sealed class MLflowDatabaseTests : IDisposable
{
    // The columns that are read, as tests/resources/db/latest_schema.sql of MLflow 2 and 3 has them.
    private const string Schema = """
        create table experiments (experiment_id integer primary key, name varchar(256) not null unique, lifecycle_stage varchar(32));
        create table runs (run_uuid varchar(32) primary key, name varchar(250), status varchar(9), start_time bigint, end_time bigint,
            lifecycle_stage varchar(20), experiment_id integer);
        create table metrics (key varchar(250) not null, value float not null, timestamp bigint not null, run_uuid varchar(32) not null,
            step bigint default '0' not null, is_nan boolean default '0' not null);
        create table params (key varchar(250) not null, value varchar(8000) not null, run_uuid varchar(32) not null);
        create table tags (key varchar(250) not null, value varchar(5000), run_uuid varchar(32) not null);
        insert into experiments values (0, 'Default', 'active'), (1, 'activations', 'active'), (2, 'gone', 'deleted');
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_only_experiment_with_runs_is_read()
    {
        string path = Write(
            "insert into runs values ('b0', 'second', 'FINISHED', 2, 3, 'active', 1), ('a0', 'first', 'FAILED', 1, 2, 'active', 1)",
            "insert into params values ('activation', 'relu', 'b0'), ('seed', '2', 'b0')",
            "insert into metrics values ('acc', 0.5, 10, 'b0', 0, 0), ('acc', 0.625, 20, 'b0', 1, 0)");

        var study = await Readings.StudyAsync(path);

        Assert.Equal("MLflow database mlflow.db, experiment activations", study.Source);
        Assert.Equal(["run a0", "run b0"], study.Runs.Select(r => r.Place));
        Assert.IsType<TrialOutcome.Failed>(study.Runs[0].Outcome);
        Assert.Equal("activation=relu seed=2", Readings.Text(study.Runs[1].Settings));
        Assert.Equal("1: acc=0.5 | 2: acc=0.625", Readings.Text(study.Runs[1].Epochs));
    }

    [Fact]
    public async Task Nan_and_the_infinities_are_read_as_mlflow_stores_them()
    {
        string path = Write("insert into runs values ('a0', '', 'FINISHED', 1, 2, 'active', 1)",
            "insert into metrics values ('acc', 0, 10, 'a0', 0, 1), ('acc', 1.7976931348623157e308, 20, 'a0', 1, 0), "
            + "('acc', -1.7976931348623157e308, 30, 'a0', 2, 0)");

        Assert.Equal("1: acc=NaN | 2: acc=Infinity | 3: acc=-Infinity",
            Readings.Text((await Readings.StudyAsync(path)).Runs[0].Epochs));
    }

    [Fact]
    public async Task Of_a_step_logged_twice_the_later_value_counts()
    {
        string path = Write("insert into runs values ('a0', '', 'FINISHED', 1, 2, 'active', 1)",
            "insert into metrics values ('acc', 0.7, 30, 'a0', 1, 0), ('acc', 0.5, 10, 'a0', 0, 0), ('acc', 0.6, 20, 'a0', 1, 0)");

        Assert.Equal("1: acc=0.5 | 2: acc=0.7", Readings.Text((await Readings.StudyAsync(path)).Runs[0].Epochs));
    }

    [Fact]
    public async Task A_database_without_runs_says_which_experiments_there_are() =>
        Assert.Equal([$"{folder["mlflow.db"]}: no experiment has runs. There are: 'Default' (0 runs), 'activations' (0 runs)."],
            await Readings.MistakesAsync(Write()));

    [Fact]
    public async Task A_damaged_file_gives_mistakes_and_no_exception()
    {
        byte[] whole = File.ReadAllBytes(Write("insert into runs values ('a0', '', 'FINISHED', 1, 2, 'active', 1)",
            "insert into params values ('activation', 'relu', 'a0')", "insert into metrics values ('acc', 0.5, 10, 'a0', 0, 0)"));
        int told = 0;
        for (int at = 100; at < whole.Length; at += 997)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x5A;
            foreach (byte[] bytes in new[] { damaged, whole[..at] })
            {
                var reading = await Readings.ReadAsync(folder.Write($"damaged-{at}-{bytes.Length}.db", bytes), format: "mlflow");
                told += reading.Mistakes.Count;
            }
        }
        Assert.True(told > 10, $"{told} mistakes");
    }

    private string Write(params IReadOnlyList<string> statements) => SqliteFile.Write(folder["mlflow.db"], [Schema, .. statements]);
}
