using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Costs;
using Sweep.Analysis.Matrices;
using Sweep.Analysis.Plans;

namespace Sweep.Analysis.Questions;

/// <summary>An answered comparison: what was asked, and every fact of the answer. Immutable; tables, JSON, CSV and reports are pure
/// functions of it.</summary>
/// <param name="Sweep">What it is about.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Report">The numbers.</param>
/// <param name="BlockSettings">The settings that make the blocks.</param>
/// <param name="Matrix">Means by rows and columns; null when not asked for.</param>
public sealed record ComparisonView(SweepIdentity Sweep, CompareQuestion Question, ComparisonReport Report,
    IReadOnlyList<string> BlockSettings, LevelMatrix? Matrix)
{
    /// <summary>Trials asked about that failed, were cancelled or have not ended.</summary>
    public int WithoutOutcome { get; init; }

    /// <summary>Trials asked about.</summary>
    public int TrialCount { get; init; }

    /// <summary>Trials that had ended when the plan was submitted.</summary>
    public DataBeforePlan Before { get; init; } = new(0, 0, IsKnown: true);

    /// <summary>Trials that are queued, running or held for a look: the plan has not been carried out yet.</summary>
    public int Unfinished { get; init; }

    /// <summary>Trials with an outcome: values and divergences.</summary>
    public int Trained { get; init; }

    /// <summary>Trials that a look made unnecessary.</summary>
    public int Unneeded { get; init; }

    /// <summary>Trials that were given up by the pruning rule.</summary>
    public int Pruned { get; init; }

    /// <summary>Trials on the seeds that select; 0 when nothing is tuned.</summary>
    public int SelectingTrials { get; init; }

    /// <summary>What each level took, in the order of the levels; empty where the trials do not report it.</summary>
    public IReadOnlyList<LevelCost> Costs { get; init; } = [];

    /// <summary>How many seeds the trials have.</summary>
    public int SeedCount { get; init; }

    /// <summary>Levels that nothing compares, because they share no block.</summary>
    public IReadOnlyList<DisconnectedLevels> Apart { get; init; } = [];

    /// <summary>The comparison whose verdict is explained in place of all tables; null for none.</summary>
    public LevelComparison? Explained { get; init; }

    /// <summary>Whether robust aggregates are shown on a terminal.</summary>
    public bool HasAggregates { get; init; }
}
