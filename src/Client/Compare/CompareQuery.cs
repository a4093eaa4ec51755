using Sweep.Client.Names;
using Sweep.Planning;
using Sweep.Scheduling.Looks;
using Sweep.Statistics.Comparisons;
using Sweep.Store;
using Sweep.Trainer.Data;

namespace Sweep.Client.Compare;

/// <summary>From a sweep in a store to the answer: reads only.</summary>
internal static class CompareQuery
{
    private const int DefaultDraws = 2000, MostTrialsToResample = 5000; // a bootstrap of more would be waited for

    /// <summary>Compares the levels of a factor over a sweep's trials.</summary>
    /// <param name="store">Where the trials are.</param>
    /// <param name="sweep">The sweep's name.</param>
    /// <param name="settings">The user's wishes.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="UserErrorException">The sweep or what to compare does not exist; the message has the remedy.</exception>
    public static async Task<ComparisonView> RunAsync(ITrialStore store, string sweep, CompareSettings settings, CancellationToken cancellation)
    {
        var (status, question) = await AskAsync(store, sweep, settings, cancellation);
        using var pause = CollectionPause.For(status.Total);
        var results = await store.ReadResultsAsync(new TrialFilter { Sweep = sweep, Where = settings.Where }, question.Asked, cancellation);
        return await AnswerAsync(store, new SweepIdentity(sweep, status.PlanHash), question, results, settings, cancellation);
    }

    /// <summary>The sweep, and what is asked of it.</summary>
    internal static async Task<(SweepStatus Status, CompareQuestion Question)> AskAsync(ITrialStore store, string sweep, CompareSettings settings,
        CancellationToken cancellation)
    {
        var status = await StoredSweeps.FindAsync(store, sweep, cancellation);
        return (status, CompareQuestion.Resolve(ReadPlan(status, settings.Vocabulary), settings));
    }

    /// <summary>The answer from trials in plan order; where they cannot give it, the store is asked for what they could.</summary>
    /// <exception cref="UserErrorException">The trials cannot answer; the message has the remedy.</exception>
    internal static async Task<ComparisonView> AnswerAsync(ITrialStore store, SweepIdentity sweep, CompareQuestion question, IReadOnlyList<TrialResult> results,
        CompareSettings settings, CancellationToken cancellation)
    {
        try
        {
            return Answer(sweep, question, results, settings);
        }
        catch (UnfitTrialsException unfit) when (unfit.LacksMetric is { } trial)
        {
            var reported = new SortedSet<string>(StringComparer.Ordinal);
            await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = sweep.Name, Ids = [trial.Value] }, MetricSelection.All, cancellation))
                reported.UnionWith(row.Metrics.SelectMany(m => m.Values).Select(v => v.Key));
            throw new UserErrorException(reported.Count == 0
                ? $"{unfit.Message} It reports nothing: train it again with `sweep retry`."
                : $"{unfit.Message} It reports {string.Join(", ", reported)}: compare one of those by --metric, at another --epoch.");
        }
        catch (UnfitTrialsException unfit)
        {
            throw new UserErrorException(unfit.Message);
        }
    }

    /// <summary>The part without a store.</summary>
    /// <exception cref="UserErrorException">No trial matches, or the baseline does not exist.</exception>
    /// <exception cref="UnfitTrialsException">The trials lack the factor or the metric.</exception>
    internal static ComparisonView Answer(SweepIdentity sweep, CompareQuestion question, IReadOnlyList<TrialResult> results, CompareSettings settings)
    {
        if (results.Count == 0)
            throw new UserErrorException($"No trial of '{sweep.Name}' matches{(settings.Where.Count == 0 ? "" : " --where")}.");
        var asked = question.Asked;
        var observations = TrialObservations.From(results, asked);
        string[] levels = [.. observations.All.Select(o => o.Level).Distinct()];
        if (question.Baseline is { } baseline && !levels.Contains(baseline))
            throw new UserErrorException($"'{baseline}' is no level of {question.Factor}. Levels: {string.Join(", ", levels)}.");

        levels = [.. question.LevelOrder.Where(levels.Contains), .. levels.Except(question.LevelOrder)];
        var options = PlanOptions.Of(asked, levels, observations, ChanceAccuracy.Of(results, question.Metric, name => DatasetCatalogue.Find(name)?.Classes));
        options = options with
        {
            IsPlanned = question.IsPlanned,
            Depth = settings.Depth,
            Power = settings.Power,
            TargetScore = settings.TargetScore,
            BootstrapDraws = settings.BootstrapDraws ?? (results.Count <= MostTrialsToResample ? DefaultDraws : 0),
        };
        var report = ComparisonAnalysis.Analyse(observations.All, options);
        var matrix = settings.Columns.Count == 0 ? null : LevelMatrix.Of(results, [.. observations.All.Select(report.Judging())], question, settings.Rows ?? question.Factor, settings.Columns, settings.Focus, options);
        return new ComparisonView(sweep, question, report, observations.BlockSettings, matrix)
        {
            WithoutOutcome = results.Count(HasNoOutcome),
            TrialCount = results.Count,
            Unfinished = results.Count(r => r.State is TrialState.Queued or TrialState.Running or TrialState.Held),
            Trained = results.Count(r => r.State is TrialState.Completed or TrialState.Diverged),
            Unneeded = results.Count(r => r.State == TrialState.Unneeded),
            Explained = settings.Explain is { } explained ? Explanation.Find(report, explained) : null,
            HasAggregates = settings.Aggregates,
            SeedCount = observations.Seeds.Count,
            Apart = report.Comparisons.Any(c => c.Overall.Design == ComparisonDesign.None) ? LevelsApart.Among(TrialObservations.Configurations(results), asked) : [],
        };
    }

    // Trials that planned looks hold back or make unnecessary are not missing.
    private static bool HasNoOutcome(TrialResult result) => result.State is TrialState.Queued or TrialState.Running or TrialState.Failed or TrialState.Cancelled;

    // A plan that does not come out with the hash that was frozen is not the plan that was frozen.
    private static SweepPlan? ReadPlan(SweepStatus status, SpecVocabulary vocabulary)
    {
        var reading = SpecReader.Read(status.SpecText, vocabulary);
        return reading.IsValid && reading.Spec.ToPlan() is var plan && plan.Hash == status.PlanHash ? plan : null;
    }
}

/// <summary>What an answer is about.</summary>
/// <param name="Name">The sweep.</param>
/// <param name="PlanHash">Its plan, frozen before data.</param>
internal sealed record SweepIdentity(string Name, PlanHash PlanHash);
