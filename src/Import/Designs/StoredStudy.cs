using Sweep.Planning.Plans;
using Sweep.Planning.Specs;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Store;

namespace Sweep.Import.Designs;

/// <summary>What a store has of a study that was imported before.</summary>
/// <param name="Hash">Of its plan.</param>
/// <param name="Results">Who trained: nobody here.</param>
/// <param name="Comparison">What is compared.</param>
/// <param name="IsPaired">Whether trials share stream keys across the levels of the factor.</param>
/// <param name="Trials">All of them, with all metrics.</param>
public sealed record StoredStudy(PlanHash Hash, ImportedResults Results, ComparisonPlan Comparison, bool IsPaired,
    IReadOnlyList<FinishedTrial> Trials)
{
    /// <summary>A request for the same name: what it does not say of the comparison stays as it was.</summary>
    public ImportRequest Continue(ImportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with
        {
            Baseline = request.Baseline ?? Comparison.Baseline,
            Alpha = request.Alpha ?? Comparison.Alpha,
            Rope = request.Rope ?? Comparison.Rope,
        };
    }

    /// <summary>Whether a plan compares the same levels by the same numbers.</summary>
    public bool IsComparedAs(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Comparison is { } other
            && (other.Baseline, other.Alpha, other.Rope) == (Comparison.Baseline, Comparison.Alpha, Comparison.Rope)
            && Results.Metrics.Declared.All(m => other.Metrics.Find(m.Name).LargerIsBetter == m.LargerIsBetter);
    }

    /// <summary>Reads the sweep of a name.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The sweep's name.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The study, if there is one, and whether the name belongs to a sweep that was not imported.</returns>
    public static async Task<(StoredStudy? Study, bool IsTaken)> ReadAsync(ITrialReader store, string name,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        var status = (await store.ReadStatusAsync(name, cancellation).ConfigureAwait(false)).SingleOrDefault();
        if (status is null)
            return (null, false);
        if (SpecReader.Read(status.SpecText, new SpecVocabulary([]))
            is not { Spec: { Trainer: ImportedResults results, Comparison: { } plan } spec })
            return (null, true);
        var trials = new List<FinishedTrial>();
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = name }, MetricSelection.All, cancellation)
            .ConfigureAwait(false))
            trials.Add(new FinishedTrial(row.Trial, Outcome(row), row.Metrics));
        return (new StoredStudy(status.PlanHash, results, plan, spec.PairedAcross.Count > 0, trials), false);
    }

    private static TrialOutcome Outcome(TrialRow row) => row.State switch
    {
        TrialState.Completed => new TrialOutcome.Completed(),
        TrialState.Diverged => new TrialOutcome.Diverged(row.Metrics.Select(m => m.Epoch).DefaultIfEmpty(1).Max(), row.DivergedAtStep ?? 0),
        TrialState.Failed => new TrialOutcome.Failed(row.FailureKind ?? FailureKind.Data, row.FailureMessage ?? ""),
        _ => throw new InvalidOperationException($"The imported trial {row.Trial.Id} is {row.State}: the store was changed by hand."),
    };
}
