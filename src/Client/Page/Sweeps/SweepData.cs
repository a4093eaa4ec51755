using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Names;
using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Names;
using Sweep.Planning.Plans;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>What the pages of sweeps read, kept while nothing changes.</summary>
internal sealed class SweepData(PageContext context)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10), Beat = TimeSpan.FromSeconds(5), IdleBeat = TimeSpan.FromMinutes(1);

    private readonly AnswerCache<SweepPlan?> plans = new(context.Time);
    private readonly AnswerCache<SweepMap> maps = new(context.Time);
    private readonly AnswerCache<ComparisonView> verdicts = new(context.Time);
    private readonly AnswerCache<IReadOnlyList<LevelEpoch>> curves = new(context.Time);
    private readonly AnswerCache<IReadOnlyList<FailureGroup>> failures = new(context.Time);
    private readonly AnswerCache<SweepEffort> efforts = new(context.Time);

    /// <summary>The store.</summary>
    public ITrialReader Store => context.Store;

    /// <summary>How far back <see cref="SpentTime.Recent"/> reaches.</summary>
    public static TimeSpan RecentSpan => Recent;

    /// <summary>A sweep as it is now.</summary>
    /// <exception cref="Analysis.QuestionException">There is none of this name; the message says what there is.</exception>
    public Task<SweepStatus> FindStatusAsync(string name, CancellationToken cancellation) =>
        StoredSweeps.FindAsync(Store, name, cancellation);

    /// <summary>A sweep as it is now, with its plan.</summary>
    /// <exception cref="Analysis.QuestionException">There is none of this name; the message says what there is.</exception>
    public async Task<ShownSweep> FindAsync(string name, CancellationToken cancellation)
    {
        var status = await FindStatusAsync(name, cancellation);
        var plan = await plans.GetAsync(name, $"{status.PlanHash} {status.SpecText}", mayBeOutdated: false,
            () => Task.FromResult(StoredSweeps.ReadPlan(status, LevelLabel.Vocabulary)), cancellation);
        return new ShownSweep(status, plan.Value);
    }

    public Task<DatedAnswer<SweepMap>> ReadMapAsync(ShownSweep sweep, CancellationToken cancellation) => maps.GetAsync(sweep.Name,
        VersionInTime(sweep), sweep.IsRunning, async () => SweepMap.Create(await Store.ReadPlacesAsync(sweep.Name, default)), cancellation);

    /// <summary>The planned comparison, of the trials that have ended by now.</summary>
    /// <exception cref="Analysis.QuestionException">The sweep plans none, or its trials cannot answer it.</exception>
    public Task<DatedAnswer<ComparisonView>> ReadVerdictAsync(ShownSweep sweep, CancellationToken cancellation) => verdicts.GetAsync(
        sweep.Name, sweep.Version, sweep.IsRunning, () => CompareQuery.RunAsync(Store, sweep.Name,
            TrainerKnowledge.NewSettings() with { Depth = ReportDepth.Answer }, default), cancellation);

    public Task<DatedAnswer<IReadOnlyList<LevelEpoch>>> ReadCurvesAsync(ShownSweep sweep, CurveWishes wishes,
        CancellationToken cancellation) => curves.GetAsync($"{sweep.Name}\n{wishes.Key}", sweep.Version, sweep.IsRunning,
            () => Store.ReadCurvesAsync(new TrialFilter { Sweep = sweep.Name, Where = wishes.StoredWhere }, wishes.By, wishes.Metric,
                default), cancellation);

    public Task<DatedAnswer<IReadOnlyList<FailureGroup>>> ReadFailuresAsync(ShownSweep sweep, CancellationToken cancellation) =>
        failures.GetAsync(sweep.Name, VersionInTime(sweep), sweep.IsRunning,
            () => Store.ReadFailuresAsync(sweep.Name, FailurePart.MostGroups, default), cancellation);

    /// <summary>What was spent, by running trials as well.</summary>
    public Task<DatedAnswer<SweepEffort>> ReadEffortAsync(ShownSweep sweep, CancellationToken cancellation) => efforts.GetAsync(sweep.Name,
        VersionInTime(sweep), sweep.IsRunning,
        () => Store.ReadEffortAsync(sweep.Name, Recent, default), cancellation);

    // While trials are open, time passes, and attempts fail and are tried again, without any count of trials being another.
    private string VersionInTime(ShownSweep sweep) => sweep.Status.IsOver ? sweep.Version
        : $"{sweep.Version} {context.Time.GetUtcNow().Ticks / (sweep.IsRunning ? Beat : IdleBeat).Ticks}";
}
