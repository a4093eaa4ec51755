using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Costs;
using Sweep.Analysis.Matrices;
using Sweep.Analysis.Names;
using Sweep.Analysis.Plans;
using Sweep.Analysis.Trials;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Analysis.Questions;

/// <summary>From a sweep in a store to the answer: reads only.</summary>
public static class CompareQuery
{
    private const int DefaultDraws = 2000, MaxTrialsToResample = 5000; // a bootstrap of more would be waited for
    private const int QuickPairs = 5000, MaxPairs = 100_000;

    /// <summary>Compares the levels of a factor over a sweep's trials.</summary>
    /// <param name="store">Where the trials are.</param>
    /// <param name="sweep">The sweep's name.</param>
    /// <param name="settings">The user's wishes.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuestionException">The sweep or what to compare does not exist; the message has the remedy.</exception>
    public static async Task<ComparisonView> RunAsync(ITrialReader store, string sweep, CompareSettings settings,
        CancellationToken cancellation)
    {
        var (status, question) = await AskAsync(store, sweep, settings, cancellation);
        settings = settings.For(question.Trainer);
        using var pause = CollectionPause.For(status.Total);
        var filter = new TrialFilter { Sweep = sweep, Where = settings.Vocabulary.StoredLabels(settings.Where) };
        var results = await store.ReadResultsAsync(filter, question.Asked, cancellation);
        return await AnswerAsync(store, SweepIdentity.From(status), question, results, settings, cancellation);
    }

    /// <summary>The sweep, and what is asked of it.</summary>
    public static async Task<(SweepStatus Status, CompareQuestion Question)> AskAsync(ITrialReader store, string sweep,
        CompareSettings settings, CancellationToken cancellation)
    {
        var status = await StoredSweeps.FindAsync(store, sweep, cancellation);
        var plan = StoredSweeps.ReadPlan(status, settings.Vocabulary);
        return (status, QuestionResolution.Resolve(plan, settings, plan is null ? SpecReader.FindTrainer(status.SpecText) : null));
    }

    /// <summary>The answer from trials in plan order; where they cannot give it, the store is asked for what they could.</summary>
    /// <exception cref="QuestionException">The trials cannot answer; the message has the remedy.</exception>
    public static async Task<ComparisonView> AnswerAsync(ITrialReader store, SweepIdentity sweep, CompareQuestion question,
        IReadOnlyList<TrialResult> results, CompareSettings settings, CancellationToken cancellation)
    {
        try
        {
            var costs = await ReadCostsAsync(store, sweep, question, results, settings, cancellation);
            return Answer(sweep, question, results, costs, settings, cancellation);
        }
        catch (UnfitTrialsException unfit) when (unfit.LacksMetric is { } trial)
        {
            var reported = new SortedSet<string>(StringComparer.Ordinal);
            await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = sweep.Name, Ids = [trial.Value] },
                MetricSelection.All, cancellation))
                reported.UnionWith(row.Metrics.SelectMany(m => m.Values).Select(v => v.Key));
            throw new QuestionException(reported.Count == 0
                ? $"{unfit.Message} It reports nothing: train it again with `sweep retry`."
                : $"{unfit.Message} It reports {string.Join(", ", reported)}: compare one of those by --metric, at another --epoch.");
        }
        catch (UnfitTrialsException unfit)
        {
            throw new QuestionException(unfit.Message);
        }
        catch (ArgumentException contradiction) when (contradiction.ParamName == "observations")
        {
            throw new QuestionException($"The stored trials contradict each other: {contradiction.Message.Split(" (Parameter")[0]} "
                + "They were changed by hand, or are damaged: restore a copy of the store.");
        }
    }

    /// <summary>The part without a store.</summary>
    /// <param name="sweep">What it is about.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="results">The trials, in plan order.</param>
    /// <param name="costs">What each of them took; empty where that is not known.</param>
    /// <param name="settings">The user's wishes.</param>
    /// <param name="cancellation">Gives the analysis up.</param>
    /// <exception cref="QuestionException">No trial matches, or the baseline does not exist.</exception>
    /// <exception cref="UnfitTrialsException">The trials lack the factor or the metric.</exception>
    public static ComparisonView Answer(SweepIdentity sweep, CompareQuestion question, IReadOnlyList<TrialResult> results,
        IReadOnlyList<TrialCost> costs, CompareSettings settings, CancellationToken cancellation)
    {
        if (results.Count == 0)
            throw new QuestionException($"No trial of '{sweep.Name}' matches{(settings.Where.Count == 0 ? "" : " --where")}.");
        settings = settings.For(question.Trainer);
        var before = DataBeforePlan.Create(sweep, results.Select(r => r.EndedAt));
        if (before.Deviation is { } late && question.Trainer is not ImportedResults) // of those more was said
            question = question with { Deviations = [.. question.Deviations, late] };
        var (asked, vocabulary) = (question.Asked, settings.Vocabulary);
        var observations = TrialObservations.From(results, asked, settings.Trainer.ClassesOf, vocabulary);
        string[] levels = [.. observations.All.Select(o => o.Level).Distinct()];
        if (question.Baseline is { } baseline && !levels.Contains(baseline))
            throw new QuestionException($"'{baseline}' is no level of {question.Factor}. Levels: {string.Join(", ", levels)}.");

        levels = [.. question.LevelOrder.Where(levels.Contains), .. levels.Except(question.LevelOrder)];
        Announce(levels.Length, question, settings);
        var options = PlanOptions.Create(asked, levels, observations);
        question = question with { Test = options.Test };
        options = options with
        {
            IsPlanned = question.IsPlanned,
            Depth = settings.Depth,
            Power = settings.Power,
            TargetScore = settings.TargetScore,
            BootstrapDraws = options.Overlap > 0 ? 0 : settings.BootstrapDraws ?? (results.Count <= MaxTrialsToResample ? DefaultDraws : 0),
        };
        var report = ComparisonAnalysis.Analyse(observations.All, options, cancellation);
        string rows = settings.Rows ?? question.Factor;
        var matrix = settings.Columns.Count == 0 ? null : LevelMatrix.Create(results, [.. observations.All.Select(report.Judging())], asked,
            new MatrixLayout(rows, settings.Columns, settings.Focus is { } focus ? vocabulary.ShownLabel(rows, focus) : null), options,
            settings.Trainer, vocabulary);
        return new ComparisonView(sweep, question, report, observations.BlockSettings, matrix)
        {
            WithoutOutcome = results.Count(HasNoOutcome),
            TrialCount = results.Count,
            Before = before,
            Unfinished = results.Count(r => r.State is TrialState.Queued or TrialState.Running or TrialState.Held),
            Trained = results.Count(r => r.State is TrialState.Completed or TrialState.Diverged),
            Unneeded = results.Count(r => r.State == TrialState.Unneeded),
            Pruned = results.Count(r => r.State == TrialState.Pruned),
            SelectingTrials = results.Count(r => options.Tuning is { } t && t.SelectionSeeds.Contains(r.Seed.Value)),
            Explained = settings.Explain is { } explained ? ExplainedComparison.Find(report, explained,
                label => vocabulary.ShownLabel(question.Factor, label)) : null,
            HasAggregates = settings.Aggregates,
            SeedCount = observations.Seeds.Count,
            Costs = LevelCost.Summarize(report, observations.All, costs),
            Apart = report.Comparisons.Any(c => c.Overall.Design == ComparisonDesign.None)
                ? DisconnectedLevels.Find(TrialObservations.Configurations(results), asked, vocabulary) : [],
        };
    }

    // Trials that ended in between may be among these and not among the results: then nothing is said of costs.
    private static async Task<IReadOnlyList<TrialCost>> ReadCostsAsync(ITrialReader store, SweepIdentity sweep, CompareQuestion question,
        IReadOnlyList<TrialResult> results, CompareSettings settings, CancellationToken cancellation)
    {
        var filter = new TrialFilter { Sweep = sweep.Name, Where = settings.Vocabulary.StoredLabels(settings.Where) };
        var asked = question.Asked with { Epoch = null, Tuning = null, Looks = null };
        var seconds = await store.ReadResultsAsync(filter, asked with { Metric = MetricCatalogue.TotalSeconds.Name }, cancellation);
        var parameters = await store.ReadResultsAsync(filter, asked with { Metric = MetricCatalogue.Parameters.Name }, cancellation);
        bool areThese = seconds.Count == results.Count && parameters.Count == results.Count
            && Enumerable.Range(0, results.Count).All(i =>
                seconds[i].StreamKey == results[i].StreamKey && parameters[i].StreamKey == results[i].StreamKey);
        return areThese ? [.. seconds.Zip(parameters, (s, p) => new TrialCost(s.Value, p.Value))] : [];
    }

    // The time of a comparison of all pairs grows with the square of the levels.
    private static void Announce(int levels, CompareQuestion question, CompareSettings settings)
    {
        long pairs = question.Baseline is null ? levels * (levels - 1L) / 2 : levels - 1;
        if (pairs > MaxPairs)
            throw new QuestionException($"{levels} levels of {question.Factor} make {pairs} pairs, and more than {MaxPairs} "
                + "are not compared. "
                + $"Compare them with one level: --baseline LEVEL; or fewer: --where {question.Factor}=A|B|C.");
        if (pairs > QuickPairs)
            settings.WriteInfo($"Comparing {pairs} pairs of levels of {question.Factor}; this may take a minute. "
                + "--baseline LEVEL asks for fewer.");
    }

    // Trials that planned looks hold back or make unnecessary are not missing.
    private static bool HasNoOutcome(TrialResult result) =>
        result.State is TrialState.Queued or TrialState.Running or TrialState.Failed or TrialState.Cancelled;
}
