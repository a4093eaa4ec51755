using System.Text.Json.Serialization;
using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store;

/// <summary>The planned looks of a sweep.</summary>
/// <param name="Sweep">Its name.</param>
/// <param name="PlanHash">Its current plan.</param>
/// <param name="Comparison">What was declared; its looks are not null.</param>
/// <param name="Taken">The looks taken, in order.</param>
public sealed record SweepLooks(string Sweep, PlanHash PlanHash, ComparisonPlan Comparison, IReadOnlyList<TakenLook> Taken)
{
    /// <summary>The planned looks.</summary>
    public LookPlan Plan => Comparison.Looks!;
}

/// <summary>A look that was taken. Never changes.</summary>
/// <param name="Number">From 1; 0 for the look that chose tuned levels.</param>
/// <param name="SeedCount">How many of the plan's seeds it saw.</param>
/// <param name="IsLast">Whether nothing is open after it, or no look is left.</param>
/// <param name="Standings">Every comparison as it stood then; none at a look that chose tuned levels.</param>
/// <param name="TakenAt">By the database's clock.</param>
public sealed record TakenLook(int Number, int SeedCount, bool IsLast, IReadOnlyList<ComparisonStanding> Standings, DateTimeOffset TakenAt);

/// <summary>A comparison after a look.</summary>
/// <param name="Level">The level.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Verdict">"better", "worse", "equivalent" or "undecided": the words of the verdict.</param>
/// <param name="Pairs">Independent pairs seen.</param>
/// <param name="Difference">Level - baseline, in the unit of the metric; null when nothing was tested.</param>
/// <param name="AdjustedP">After looks and family; null when nothing was tested.</param>
public sealed record ComparisonStanding(string Level, string Baseline, string Verdict, int Pairs, double? Difference, double? AdjustedP)
{
    /// <summary>The verdict of a comparison that goes on.</summary>
    public const string Undecided = "undecided";

    /// <summary>Whether it is decided.</summary>
    [JsonIgnore]
    public bool IsDecided => Verdict != Undecided;
}

/// <summary>A look and what follows from it.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="PlanHash">The plan that it was taken under.</param>
/// <param name="Number">From 1, the one after those taken; 0 for the look that chooses tuned levels.</param>
/// <param name="SeedCount">How many of the plan's seeds it saw.</param>
/// <param name="IsLast">Whether nothing is open after it, or no seed is left.</param>
/// <param name="Standings">Every comparison as it stands.</param>
/// <param name="Factor">The compared factor.</param>
/// <param name="OpenLevels">Labels of the levels that are still compared; "-" where the factor is left out.</param>
/// <param name="NextSeeds">The seeds up to the next look.</param>
public sealed record LookTaking(string Sweep, PlanHash PlanHash, int Number, int SeedCount, bool IsLast,
    IReadOnlyList<ComparisonStanding> Standings, string Factor, IReadOnlyList<string> OpenLevels, IReadOnlyList<Seed> NextSeeds)
{
    /// <summary>Configurations that go no further because other tuned levels were chosen; null when this look chose nothing.</summary>
    public IReadOnlyList<ConfigurationId>? Pruned { get; init; }
}

/// <summary>What a look allotted.</summary>
/// <param name="Released">Trials that entered the queue, or are over already.</param>
/// <param name="Closed">Trials found unneeded.</param>
public sealed record LookReceipt(long Released, long Closed);
