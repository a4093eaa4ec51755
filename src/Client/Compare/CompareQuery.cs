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
        bool oneMetric = question.Tuning is null || question.Tuning.Metric == question.Metric;
        var selection = new MetricSelection(Include: true, question.Epoch, oneMetric ? question.Metric : null, LastOnly: oneMetric && question.Epoch is null);
        var rows = await ReadAsync(store, sweep, settings, selection, cancellation);
        return Answer(new SweepIdentity(sweep, status.PlanHash), question, rows, settings);
    }

    /// <summary>The sweep, and what is asked of it.</summary>
    internal static async Task<(SweepStatus Status, CompareQuestion Question)> AskAsync(ITrialStore store, string sweep, CompareSettings settings,
        CancellationToken cancellation)
    {
        var status = (await store.ReadStatusAsync(sweep, cancellation)).SingleOrDefault()
            ?? throw new UserErrorException($"The store {store.DisplayName} has no sweep named '{sweep}'.");
        return (status, CompareQuestion.Resolve(ReadPlan(status, settings.Vocabulary), settings));
    }

    /// <summary>The trials that are asked about, in plan order; at least one.</summary>
    internal static async Task<IReadOnlyList<TrialRow>> ReadAsync(ITrialStore store, string sweep, CompareSettings settings, MetricSelection selection,
        CancellationToken cancellation)
    {
        var rows = new List<TrialRow>();
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = sweep, Where = settings.Where }, selection, cancellation))
            rows.Add(row);
        return rows.Count > 0
            ? rows
            : throw new UserErrorException($"No trial of '{sweep}' matches{(settings.Where.Count == 0 ? "" : " --where")}.");
    }

    /// <summary>The part without a store.</summary>
    internal static ComparisonView Answer(SweepIdentity sweep, CompareQuestion question, IReadOnlyList<TrialRow> rows, CompareSettings settings)
    {
        try
        {
            return AnswerFrom(TrialObservations.From(rows, question.Asked), sweep, question, rows, settings);
        }
        catch (UnfitTrialsException unfit)
        {
            throw new UserErrorException(unfit.Message);
        }
    }

    private static ComparisonView AnswerFrom(TrialObservations observations, SweepIdentity sweep, CompareQuestion question, IReadOnlyList<TrialRow> rows,
        CompareSettings settings)
    {
        string[] levels = [.. observations.All.Select(o => o.Level).Distinct()];
        if (question.Baseline is { } baseline && !levels.Contains(baseline))
            throw new UserErrorException($"'{baseline}' is no level of {question.Factor}. Levels: {string.Join(", ", levels)}.");

        levels = [.. question.LevelOrder.Where(levels.Contains), .. levels.Except(question.LevelOrder)];
        var options = new ComparisonOptions
        {
            Levels = levels,
            Blocks = observations.Blocks,
            Baseline = question.Baseline,
            LargerIsBetter = MetricNames.LargerIsBetter(question.Metric),
            Alpha = question.Alpha,
            Rope = question.Rope,
            DivergenceFloor = ChanceAccuracy.Of(rows, question.Metric, name => DatasetCatalogue.Find(name)?.Classes),
            IsPlanned = question.IsPlanned,
            Tuning = question.Tuning is { } tuning
                ? new TuningOptions(observations.Seeds.Take(tuning.SelectionSeeds).ToHashSet(), MetricNames.LargerIsBetter(tuning.Metric))
                : null,
            Adjustment = question.Adjustment ?? FamilyAdjustments.Default(question.Baseline, levels.Length),
            Power = settings.Power,
            TargetScore = settings.TargetScore,
            BootstrapDraws = settings.BootstrapDraws ?? (rows.Count <= MostTrialsToResample ? DefaultDraws : 0),
            Looks = question.Looks is { } looks ? PlannedLooks.Of(looks, question.Tuning) : null,
        };
        var report = ComparisonAnalysis.Analyse(observations.All, options);
        var matrix = settings.Columns.Count == 0 ? null : LevelMatrix.Of(rows, question, settings.Rows ?? question.Factor, settings.Columns, settings.Focus, options);
        return new ComparisonView(sweep, question, report, observations.BlockSettings, matrix) { WithoutOutcome = rows.Count(HasNoOutcome) };
    }

    // Trials that planned looks hold back or make unnecessary are not missing.
    private static bool HasNoOutcome(TrialRow row) => row.State is TrialState.Queued or TrialState.Running or TrialState.Failed or TrialState.Cancelled;

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
