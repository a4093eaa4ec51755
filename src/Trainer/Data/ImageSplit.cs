namespace Sweep.Trainer.Data;

/// <summary>One part of a dataset: the images and their classes.</summary>
/// <remarks>Shared between trials: never written to once it is part of an <see cref="ImageDataset"/>.</remarks>
/// <param name="Images">(n, channels, height, width) row-major, 0 (background) to 255.</param>
/// <param name="Labels">(n) class of each image, from 0.</param>
public sealed record ImageSplit(byte[] Images, byte[] Labels)
{
    /// <summary>How many images there are.</summary>
    public int Count => Labels.Length;
}
