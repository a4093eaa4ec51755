using Sweep.Analysis.Names;
using Sweep.Client.Output;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Store;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Names;

/// <summary>Refuses a filter that names what is not there, so that a typing error never reads as "nothing matches".</summary>
internal static class FilterCheck
{
    /// <summary>Checks --where against a plan.</summary>
    /// <exception cref="UserErrorException">A name is no setting of the plan, or no trial has the level.</exception>
    public static void Check(SweepPlan plan, TrialFilter filter)
    {
        var mistakes = new List<string>();
        new PlanNames([plan], LevelLabel.Vocabulary).CheckWhere(filter.Where, mistakes);
        Refuse(mistakes);
    }

    /// <summary>Checks the sweep, --where and --id against a store; without a sweep against all of them.</summary>
    /// <exception cref="UserErrorException">There is no such sweep, setting, level or trial; the message says what there is.</exception>
    public static async Task CheckAsync(ITrialReader store, TrialFilter filter, CancellationToken cancellation)
    {
        var sweeps = filter.Sweep is { } name
            ? [await StoredSweeps.FindAsync(store, name, cancellation)]
            : await store.ReadStatusAsync(null, cancellation);
        var mistakes = new List<string>();
        if (filter.Where.Count > 0 && sweeps.Count > 0)
        {
            var plans = new List<SweepPlan>();
            foreach (var sweep in sweeps)
                plans.Add(StoredSweeps.ReadPlan(sweep, TrainerVocabulary.Create()) ?? await PlanOfTrialsAsync(store, sweep, cancellation));
            new PlanNames(plans, LevelLabel.Vocabulary).CheckWhere(filter.Where, mistakes);
        }
        foreach (string id in filter.Ids)
        {
            var found = store.ReadTrialsAsync(new TrialFilter { Sweep = filter.Sweep, Ids = [id] }, MetricSelection.None, cancellation);
            if (!await found.AnyAsync(cancellation))
                mistakes.Add($"--id {id}: no trial{(filter.Sweep is null ? "" : $" of {filter.Sweep}")} has this id.");
        }
        Refuse(mistakes);
    }

    /// <summary>Checks the names of --where against all settings that there are, those that stored specs declare included: levels may be
    /// those of a sweep submitted later.</summary>
    /// <exception cref="UserErrorException">A name is no setting.</exception>
    public static async Task CheckNamesAsync(ITrialReader store, IReadOnlyDictionary<string, IReadOnlyList<string>> where,
        CancellationToken cancellation)
    {
        if (where.Count == 0)
            return;
        var declared = (await store.ReadStatusAsync(null, cancellation))
            .SelectMany(s => SpecReader.FindTrainer(s.SpecText)?.Settings ?? []);
        string[] names = [.. TrainerVocabulary.Settings.Concat(declared).Select(s => s.Name).Distinct(), "seed"];
        Refuse([.. where.Keys.Where(key => !names.Contains(key) && !names.Contains(key.Split('.')[0]))
            .Select(key => $"--where {key}={string.Join('|', where[key])}: there is no such setting. "
                + PossibleNames.Suggest(key, names))]);
    }

    // A plan that this version does not read as it was frozen has its trials in the store all the same.
    private static async Task<SweepPlan> PlanOfTrialsAsync(ITrialReader store, SweepStatus sweep, CancellationToken cancellation)
    {
        var rows = store.ReadTrialsAsync(new TrialFilter { Sweep = sweep.Name }, MetricSelection.None, cancellation);
        var trials = await rows.Select(r => r.Trial).ToListAsync(cancellation);
        return new SweepPlan(sweep.Name, sweep.PlanHash, sweep.SpecText, trials.Count, () => trials, null, new RetryPlan(), new StopPlan());
    }

    private static void Refuse(IReadOnlyList<string> mistakes)
    {
        if (mistakes.Count > 0)
            throw new UserErrorException(string.Join(Environment.NewLine, mistakes));
    }
}
