using Sweep.Import.Trackers;
using Sweep.Planning.Trials;

namespace Sweep.Import.MLflow;

/// <summary>A run of an MLflow experiment, wherever it is stored.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Name">As people named it; empty where nobody did.</param>
/// <param name="Status">FINISHED, FAILED, KILLED, RUNNING or SCHEDULED.</param>
/// <param name="IsDeleted">Whether it is in MLflow's waste basket.</param>
internal sealed record MLflowRun(string Id, string Name, string Status, bool IsDeleted)
{
    /// <summary>Parameters by name.</summary>
    public Dictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>Tags by name.</summary>
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Metrics by name, in the order in which they were logged.</summary>
    public Dictionary<string, List<(long Step, double Value)>> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>Which run it is, for messages.</summary>
    public string Place => Id.Length > 8 ? $"run {Id[..8]}" : $"run {Id}";

    /// <summary>Adds a value of a metric.</summary>
    public void Log(string metric, long step, double value)
    {
        if (!Metrics.TryGetValue(metric, out var values))
            Metrics.Add(metric, values = []);
        values.Add((step, value));
    }

    /// <summary>The study of an experiment's runs.</summary>
    /// <param name="source">Where they come from, for people.</param>
    /// <param name="runs">The runs, in order.</param>
    /// <param name="mistakes">What was found wrong while reading them.</param>
    /// <param name="question">What the user asked for.</param>
    public static ImportReading Study(string source, IReadOnlyList<MLflowRun> runs, IReadOnlyList<string> mistakes, ImportQuestion question)
    {
        var builder = new StudyBuilder(source, "run", question);
        foreach (string mistake in mistakes)
            builder.Mistake(mistake);
        var parents = runs.Select(run => run.Tags.GetValueOrDefault("mlflow.parentRunId")).ToHashSet();
        foreach (var run in runs)
        {
            if (run.IsDeleted)
                builder.LeaveOut(run.Place, "deleted in MLflow");
            else if (parents.Contains(run.Id))
                builder.LeaveOut(run.Place, "parent of other runs");
            else if (run.Status is "RUNNING" or "SCHEDULED")
                builder.LeaveOut(run.Place, "not finished");
            else if (run.Status == "KILLED")
                builder.LeaveOut(run.Place, "killed");
            else if (run.Status == "FINISHED")
                run.AddTo(builder, new TrialOutcome.Completed(), question);
            else if (run.Status == "FAILED")
                run.AddTo(builder, new TrialOutcome.Failed(FailureKind.Exception, "MLflow gives its status as FAILED."), question);
            else
                builder.Mistake($"{run.Place}: its status '{run.Status}' is unknown.");
        }
        return builder.Build();
    }

    private void AddTo(StudyBuilder builder, TrialOutcome outcome, ImportQuestion question)
    {
        var settings = Parameters.ToDictionary(parameter => parameter.Key, parameter => ForeignValue.Setting(parameter.Value));
        foreach (var (tag, value) in Tags.Where(tag => question.AsksForSetting(tag.Key)))
            settings.TryAdd(tag, ForeignValue.Setting(value));
        var curves = new RunCurves();
        foreach (var (metric, values) in Metrics)
        {
            bool hasSteps = values.Any(value => value.Step != values[0].Step); // else the order of logging stands for them
            for (int i = 0; i < values.Count; i++)
                curves.Add(metric, hasSteps ? values[i].Step : values.Count > 1 ? i : values[i].Step, values[i].Value);
        }
        builder.Add(Place, Name, settings, outcome, curves);
    }
}
