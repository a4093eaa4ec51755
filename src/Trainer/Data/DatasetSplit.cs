namespace Sweep.Trainer.Data;

/// <summary>One part of a dataset: samples and what is to be learned of each.</summary>
/// <remarks>Shared between trials: never written to once it is part of a <see cref="Dataset"/>.</remarks>
/// <param name="Samples">(n, channels, height, width) row-major.</param>
/// <param name="Targets">Of n samples.</param>
public sealed record DatasetSplit(SampleValues Samples, Targets Targets)
{
    /// <summary>Images of bytes with their classes.</summary>
    /// <param name="images">(n, channels, height, width) row-major, 0 (background) to 255.</param>
    /// <param name="classes">(n) class of each image, from 0.</param>
    public DatasetSplit(byte[] images, byte[] classes)
        : this(new SampleValues.Bytes(images), new Targets.Classes([.. classes.Select(c => (ushort)c)]))
    {
    }

    /// <summary>Images of bytes with their classes, which may be more than 256.</summary>
    /// <inheritdoc cref="DatasetSplit(byte[], byte[])"/>
    public static DatasetSplit WithClasses(byte[] images, ushort[] classes) =>
        new(new SampleValues.Bytes(images), new Targets.Classes(classes));

    /// <summary>Images of bytes with their masks.</summary>
    /// <param name="images">(n, channels, height, width) row-major, 0 (background) to 255.</param>
    /// <param name="masks">(n, height, width): 1 where a pixel belongs to what is looked for, else 0.</param>
    /// <param name="plane">Pixels of a mask.</param>
    public static DatasetSplit WithMasks(byte[] images, byte[] masks, int plane) =>
        new(new SampleValues.Bytes(images), new Targets.Masks(masks, plane));

    /// <summary>These samples and, behind them, those of another part.</summary>
    public DatasetSplit Join(DatasetSplit other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new DatasetSplit(Samples.Join(other.Samples), Targets.Join(other.Targets));
    }

    /// <summary>How many samples there are.</summary>
    public int Count => Targets.Count;

    /// <summary>(n, channels, height, width) bytes of the images.</summary>
    /// <exception cref="InvalidCastException">The samples are numbers.</exception>
    public byte[] Images => ((SampleValues.Bytes)Samples).Values;

    /// <summary>(n) class of each sample, from 0.</summary>
    /// <exception cref="InvalidCastException">The targets are no classes.</exception>
    public ushort[] Labels => ((Targets.Classes)Targets).Labels;
}
