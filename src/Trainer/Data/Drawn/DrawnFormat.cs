using System.Globalization;
using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Images that the program draws when they are needed, on all cores, without files.</summary>
/// <remarks>Each image depends on its part and index alone, so the first n images are the same however many are made. Its class is the
/// first draw of its stream.</remarks>
public sealed class DrawnFormat : DatasetFormat
{
    private const int Block = 250; // images per piece of parallel work

    private readonly StreamKey key;
    private readonly Func<ImageRenderer> createRenderer;
    private readonly int? kinds;

    /// <summary>A set of drawn images.</summary>
    /// <param name="key">What their random streams are derived from.</param>
    /// <param name="createRenderer">Called once per thread.</param>
    /// <param name="kinds">Classes that the renderer draws, where the target is the image's mask; null where it is its class.</param>
    internal DrawnFormat(StreamKey key, Func<ImageRenderer> createRenderer, int? kinds = null)
        : base("drawn") => (this.key, this.createRenderer, this.kinds) = (key, createRenderer, kinds);

    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dataset.TrainCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dataset.TestCount);
        return dataset.WithSamples(Draw(dataset, "train", dataset.TrainCount, stop), Draw(dataset, "test", dataset.TestCount, stop));
    }

    private DatasetSplit Draw(DatasetDescription dataset, string part, int count, CancellationToken stop)
    {
        int length = dataset.Channels * dataset.Height * dataset.Width;
        byte[] images = GC.AllocateUninitializedArray<byte>(checked(count * length)); // (count, channels, height, width)
        int plane = dataset.Height * dataset.Width;
        byte[] masks = kinds is null ? [] : new byte[checked(count * plane)];
        ushort[] classes = kinds is null ? new ushort[count] : [];
        var options = new ParallelOptions { CancellationToken = stop };
        Parallel.For(0, (count + Block - 1) / Block, options, createRenderer, (block, _, renderer) =>
        {
            for (int i = block * Block; i < Math.Min(count, (block + 1) * Block); i++)
            {
                var random = RandomStream.For(key, part + "/" + i.ToString(CultureInfo.InvariantCulture));
                int label = random.NextInt(kinds ?? dataset.ClassCount);
                var mask = kinds is null ? [] : masks.AsSpan(i * plane, plane);
                renderer.Draw(label, random, images.AsSpan(i * length, length), mask);
                if (kinds is null)
                    classes[i] = (ushort)label;
            }
            return renderer;
        }, _ => { });
        return kinds is not null ? DatasetSplit.WithMasks(images, masks, plane)
            : new DatasetSplit(new SampleValues.Bytes(images), new Targets.Classes(classes));
    }
}
