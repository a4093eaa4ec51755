namespace Sweep.Trainer.Transforms;

/// <summary>What is done to one training image in one epoch: it is cut out at a shifted place, then mirrored.</summary>
/// <remarks>The new pixel (y, x) is the old one at (y + ShiftY, x' + ShiftX) with x' = x, or width - 1 - x in a mirrored image; outside the
/// image it is 0 (black, and no part of a mask, which moves with its image). This happens before the normalization, as in
/// torchvision's RandomCrop and RandomHorizontalFlip.</remarks>
/// <param name="ShiftY">Rows down, in [-padding, padding].</param>
/// <param name="ShiftX">Columns to the right, in [-padding, padding].</param>
/// <param name="Flip">Whether left and right are exchanged.</param>
public readonly record struct SampleTransform(short ShiftY, short ShiftX, bool Flip)
{
    /// <summary>Applies it; the reference for what engines do on their devices.</summary>
    /// <param name="image">(channels, height, width).</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="target">(channels, height, width) overwritten.</param>
    public void Apply<T>(ReadOnlySpan<T> image, int height, int width, Span<T> target)
    {
        // The columns of the cut that lie within the image.
        int first = Math.Clamp(-ShiftX, 0, width), end = Math.Clamp(width - ShiftX, 0, width);
        for (int row = 0; row < image.Length / width; row++)
        {
            int y = row % height + ShiftY;
            Span<T> line = target.Slice(row * width, width);
            line.Clear();
            if (y >= 0 && y < height && first < end)
                image.Slice((row + ShiftY) * width + first + ShiftX, end - first).CopyTo(line[first..]);
            if (Flip)
                line.Reverse();
        }
    }
}
