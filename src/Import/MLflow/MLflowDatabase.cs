using Sweep.Import.Trackers;

namespace Sweep.Import.MLflow;

/// <summary>Reads an experiment from the SQLite database that MLflow tracks runs in (<c>sqlite:///mlflow.db</c>).</summary>
/// <remarks>Parameters are settings; tags are where the question names them. MLflow does not know whether more of a metric is
/// better.</remarks>
internal static class MLflowDatabase
{
    private const string Experiments = """
        select e.experiment_id, e.name, count(r.run_uuid)
        from experiments e left join runs r on r.experiment_id = e.experiment_id and r.lifecycle_stage = 'active'
        where e.lifecycle_stage = 'active'
        group by e.experiment_id, e.name
        order by e.experiment_id
        """;

    private const string Runs = """
        select run_uuid, name, status, lifecycle_stage from runs where experiment_id = $experiment order by start_time, run_uuid
        """;

    private const string Parameters = """
        select r.run_uuid, p.key, p.value from params p join runs r on r.run_uuid = p.run_uuid where r.experiment_id = $experiment
        """;

    private const string Tags = """
        select r.run_uuid, t.key, t.value from tags t join runs r on r.run_uuid = t.run_uuid where r.experiment_id = $experiment
        """;

    private const string Metrics = """
        select r.run_uuid, m.key, m.step, m.value, m.is_nan
        from metrics m join runs r on r.run_uuid = m.run_uuid
        where r.experiment_id = $experiment
        order by m.timestamp, m.step
        """;

    /// <summary>Whether a file is such.</summary>
    public static bool Recognises(string path) => ForeignDatabase.HasTables(path, "experiments", "runs", "metrics", "params", "tags");

    /// <summary>Reads the experiment that the question names.</summary>
    public static ImportReading Read(string path, ImportQuestion question, CancellationToken cancellation)
    {
        try
        {
            using var database = ForeignDatabase.Open(path);
            if (!database.Has("metrics", "step", "is_nan") || !database.Has("runs", "lifecycle_stage"))
            {
                throw new InvalidDataException($"{path}: the database is of an MLflow older than 1.0. Copy it and bring the copy up to "
                    + "date: mlflow db upgrade sqlite:///COPY");
            }
            var experiment = MLflowExperiment.Choose(
                [.. database.Rows(Experiments).Select(row => new MLflowExperiment(row.Text(0), row.Text(1), row.Integer(2) ?? 0))],
                path, question.Part);
            var runs = new OrderedDictionary<string, MLflowRun>();
            foreach (var row in database.Rows(Runs, ("$experiment", experiment.Id)))
                runs.TryAdd(row.Text(0), new MLflowRun(row.Text(0), row.Text(1), row.Text(2), row.Text(3) == "deleted"));
            IEnumerable<(MLflowRun Run, ForeignRow Row)> About(string sql) => database.Rows(sql, ("$experiment", experiment.Id))
                .Select(row => (runs.GetValueOrDefault(row.Text(0))
                    ?? throw new InvalidDataException($"{path}: the database is damaged: run {row.Text(0)} comes and goes."), row));

            foreach (var (run, row) in About(Parameters))
                run.Parameters[row.Text(1)] = row.Text(2);
            foreach (var (run, row) in About(Tags))
                run.Tags[row.Text(1)] = row.Text(2);
            var mistakes = new List<string>();
            foreach (var (run, row) in About(Metrics))
            {
                cancellation.ThrowIfCancellationRequested();
                if (row.Integer(4) == 1)
                    run.Log(row.Text(1), row.Integer(2) ?? 0, double.NaN);
                else if (row.Number(3) is { } value)
                    run.Log(row.Text(1), row.Integer(2) ?? 0, Unbounded(value));
                else
                    mistakes.Add($"{path}: {run.Place}: the metric '{row.Text(1)}' has a value that is no number: '{row.Text(3)}'.");
            }
            return MLflowRun.Study(
                $"MLflow database {Path.GetFileName(path)}, experiment {experiment.Name}", [.. runs.Values], mistakes, question);
        }
        catch (InvalidDataException e)
        {
            return new ImportReading(null, [e.Message], []);
        }
    }

    // MLflow stores the infinities as the largest numbers.
    private static double Unbounded(double value) =>
        value == double.MaxValue ? double.PositiveInfinity : value == double.MinValue ? double.NegativeInfinity : value;
}
