using System.Globalization;
using Sweep.Planning.Trials;

namespace Sweep.Import.Trackers;

/// <summary>Gathers what a reader finds in a tracker's files: trainings, mistakes, and what it leaves out.</summary>
/// <param name="source">Where it comes from, for people.</param>
/// <param name="noun">What a training is called there: "trial", "run".</param>
/// <param name="question">What the user asked for.</param>
internal sealed class StudyBuilder(string source, string noun, ImportQuestion question)
{
    private readonly List<(string Place, Dictionary<string, SettingValue> Settings, TrialOutcome Outcome, RunCurves Curves)> runs = [];
    private readonly MistakeList mistakes = new();
    private readonly List<string> notes = [];
    private readonly Dictionary<string, List<string>> leftOut = new(StringComparer.Ordinal);
    private readonly SortedSet<string> seen = new(StringComparer.Ordinal);
    private readonly RunNamePattern? pattern = ReadPattern(question, out string? mistake) is var read && mistake is null ? read : null;

    /// <summary>Whether a mistake was found.</summary>
    public bool HasMistakes => mistakes.Any;

    /// <summary>How names say settings; null where they do not.</summary>
    public RunNamePattern? Pattern => pattern;

    /// <summary>Something is wrong; nothing will be imported.</summary>
    public void Mistake(string text) => mistakes.Add(text);

    /// <summary>Something that the user should know.</summary>
    public void Note(string text) => notes.Add(text);

    /// <summary>A training is not imported.</summary>
    /// <param name="place">Which.</param>
    /// <param name="reason">Why, in a few words that stand in brackets.</param>
    public void LeaveOut(string place, string reason)
    {
        if (!leftOut.TryGetValue(reason, out var places))
            leftOut.Add(reason, places = []);
        places.Add(place);
    }

    /// <summary>Adds a training.</summary>
    /// <param name="place">Which, for messages.</param>
    /// <param name="name">Its name, which may say settings; null where trainings have none.</param>
    /// <param name="settings">Its settings; those that its name says are added.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="curves">Its metrics.</param>
    public void Add(string place, string? name, Dictionary<string, SettingValue> settings, TrialOutcome outcome, RunCurves curves)
    {
        if (pattern is not null && name is not null)
        {
            if (pattern.Match(name) is not { } said)
            {
                Mistake($"{place}: the name '{name}' does not fit --run-name {pattern.Text}.");
                return;
            }
            foreach (var (setting, value) in said)
                settings[setting] = value;
        }
        seen.UnionWith(curves.Metrics);
        curves.Keep(question.AsksForMetric);
        if (curves.Metrics.Count == 0 && outcome is TrialOutcome.Completed)
            LeaveOut(place, question.Metrics.Count == 0 ? "without metrics" : "without the metrics asked for");
        else
            runs.Add((place, settings, outcome, curves));
    }

    /// <summary>What came of it.</summary>
    /// <param name="largerIsBetter">The directions that the source knows.</param>
    public ImportReading Build(IReadOnlyDictionary<string, bool?>? largerIsBetter = null)
    {
        if (question.RunName is not null && ReadPattern(question, out string? wrong) is null)
            mistakes.Add(wrong!);
        string[] known = [.. question.Metrics.Where(seen.Contains), .. seen.Except(question.Metrics)];
        foreach (string metric in question.Metrics.Where(metric => !seen.Contains(metric) && !HasMistakes))
        {
            Mistake($"{source}: no {noun} has the metric '{metric}'. "
                + (known.Length > 0 ? $"There are: {string.Join(", ", known)}." : "There are no metrics at all."));
        }
        notes.AddRange(leftOut.Select(reason =>
            $"{Counted(reason.Value.Count, noun)} left out ({reason.Key}): {Shortened(reason.Value)}."));
        if (runs.Count == 0 && !HasMistakes)
            Mistake($"{source}: there is no {noun} to import. {string.Join(" ", notes)}".TrimEnd());
        if (HasMistakes)
            return new ImportReading(null, mistakes.All, notes);
        string? clock = RunCurves.Clock(runs.Select(run => run.Curves));
        var imported = runs.Select(run => new ImportedRun(run.Place, run.Settings, null, run.Outcome, run.Curves.Epochs(clock))).ToArray();
        if (runs.Any(run => clock is not null && run.Curves.Count(clock) > RunCurves.MostEpochs))
        {
            notes.Add($"{clock} is logged more than {RunCurves.MostEpochs:N0} times by a {noun}, so an epoch here is several steps: "
                + "its last. Name metrics that are measured once an epoch by --metric.");
        }
        var metrics = new OrderedDictionary<string, bool?>();
        foreach (string metric in (largerIsBetter?.Keys ?? []).Where(seen.Contains).Concat(known).Where(question.AsksForMetric))
            metrics.TryAdd(metric, largerIsBetter?.GetValueOrDefault(metric));
        return new ImportReading(new ImportedStudy(source, imported, metrics), [], notes);
    }

    /// <summary>"1 run", "2 runs".</summary>
    public static string Counted(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static string Shortened(List<string> places) =>
        string.Join(", ", places.Take(5)) + (places.Count > 5 ? ", ..." : "");

    private static RunNamePattern? ReadPattern(ImportQuestion question, out string? mistake)
    {
        RunNamePattern? read = null;
        mistake = null;
        if (question.RunName is not null)
            _ = RunNamePattern.TryParse(question.RunName, out read, out mistake);
        return read;
    }
}
