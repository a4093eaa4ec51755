using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>Image files decoded into the samples of a split, on all cores: each image goes to its place and is not kept besides.</summary>
internal sealed class ImageStack
{
    private const int EncodedHeader = 1 << 16, EncodedPixel = 8; // more bytes than any encoder writes

    private readonly DatasetDescription dataset;
    private readonly List<(ImageFiles Files, string Name)> images = [];
    private readonly List<ushort> classes = [];

    /// <summary>An empty stack.</summary>
    /// <param name="dataset">Says the size of the samples.</param>
    public ImageStack(DatasetDescription dataset) => this.dataset = dataset;

    /// <summary>Height and width that the files must have; null if any will do. Another size than that of the samples is brought to it by
    /// <see cref="LanczosResampling"/>.</summary>
    public int? Side { get; init; }

    /// <summary>Whether a pixel becomes 255 minus itself, so that ink is bright.</summary>
    public bool IsInverted { get; init; }

    /// <summary>How many there are.</summary>
    public int Count => images.Count;

    /// <summary>Puts an image on the stack.</summary>
    /// <param name="files">Where it is; open until it is decoded.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="label">Its class.</param>
    public void Add(ImageFiles files, string name, int label)
    {
        images.Add((files, name));
        classes.Add((ushort)label);
    }

    /// <summary>Decodes all.</summary>
    /// <exception cref="DatasetException">One is damaged, too large or has another size.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public DatasetSplit Decode(CancellationToken stop)
    {
        int length = dataset.SampleLength;
        byte[] samples = GC.AllocateUninitializedArray<byte>(checked(Count * length)); // (count, channels, height, width)
        ParallelReading.For(Count, stop, i => Decode(images[i].Files, images[i].Name).CopyTo(samples, i * length));
        return DatasetSplit.WithClasses(samples, [.. classes]);
    }

    private byte[] Decode(ImageFiles files, string name)
    {
        long maximumPixels = Side is { } side ? side * side : ImageDecoder.MaximumPixels;
        byte[] encoded = files.Read(name, EncodedHeader + EncodedPixel * maximumPixels);
        DecodedImage image = ImageDecoder.Decode(dataset.Name, files.Describe(name), encoded, dataset.Channels, maximumPixels);
        if (Side is { } expected && (image.Height, image.Width) != (expected, expected))
        {
            throw new DatasetException(dataset.Name, files.Path, $"{files.Describe(name)} has another size: expected {expected} x "
                + $"{expected} pixels, found {image.Width} x {image.Height}.", DataFileReader.Different);
        }
        byte[] pixels = LanczosResampling.Resize(image.Pixels, image.Height, image.Width, dataset.Height, dataset.Width);
        if (IsInverted)
        {
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)(255 - pixels[i]);
        }
        return pixels;
    }
}
