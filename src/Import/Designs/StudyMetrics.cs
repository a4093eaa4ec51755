using Sweep.Planning.Errors;
using Sweep.Planning.Trials;

namespace Sweep.Import.Designs;

/// <summary>Which metrics are imported, what is known of them, and how trainings ended by them.</summary>
internal sealed class StudyMetrics(ImportedStudy study, ImportRequest request, MistakeList mistakes, List<string> notes)
{
    private HashSet<string> names = [];

    /// <summary>The metrics, the one that counts first.</summary>
    public IReadOnlyList<MetricDefinition> Chosen { get; private set; } = [];

    /// <summary>Chooses them, or notes mistakes.</summary>
    public StudyMetrics Choose(StoredStudy? stored)
    {
        string[] there = [.. study.Metrics.Keys];
        string[] wanted = request.Question.Metrics.Count > 0 ? [.. request.Question.Metrics.Distinct()] : there;
        if (wanted.Length == 0)
            mistakes.Add($"{study.Source} has no metric. Name what was measured: --metric NAME.");
        if (request.Question.Metrics.Count == 0 && there.Length > 1)
            mistakes.Add($"{study.Source} has several metrics: say which counts, --metric NAME. There are: {string.Join(", ", there)}.");
        foreach (string name in wanted.Except(there))
            mistakes.Add($"{study.Source} has no metric '{name}' (--metric).{Meant(name, there)} There are: {string.Join(", ", there)}.");
        foreach (string name in (request.LowerIsBetter ?? []).Except(wanted))
            mistakes.Add($"--lower-is-better {name}: this metric is not imported.{Meant(name, wanted)} Imported are: "
                + $"{string.Join(", ", wanted)}.");
        names = [.. wanted];
        var before = stored?.Results.Metrics.Declared ?? [];
        Chosen = [.. wanted.Select(name => Define(name, before.FirstOrDefault(m => m.Name == name))),
            .. before.ExceptBy(wanted, m => m.Name)];
        if (before is [var counted, ..] && wanted.Length > 0 && counted.Name != Chosen[0].Name)
            mistakes.Add($"The stored sweep counts {counted.Name}, and --metric names {Chosen[0].Name} first. "
                + "Name the same, or give another --name.");
        if (!mistakes.Any)
            notes.Add($"{string.Join(", ", Chosen.Select(m => $"{m.Name}: {(m.LargerIsBetter ? "larger" : "smaller")} is better"))}.");
        return this;
    }

    /// <summary>How a training ended: it diverged where its last value of the metric that counts is no finite number, and has failed where
    /// it has no value.</summary>
    public TrialOutcome OutcomeOf(ImportedRun run)
    {
        string counts = Chosen[0].Name;
        if (run.Outcome is not TrialOutcome.Completed)
            return run.Outcome;
        var last = run.Epochs.LastOrDefault(e => e.Values.Any(v => v.Key == counts));
        return last is null ? new TrialOutcome.Failed(FailureKind.Data, $"{counts} is empty in {study.Source}, {run.Place}.")
            : double.IsFinite(last.Values.Last(v => v.Key == counts).Value) ? run.Outcome
            : new TrialOutcome.Diverged(last.Epoch, 0);
    }

    /// <summary>What is stored of a training's epochs.</summary>
    public IReadOnlyList<EpochMetrics> EpochsOf(ImportedRun run) => [.. run.Epochs
        .Select(e => new EpochMetrics(e.Epoch, [.. e.Values.Where(v => names.Contains(v.Key))])).Where(e => e.Values.Count > 0)];

    /// <summary>How a training differs from what is stored of it; null when it does not.</summary>
    public string? Difference(DesignedRun before, DesignedRun now)
    {
        if (before.Outcome.GetType() != now.Outcome.GetType())
            return $"the training {Word(now.Outcome)}, and is stored as one that {Word(before.Outcome)}";
        var stored = Values(before);
        foreach (var (key, value) in Values(now))
        {
            string which = now.Epochs.Count > 1 ? FormattableString.Invariant($"{key.Metric} of epoch {key.Epoch}") : key.Metric;
            if (!stored.TryGetValue(key, out double was))
                return $"{which} is new for a stored training";
            if (!was.Equals(value))
                return FormattableString.Invariant($"{which} is {value}, and {was} is stored");
        }
        return null;
    }

    private static Dictionary<(int Epoch, string Metric), double> Values(DesignedRun run) =>
        run.Epochs.SelectMany(e => e.Values.Select(v => (Key: (e.Epoch, v.Key), v.Value))).ToDictionary(v => v.Key, v => v.Value);

    // What the catalogue knows is taken from there, unless the values show that it is something else; all else is better when larger.
    private MetricDefinition Define(string name, MetricDefinition? before)
    {
        var known = MetricCatalogue.All.FirstOrDefault(m => m.Name == name);
        bool larger = request.LowerIsBetter switch
        {
            { Count: 0 } => false,
            { } lower when lower.Contains(name) => false,
            null when before is not null => before.LargerIsBetter,
            _ => study.Metrics.GetValueOrDefault(name) ?? known?.LargerIsBetter ?? true,
        };
        double[] values = [.. study.Runs.SelectMany(r => r.Epochs).SelectMany(e => e.Values).Where(v => v.Key == name)
            .Select(v => v.Value).Where(double.IsFinite)];
        bool fits = known is not null && values.All(v => v >= known.Minimum && v <= known.Maximum);
        if (known is not null && !fits)
            notes.Add($"{name} has values that are no {(known.IsFraction ? "fractions" : "such metric")}: it is shown without a unit.");
        return new MetricDefinition(name, "", fits ? known!.Unit : MetricUnit.None, larger);
    }

    private static string Word(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Completed => "completed",
        TrialOutcome.Diverged => "diverged",
        _ => "failed",
    };

    private static string Meant(string name, IReadOnlyCollection<string> known) =>
        NearestName.Find(name, known) is { } near ? $" Did you mean '{near}'?" : "";
}
