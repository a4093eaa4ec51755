namespace Sweep.Trainer.Transforms;

/// <summary>The form of a sample: its sizes, and what its values are.</summary>
/// <param name="Channels">Values per pixel: 1 for grayscale and for a signal.</param>
/// <param name="Height">Pixels from top to bottom; 1 for a signal.</param>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="HasNumbers">Whether values are measured numbers instead of the bytes of an image.</param>
public readonly record struct SampleForm(int Channels, int Height, int Width, bool HasNumbers)
{
    /// <summary>Values of a channel.</summary>
    public int Plane => Height * Width;

    /// <summary>Values of a sample.</summary>
    public int Count => Channels * Plane;

    /// <summary>"images of 3x32x32", or "signals of 1x1x4096".</summary>
    public override string ToString() => $"{(HasNumbers ? "signals" : "images")} of {Channels}x{Height}x{Width}";
}
