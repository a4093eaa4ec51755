using Spectre.Console.Rendering;
using Sweep.Scheduling.Looks;
using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>An answered comparison and the forms it can take. Immutable; every form is a pure function of it.</summary>
/// <param name="Sweep">What it is about.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Report">The numbers.</param>
/// <param name="BlockSettings">The settings that make the blocks.</param>
/// <param name="Matrix">Means by rows and columns; null when not asked for.</param>
internal sealed record ComparisonView(SweepIdentity Sweep, CompareQuestion Question, ComparisonReport Report, IReadOnlyList<string> BlockSettings,
    LevelMatrix? Matrix)
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

    /// <summary>How many seeds the trials have.</summary>
    public int SeedCount { get; init; }

    /// <summary>Levels that nothing compares, because they share no block.</summary>
    public IReadOnlyList<LevelsApart> Apart { get; init; } = [];

    /// <summary>The comparison whose verdict is explained in place of all tables; null for none.</summary>
    public LevelComparison? Explained { get; init; }

    /// <summary>Whether robust aggregates are shown on a terminal.</summary>
    public bool HasAggregates { get; init; }

    /// <summary>Words first, then tables, then footnotes; with a matrix: the matrix and its footnotes.</summary>
    public IRenderable ToTable() => ComparisonRendering.Render(this);

    /// <summary>Every number, indented; absent and non-finite numbers are null.</summary>
    public string ToJson() => ComparisonJson.Write(this);

    /// <summary>One row per comparison, overall and per block; with a matrix: one row per cell.</summary>
    public string ToCsv() => ComparisonCsv.Write(this);
}
