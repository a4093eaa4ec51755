using System.Globalization;

namespace Sweep.Trainer.Networks;

/// <summary>The shape of one sample's activations. Sequences have height 1; feature vectors have height and width 1.</summary>
/// <param name="Channels">At least 1.</param>
/// <param name="Height">At least 1.</param>
/// <param name="Width">At least 1.</param>
public readonly record struct TensorShape(int Channels, int Height, int Width)
{
    /// <summary>Elements per sample.</summary>
    public int Count => Channels * Height * Width;

    /// <summary>Elements per channel.</summary>
    public int Plane => Height * Width;

    /// <summary>A feature vector.</summary>
    public static TensorShape Vector(int features) => new(features, 1, 1);

    /// <summary>"10x24x24": channels, height, width.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Channels}x{Height}x{Width}");
}

/// <summary>A size in the plane: kernel, stride or padding.</summary>
/// <param name="Height">Vertical size.</param>
/// <param name="Width">Horizontal size.</param>
public readonly record struct Extent(int Height, int Width)
{
    /// <summary>The same size both ways.</summary>
    public static Extent Square(int size) => new(size, size);

    /// <summary>"5" for 5x5, else "1x5": for lists.</summary>
    internal string Short => Height == Width ? Height.ToString(CultureInfo.InvariantCulture) : ToString();

    /// <summary>"5x5".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");
}
