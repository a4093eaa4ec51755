using System.Globalization;
using Sweep.Planning;
using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Data;

/// <summary>The dataset that needs no files: digits written by a program in MNIST's format and sizes.</summary>
/// <remarks>Each image depends on its part and index alone, so the first n images are the same however many are made. The content is
/// frozen: results stored under the name "synthetic-digits" must stay comparable.</remarks>
public static class SyntheticDigits
{
    private const int Block = 250; // images per piece of parallel work
    private static readonly StreamKey Key = new(0x73796e_7464_6967UL);

    /// <summary>The catalogue's entry.</summary>
    public static DatasetDescription Description { get; } = new()
    {
        Name = "synthetic-digits",
        Summary = "digits drawn by this program, in MNIST's format and sizes; needs no files",
        Citation = "none; elastic distortion after Simard, Steinkraus, Platt: Best practices for convolutional neural networks applied to "
            + "visual document analysis. ICDAR 2003, doi:10.1109/ICDAR.2003.1227801",
        TrainCount = 60_000,
        TestCount = 10_000,
        Classes = 10,
    };

    /// <summary>Draws the first images of both parts, on all cores.</summary>
    /// <param name="trainCount">At least 1; the published set has 60,000.</param>
    /// <param name="testCount">At least 1; the published set has 10,000.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static ImageDataset Generate(int trainCount, int testCount, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trainCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(testCount);
        return new ImageDataset(Description.Name, 1, DigitRenderer.Size, DigitRenderer.Size, 10,
            Draw("train", trainCount, stop), Draw("test", testCount, stop));
    }

    private static ImageSplit Draw(string part, int count, CancellationToken stop)
    {
        const int length = DigitRenderer.Size * DigitRenderer.Size;
        byte[] images = GC.AllocateUninitializedArray<byte>(checked(count * length)); // (count, 28, 28)
        byte[] labels = new byte[count];
        var options = new ParallelOptions { CancellationToken = stop };
        Parallel.For(0, (count + Block - 1) / Block, options, () => new DigitRenderer(), (block, _, renderer) =>
        {
            for (int i = block * Block; i < Math.Min(count, (block + 1) * Block); i++)
            {
                var random = RandomStream.For(Key, part + "/" + i.ToString(CultureInfo.InvariantCulture));
                labels[i] = (byte)random.NextInt(10);
                renderer.Draw(labels[i], random, images.AsSpan(i * length, length));
            }
            return renderer;
        }, _ => { });
        return new ImageSplit(images, labels);
    }
}
