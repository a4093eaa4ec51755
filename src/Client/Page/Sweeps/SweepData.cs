using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>What the pages of sweeps read, kept while nothing changes.</summary>
internal sealed class SweepData(PageContext context)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10), Beat = TimeSpan.FromSeconds(5);

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
    public Task<ShownSweep> FindAsync(string name, CancellationToken cancellation) => ShownSweep.FindAsync(Store, name, cancellation);

    public Task<DatedAnswer<SweepMap>> ReadMapAsync(ShownSweep sweep, CancellationToken cancellation) => maps.GetAsync(sweep.Name,
        sweep.Version, sweep.IsRunning, async () => SweepMap.Create(await Store.ReadPlacesAsync(sweep.Name, default)), cancellation);

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
        failures.GetAsync(sweep.Name, sweep.Version, sweep.IsRunning,
            () => Store.ReadFailuresAsync(sweep.Name, FailurePart.MostGroups, default), cancellation);

    /// <summary>What was spent; running trials spend on, so that it changes with time, too.</summary>
    public Task<DatedAnswer<SweepEffort>> ReadEffortAsync(ShownSweep sweep, CancellationToken cancellation) => efforts.GetAsync(sweep.Name,
        sweep.IsRunning ? $"{sweep.Version} {context.Time.GetUtcNow().Ticks / Beat.Ticks}" : sweep.Version, sweep.IsRunning,
        () => Store.ReadEffortAsync(sweep.Name, Recent, default), cancellation);
}
