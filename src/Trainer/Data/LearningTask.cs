namespace Sweep.Trainer.Data;

/// <summary>What is to be learned of a dataset's samples. The loss, the form of the targets and the size of a network's output follow from
/// it.</summary>
/// <param name="OutputCount">How many numbers a network gives for a sample.</param>
public abstract record LearningTask(int OutputCount);

/// <summary>Each sample is of one class: its label is the target, one logit per class the output, cross-entropy the loss.</summary>
/// <param name="Classes">2 to <see cref="ImageDataset.MaximumClasses"/>.</param>
public sealed record Classification(int Classes) : LearningTask(Classes);
