namespace Sweep.Planning;

/// <summary>The expanded spec: trials in a fixed order, enumerated lazily, under a hash that is frozen before data.</summary>
public sealed class SweepPlan
{
    private readonly Func<IEnumerable<TrialDescription>> enumerate;

    /// <summary>Makes a plan; a parsed spec is the usual way to one.</summary>
    /// <param name="name">The sweep's name.</param>
    /// <param name="hash">Content hash of everything the plan promises.</param>
    /// <param name="specText">The user's YAML, stored beside the results.</param>
    /// <param name="trialCount">How many trials <paramref name="enumerate"/> yields.</param>
    /// <param name="enumerate">Yields the trials anew, in the same order, each time.</param>
    /// <param name="comparison">What will be compared; null when the spec compares nothing.</param>
    /// <param name="retry">How often which failure is tried again.</param>
    /// <param name="stop">When to stop asking for trouble.</param>
    public SweepPlan(string name, PlanHash hash, string specText, long trialCount, Func<IEnumerable<TrialDescription>> enumerate,
        ComparisonPlan? comparison, RetryPlan retry, StopPlan stop)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(specText);
        ArgumentNullException.ThrowIfNull(enumerate);
        ArgumentNullException.ThrowIfNull(retry);
        ArgumentNullException.ThrowIfNull(stop);
        ArgumentOutOfRangeException.ThrowIfNegative(trialCount);
        (Name, Hash, SpecText, TrialCount, this.enumerate) = (name, hash, specText, trialCount, enumerate);
        (Comparison, Retry, Stop) = (comparison, retry, stop);
    }

    /// <summary>The sweep's name: one store holds one current plan per name.</summary>
    public string Name { get; }

    /// <summary>Content hash of everything the plan promises.</summary>
    public PlanHash Hash { get; }

    /// <summary>The user's YAML as it was.</summary>
    public string SpecText { get; }

    /// <summary>How many trials there are.</summary>
    public long TrialCount { get; }

    /// <summary>The trials; each enumeration computes them anew and holds one at a time.</summary>
    public IEnumerable<TrialDescription> Trials => enumerate();

    /// <summary>What will be compared; null when the spec compares nothing.</summary>
    public ComparisonPlan? Comparison { get; }

    /// <summary>How often which failure is tried again.</summary>
    public RetryPlan Retry { get; }

    /// <summary>When to stop asking for trouble.</summary>
    public StopPlan Stop { get; }
}

/// <summary>Content hash of a plan, frozen before data.</summary>
/// <param name="Value">"p1-" and 32 lowercase hexadecimal digits.</param>
public readonly record struct PlanHash(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
