using System.Globalization;
using Sweep.Planning.Errors;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Store;

namespace Sweep.Import.Designs;

/// <summary>From the trainings of a source to a finished sweep: which settings count, which trainings are partners, how each ended, and
/// the spec that says so. One way for all sources.</summary>
public sealed class StudyDesign
{
    private const int MaxTrials = 5_000_000; // configurations x seeds: what is missing of it costs time

    private readonly ImportedStudy study;
    private readonly ImportRequest request;
    private readonly StoredStudy? stored;
    private readonly MistakeList mistakes = new();
    private readonly List<string> notes = [];

    private StudyDesign(ImportedStudy study, ImportRequest request, StoredStudy? stored)
    {
        (this.study, this.request) = StudyNames.Rename(study, stored is null ? request : stored.Continue(request), mistakes, notes);
        this.stored = stored;
    }

    /// <summary>Designs the sweep, or finds all mistakes.</summary>
    /// <param name="study">What a source has.</param>
    /// <param name="request">What the user wants.</param>
    /// <param name="stored">What the store has of it already; null for nothing.</param>
    public static DesignReading Create(ImportedStudy study, ImportRequest request, StoredStudy? stored)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(request);
        var design = new StudyDesign(study, request, stored);
        var sweep = design.Create();
        return new DesignReading(design.mistakes.Any ? null : sweep, design.mistakes.All, design.notes);
    }

    private ImportedSweep? Create()
    {
        if (study.Runs.Count == 0)
            mistakes.Add($"{study.Source} has no training.");
        var metrics = new StudyMetrics(study, request, mistakes, notes).Choose(stored);
        if (stored is not null && stored.Comparison.Factor != request.Question.Factor)
            mistakes.Add($"The stored sweep compares the levels of {stored.Comparison.Factor}, and --factor names "
                + $"{request.Question.Factor}. Import the rest with the same factor, or give another --name; `sweep compare "
                + $"{request.Name} --factor {request.Question.Factor}` compares by another one.");
        string[] settings = new StudySettings(study, request.Question, stored, mistakes, notes).Choose();
        if (mistakes.Any)
            return null;

        var values = new StudySettings(study, request.Question, stored, mistakes, notes).Values(settings);
        string[] configurations = [.. values.Select(DesignedRun.KeyOf)];
        var numbers = new SeedNumbers(study, request.Question, mistakes, notes);
        int[] seeds = numbers.Read(configurations);
        if (stored is not null && stored.IsPaired != numbers.ArePaired)
            mistakes.Add($"The sweep {request.Name} was imported {(stored.IsPaired ? "with" : "without")} seeds, and this "
                + $"{(stored.IsPaired ? "names none" : "names them")}. Give the same options, or another --name.");
        if (mistakes.Any)
            return null;

        DesignedRun[] runs = [.. study.Runs.Select((run, i) => new DesignedRun(run.Place, values[i], seeds[i],
            metrics.OutcomeOf(run), metrics.EpochsOf(run)))];
        var known = StoredRuns(settings);
        CheckRepetitions(runs);
        CheckChanges(runs, known, metrics);
        int factor = Array.IndexOf(settings, request.Question.Factor);
        SettingValue[] levels = [.. runs.Concat(known.Values).Select(r => r.Values[factor]).Distinct()];
        if (levels.Length < 2)
            mistakes.Add($"{study.Source}: {request.Question.Factor} has the single level {levels[0].Label}; a comparison needs two.");
        var level = request.Baseline is { } asked ? Level(asked, levels) : null;
        if (request.Baseline is { } baseline && level is null)
        {
            string[] labels = [.. levels.Select(l => l.Label)];
            string meant = NearestName.Find(baseline, labels) is { } near ? $" Did you mean '{near}'?" : "";
            mistakes.Add($"--baseline {baseline}: {request.Question.Factor} has no such level.{meant} Levels: "
                + $"{string.Join(", ", labels)}.");
        }
        if (mistakes.Any)
            return null;
        TellMissingPartners(runs, factor, numbers.ArePaired);
        return Plan(runs, known, settings, metrics, numbers.ArePaired, level);
    }

    // 0.10 and 1e-1 are the number 0.1.
    private static SettingValue? Level(string text, SettingValue[] levels) => levels.FirstOrDefault(l => l.Label == text)
        ?? (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? levels.FirstOrDefault(l => l is SettingValue.Number n && n.Value == number) : null);

    // The stored trials, by configuration and seed.
    private Dictionary<(string Configuration, int Seed), DesignedRun> StoredRuns(string[] settings)
    {
        var known = new Dictionary<(string, int), DesignedRun>();
        foreach (var trial in stored?.Trials ?? [])
        {
            var run = new DesignedRun("the store", [.. settings.Select(s => trial.Trial.Configuration.Settings[s])],
                trial.Trial.Seed.Value, trial.Outcome, trial.Epochs);
            known[(run.Configuration, run.Seed)] = run;
        }
        return known;
    }

    private void CheckRepetitions(IEnumerable<DesignedRun> runs)
    {
        var first = new Dictionary<(string, int), DesignedRun>();
        foreach (var run in runs)
        {
            if (!first.TryAdd((run.Configuration, run.Seed), run))
                mistakes.Add($"{study.Source}, {run.Place}: {first[(run.Configuration, run.Seed)].Place} has the "
                    + "same settings and the same seed. Name what tells them apart by --block or --paired-by, or remove one.");
        }
    }

    // What is stored stays: a source that has changed is another one.
    private void CheckChanges(IEnumerable<DesignedRun> runs, Dictionary<(string, int), DesignedRun> known, StudyMetrics metrics)
    {
        foreach (var run in runs)
        {
            if (known.TryGetValue((run.Configuration, run.Seed), out var before) && metrics.Difference(before, run) is { } difference)
                mistakes.Add($"{study.Source}, {run.Place}: {difference}. What was imported stays: give another --name.");
        }
    }

    private void TellMissingPartners(DesignedRun[] runs, int factor, bool arePaired)
    {
        if (!arePaired || runs.GroupBy(r => (DesignedRun.KeyOf(r.Values.Where((_, i) => i != factor)), r.Seed)).Any(g => g.Count() > 1))
            return;
        notes.Add($"No two levels of {request.Question.Factor} have a training with the same seed and otherwise the same settings: they "
            + "will be compared unpaired. --block names the settings that count, --ignore those that do not.");
    }

    private ImportedSweep? Plan(DesignedRun[] runs, Dictionary<(string Configuration, int Seed), DesignedRun> known, string[] settings,
        StudyMetrics metrics, bool arePaired, SettingValue? baseline)
    {
        var all = runs.ToDictionary(r => (r.Configuration, r.Seed));
        int missing = known.Keys.Count(k => !all.ContainsKey(k));
        foreach (var (key, run) in known)
            all[key] = run; // as stored
        var configurations = all.Values.DistinctBy(r => r.Configuration).Select(r => r.Values).ToArray();
        int[] seeds = [.. all.Values.Select(r => r.Seed).Distinct().Order()];
        if ((double)configurations.Length * seeds.Length > MaxTrials)
        {
            mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"{study.Source}: {configurations.Length:N0} configurations and ")
                + string.Create(CultureInfo.InvariantCulture, $"{seeds.Length:N0} seeds are too many for {all.Count:N0} trainings: nearly ")
                + "every training has settings or a seed of its own. Name what counts by --block, and leave --seed out if it only numbers "
                + "the trainings.");
            return null;
        }

        string source = stored is null || stored.Results.Source.Split(", ").Contains(study.Source) ? stored?.Results.Source ?? study.Source
            : $"{stored.Results.Source}, {study.Source}";
        string text = new SpecText(request, source, settings, metrics.Chosen).Write(configurations, seeds, arePaired, baseline);
        var reading = SpecReader.Read(text, new SpecVocabulary([]));
        foreach (var error in reading.Errors)
            mistakes.Add($"{study.Source} cannot become a sweep: {error.Message}");
        if (!reading.IsValid)
            return null;
        var plan = reading.Spec.ToPlan();
        var trials = Trials(plan, all, settings);
        if (trials.Count != all.Count)
            throw new InvalidOperationException($"Of {all.Count} trainings the plan has {trials.Count}.");
        return new ImportedSweep(plan, trials, all.Count - known.Count, missing,
            ComparesAnew: stored is not null && !stored.IsComparedAs(plan));
    }

    private static List<FinishedTrial> Trials(SweepPlan plan, Dictionary<(string Configuration, int Seed), DesignedRun> all,
        string[] settings)
    {
        var keys = new Dictionary<Configuration, string>(ReferenceEqualityComparer.Instance);
        var trials = new List<FinishedTrial>(all.Count);
        foreach (var trial in plan.Trials)
        {
            if (!keys.TryGetValue(trial.Configuration, out string? key))
                keys[trial.Configuration] = key = DesignedRun.KeyOf(settings.Select(s => trial.Configuration.Settings[s]));
            if (all.TryGetValue((key, trial.Seed.Value), out var run))
                trials.Add(new FinishedTrial(trial, run.Outcome, run.Epochs));
        }
        return trials;
    }
}
