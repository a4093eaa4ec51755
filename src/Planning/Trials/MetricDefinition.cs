namespace Sweep.Planning.Trials;

/// <summary>What the values of a metric are counted in.</summary>
public enum MetricUnit
{
    /// <summary>Nothing that is known.</summary>
    None,

    /// <summary>Parts of one: 0.98 is 98 %.</summary>
    Fraction,

    /// <summary>Information to the base e.</summary>
    Nats,

    /// <summary>Time.</summary>
    Seconds,

    /// <summary>Things.</summary>
    Count,

    /// <summary>Memory.</summary>
    Bytes,
}

/// <summary>All that is known of a metric, wherever it is compared, shown or checked.</summary>
/// <param name="Name">As specs, stores and outputs write it.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Unit">The unit of stored values.</param>
/// <param name="LargerIsBetter">Whether a larger value is better.</param>
public sealed record MetricDefinition(string Name, string Description, MetricUnit Unit, bool LargerIsBetter)
{
    /// <summary>Its value after an epoch; null where there is none.</summary>
    public Func<EpochResult, double?> Measure { get; init; } = _ => null;

    /// <summary>The smallest possible value.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The largest possible value.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Whether it is measured on the validation split, and absent where the protocol splits none off.</summary>
    public bool NeedsValidationSplit { get; init; }

    /// <summary>Whether it is measured on the test split: what is chosen by it looks too good on it.</summary>
    public bool IsOfTest { get; init; }

    /// <summary>Where it is measured; absent elsewhere.</summary>
    public IReadOnlyList<TaskKind> Tasks { get; init; } = Enum.GetValues<TaskKind>();

    /// <summary>It is absent where there are fewer classes.</summary>
    public int MinimumClasses { get; init; }

    /// <summary>Whether it is of the whole training, and there is one value, at the last epoch.</summary>
    public bool IsOfTraining { get; init; }

    /// <summary>The score of guessing among so many classes; null where guessing has no score of its own.</summary>
    public Func<int, double>? ChanceScore { get; init; }

    /// <summary>Whether values are parts of one.</summary>
    public bool IsFraction => Unit == MetricUnit.Fraction;

    /// <summary>Whether differences up to this cannot be meant to count as none: half of the range or more, usually percentage points
    /// written as such.</summary>
    public bool IsRopeTooLarge(double rope) => IsFraction && rope >= (Maximum - Minimum) / 2;
}
