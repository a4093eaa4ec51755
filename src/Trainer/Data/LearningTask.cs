namespace Sweep.Trainer.Data;

/// <summary>What is to be learned of a dataset's samples. The loss, the form of the targets and the size of a network's output follow from
/// it.</summary>
/// <param name="OutputChannels">How many numbers a network gives for a sample, or for each pixel of it.</param>
public abstract record LearningTask(int OutputChannels)
{
    /// <summary>Labels that an image of so many pixels has.</summary>
    public abstract int LabelsPerImage(int pixels);
}

/// <summary>Each sample is of one class: its label is the target, one logit per class the output, cross-entropy the loss.</summary>
/// <param name="Classes">2 to <see cref="ImageDataset.MaximumClasses"/>.</param>
public sealed record Classification(int Classes) : LearningTask(Classes)
{
    /// <inheritdoc/>
    public override int LabelsPerImage(int pixels) => 1;
}

/// <summary>Each pixel of a sample belongs to what is looked for or not: a mask of 1 and 0 is the target, one logit per pixel the output,
/// a <see cref="PixelLoss"/> the loss.</summary>
public sealed record Segmentation() : LearningTask(1)
{
    /// <inheritdoc/>
    public override int LabelsPerImage(int pixels) => pixels;
}
