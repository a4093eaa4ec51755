namespace Sweep.Trainer.Data.Drawn;

/// <summary>Samples that the program computes when they are needed, on all cores, without files; each of its part and number alone.
/// </summary>
/// <typeparam name="T">Byte for images, float for numbers.</typeparam>
/// <param name="compute">Computes one sample. Called from many threads.</param>
internal sealed class ComputedFormat<T>(ComputedSample<T> compute) : DatasetFormat("drawn")
    where T : struct
{
    private const int Block = 50; // samples per piece of parallel work

    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.WithSamples(Compute(dataset, "train", dataset.TrainCount, stop), Compute(dataset, "test", dataset.TestCount, stop));
    }

    private DatasetSplit Compute(DatasetDescription dataset, string part, int count, CancellationToken stop)
    {
        int length = dataset.Channels * dataset.Height * dataset.Width;
        var values = GC.AllocateUninitializedArray<T>(checked(count * length)); // (count, channels, height, width)
        ushort[] classes = new ushort[count];
        Parallel.For(0, (count + Block - 1) / Block, new ParallelOptions { CancellationToken = stop }, block =>
        {
            for (int i = block * Block; i < Math.Min(count, (block + 1) * Block); i++)
                classes[i] = (ushort)compute(part, i, values.AsSpan(i * length, length));
        });
        SampleValues samples = values switch
        {
            byte[] bytes => new SampleValues.Bytes(bytes),
            float[] numbers => new SampleValues.Numbers(numbers),
            _ => throw new NotSupportedException($"Samples are bytes or single-precision numbers, not {typeof(T).Name}."),
        };
        return new DatasetSplit(samples, new Targets.Classes(classes));
    }
}

/// <summary>Computes a sample.</summary>
/// <param name="part">"train" or "test".</param>
/// <param name="index">The sample's number in its part, from 0.</param>
/// <param name="sample">Overwritten.</param>
/// <returns>Its class.</returns>
internal delegate int ComputedSample<T>(string part, int index, Span<T> sample);
