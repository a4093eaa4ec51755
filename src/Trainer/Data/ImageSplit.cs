namespace Sweep.Trainer.Data;

/// <summary>One part of a dataset: the images and their classes, or the classes of their pixels.</summary>
/// <remarks>Shared between trials: never written to once it is part of an <see cref="ImageDataset"/>.</remarks>
/// <param name="Images">(n, channels, height, width) row-major, 0 (background) to 255.</param>
/// <param name="Labels">(n) class of each image, from 0; or (n, height, width) mask of each, 1 where a pixel belongs to what is looked
/// for.</param>
public sealed record ImageSplit(byte[] Images, byte[] Labels)
{
    /// <summary>Labels of an image: 1, or as many as it has pixels.</summary>
    public int LabelsPerImage { get; init; } = 1;

    /// <summary>How many images there are.</summary>
    public int Count => Labels.Length / LabelsPerImage;
}
