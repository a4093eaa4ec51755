using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs;

/// <summary>The user's YAML file, parsed and validated. Immutable.</summary>
public sealed class SweepSpec
{
    private readonly TrialExpansion expansion;

    internal SweepSpec(string name, string? description, string text, TrialExpansion expansion, IReadOnlyList<PlanFactor> factors,
        ComparisonPlan? comparison, RetryPlan retry, StopPlan stop)
    {
        (Name, Description, Text, this.expansion) = (name, description, text, expansion);
        (Factors, Comparison, Retry, Stop) = (factors, comparison, retry, stop);
    }

    /// <summary>The sweep's name.</summary>
    public string Name { get; }

    /// <summary>What it is for, in the user's words; null when not given.</summary>
    public string? Description { get; }

    /// <summary>The YAML as it was, with what was read from files: the same spec can be read of it without them.</summary>
    public string Text { get; }

    /// <summary>What is varied, in the order of the spec.</summary>
    public IReadOnlyList<PlanFactor> Factors { get; }

    /// <summary>The replicates of each configuration, in order.</summary>
    public IReadOnlyList<Seed> Seeds => expansion.Seeds;

    /// <summary>Names of the settings that paired trials may differ in.</summary>
    public IReadOnlySet<string> PairedAcross => expansion.PairedAcross;

    /// <summary>How many configurations there are.</summary>
    public long ConfigurationCount => expansion.ConfigurationCount;

    /// <summary>What is compared; null when nothing is.</summary>
    public ComparisonPlan? Comparison { get; }

    /// <summary>How often which failure is tried again.</summary>
    public RetryPlan Retry { get; }

    /// <summary>When to stop asking for trouble.</summary>
    public StopPlan Stop { get; }

    /// <summary>How trainings save themselves.</summary>
    public CheckpointPlan Checkpoint { get; init; } = CheckpointPlan.Default;

    /// <summary>What is stored of trainings beside their metrics.</summary>
    public KeepPlan Keep { get; init; } = KeepPlan.Nothing;

    /// <summary>Who trains; null for the engines of this program.</summary>
    public DeclaredTrainer? Trainer { get; init; }

    /// <summary>The plan: its trials are made when they are enumerated.</summary>
    public SweepPlan ToPlan() => new(
        Name,
        PlanFingerprint.Compute(expansion.Grid, expansion.Seeds, expansion.PairedAcross, Comparison),
        Text,
        ConfigurationCount * Seeds.Count,
        expansion.Trials,
        Comparison,
        Retry,
        Stop,
        Factors)
    {
        Checkpoint = Checkpoint,
        Keep = Keep,
        Trainer = Trainer,
    };
}
