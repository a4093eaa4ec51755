using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Trials;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Vocabulary;

namespace Sweep.Analysis.Questions;

/// <summary>What the user asks for. A null takes what the plan says; anything that departs from the plan makes the answer
/// exploratory.</summary>
public sealed record CompareSettings
{
    /// <summary>The power that is usual in planning experiments.</summary>
    public const double DefaultPower = 0.8;

    /// <summary>The vocabulary to read the stored spec with, so that the plan's hash can be checked.</summary>
    public required SpecVocabulary Vocabulary { get; init; }

    /// <summary>What is known of the trainer.</summary>
    public TrainerFacts Trainer { get; init; } = new();

    /// <summary>What was wrong with the command line already: told together with what the plan refuses.</summary>
    public IReadOnlyList<string> Mistakes { get; init; } = [];

    /// <summary>The compared factor.</summary>
    public string? Factor { get; init; }

    /// <summary>Label of the baseline.</summary>
    public string? Baseline { get; init; }

    /// <summary>Whether to compare all pairs although the plan names a baseline.</summary>
    public bool AllPairs { get; init; }

    /// <summary>The metric.</summary>
    public string? Metric { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public int? Epoch { get; init; }

    /// <summary>Family-wise error rate, in (0,0.5).</summary>
    public double? Alpha { get; init; }

    /// <summary>Half-width of the region of practical equivalence, in the unit of the metric.</summary>
    public double? Rope { get; init; }

    /// <summary>The test that decides.</summary>
    public PlannedTest? Test { get; init; }

    /// <summary>How overall comparisons are adjusted for their number; null for what fits the family.</summary>
    public AdjustmentMethod? Adjustment { get; init; }

    /// <summary>The power that "what these pairs can find" speaks of, in (alpha,1).</summary>
    public double Power { get; init; } = DefaultPower;

    /// <summary>The score that is good enough, for the optimality gap; null for none.</summary>
    public double? TargetScore { get; init; }

    /// <summary>Resamples per bootstrap interval, 0 for none; null for as many as take no noticeable time.</summary>
    public int? BootstrapDraws { get; init; }

    /// <summary>The comparison whose verdict is explained; null for none.</summary>
    public string? Explain { get; init; }

    /// <summary>Whether robust aggregates are shown on a terminal.</summary>
    public bool Aggregates { get; init; }

    /// <summary>How much to compute.</summary>
    public ReportDepth Depth { get; init; } = ReportDepth.Full;

    /// <summary>Restricts trials to these labels per setting; empty for all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Where { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Row factor of a table of means; null for the compared factor.</summary>
    public string? Rows { get; init; }

    /// <summary>Column factors of a table of means, the last varying fastest; empty for no such table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The row that the table's bottom compares with the best others; null for the baseline, else the best row.</summary>
    public string? Focus { get; init; }

    /// <summary>The same wishes about a sweep whose spec declares its trainer: its settings and metrics are those declared.</summary>
    /// <param name="trainer">The trainer; null for none.</param>
    public CompareSettings For(DeclaredTrainer? trainer) => trainer is null ? this : this with { Vocabulary = trainer.Vocabulary };

    /// <summary>Is told, in a sentence for people, what takes long.</summary>
    public Action<string> WriteInfo { get; init; } = _ => { };
}
