using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data;

/// <summary>What is to be learned of a dataset's samples. The loss, the form of the targets and the size of a network's output follow from
/// it.</summary>
/// <param name="OutputChannels">How many numbers a network gives for a sample, or for each pixel of it.</param>
public abstract record LearningTask(int OutputChannels)
{
    /// <summary>What kind it is.</summary>
    public abstract TaskKind Kind { get; }

    /// <summary>What its targets are called.</summary>
    public string TargetName => TargetsOf(Kind);

    /// <summary>What the targets of a task are called.</summary>
    public static string TargetsOf(TaskKind kind) => kind switch
    {
        TaskKind.Classification => "classes",
        TaskKind.Segmentation => "masks",
        _ => "numbers to predict",
    };

    /// <summary>Why a metric is not measured where this is learned, as the rest of a sentence that begins with it; null where it
    /// is.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="dataset">What the sentence calls the dataset.</param>
    public string? Lack(MetricDefinition metric, string dataset)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return !metric.Tasks.Contains(Kind)
                ? $"is measured on {string.Join(" or ", metric.Tasks.Select(TargetsOf))}, and {dataset} has {TargetName}"
            : this is Classification { Classes: var classes } && classes < metric.MinimumClasses
                ? $"needs {metric.MinimumClasses} classes or more, and {dataset} has {classes}"
            : null;
    }

    /// <summary>Bytes that the target of a sample of so many pixels takes.</summary>
    public abstract long TargetBytes(int pixels);

    /// <summary>What is wrong with some targets; null if they are those of this task.</summary>
    /// <param name="targets">Of the samples of a split.</param>
    /// <param name="pixels">Of a sample.</param>
    internal abstract string? Problem(Targets targets, int pixels);
}

/// <summary>Each sample is of one class: its label is the target, one logit per class the output, cross-entropy the loss.</summary>
/// <param name="Classes">2 to <see cref="MaximumClasses"/>.</param>
public sealed record Classification(int Classes) : LearningTask(Classes)
{
    /// <summary>Labels are 16-bit numbers.</summary>
    public const int MaximumClasses = 65_536;

    /// <inheritdoc/>
    public override TaskKind Kind => TaskKind.Classification;

    /// <inheritdoc/>
    public override long TargetBytes(int pixels) => sizeof(ushort);

    internal override string? Problem(Targets targets, int pixels)
    {
        if (targets is not Targets.Classes(var labels))
            return "its targets are no classes";
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange((ushort)0, (ushort)(Classes - 1));
        return wrong < 0 ? null : $"label {wrong} is {labels[wrong]}; expected 0 to {Classes - 1}";
    }
}

/// <summary>Each pixel of a sample belongs to what is looked for or not: a mask of 1 and 0 is the target, one logit per pixel the output,
/// a <see cref="PixelLoss"/> the loss.</summary>
public sealed record Segmentation() : LearningTask(1)
{
    /// <inheritdoc/>
    public override TaskKind Kind => TaskKind.Segmentation;

    /// <inheritdoc/>
    public override long TargetBytes(int pixels) => pixels;

    internal override string? Problem(Targets targets, int pixels)
    {
        if (targets is not Targets.Masks masks)
            return "its targets are no masks";
        if (masks.Plane != pixels || masks.Pixels.Length % pixels != 0)
            return $"its masks have {masks.Plane} pixels, its images {pixels}";
        int wrong = masks.Pixels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1);
        return wrong < 0 ? null : $"pixel {wrong % pixels} of mask {wrong / pixels} is {masks.Pixels[wrong]}; expected 0 or 1";
    }
}

/// <summary>Each sample has numbers to be predicted: they are the target, one output each, the mean squared error the loss.</summary>
/// <param name="Outputs">At least 1.</param>
public sealed record Regression(int Outputs) : LearningTask(Outputs)
{
    /// <inheritdoc/>
    public override TaskKind Kind => TaskKind.Regression;

    /// <inheritdoc/>
    public override long TargetBytes(int pixels) => (long)Outputs * sizeof(float);

    internal override string? Problem(Targets targets, int pixels)
    {
        if (targets is not Targets.Numbers numbers)
            return "its targets are no numbers";
        if (numbers.Outputs != Outputs || numbers.Values.Length % Outputs != 0)
            return $"its samples have {numbers.Outputs} targets; expected {Outputs}";
        int wrong = Array.FindIndex(numbers.Values, v => !float.IsFinite(v));
        return wrong < 0 ? null : $"target {wrong % Outputs} of sample {wrong / Outputs} is not finite";
    }
}
