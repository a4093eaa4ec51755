namespace Sweep.Trainer.Transforms;

/// <summary>A box of pixels within a sample.</summary>
/// <param name="Top">Its first row.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Bottom">The row below its last.</param>
/// <param name="Right">The column behind its last.</param>
internal readonly record struct PixelBox(int Top, int Left, int Bottom, int Right)
{
    /// <summary>Its pixels.</summary>
    public int Area => (Bottom - Top) * (Right - Left);

    /// <summary>The part within a sample of a box of a size whose centre is a pixel: of an even size it is the pixel behind the
    /// middle.</summary>
    public static PixelBox Around(int y, int x, int height, int width, SampleForm form)
    {
        int top = y - height / 2, left = x - width / 2;
        return new PixelBox(Math.Max(top, 0), Math.Max(left, 0), Math.Min(top + height, form.Height), Math.Min(left + width, form.Width));
    }

    /// <summary>Sets each channel to a value of its own.</summary>
    public void Fill(Span<float> sample, SampleForm form, ReadOnlySpan<float> values)
    {
        for (int channel = 0; channel < form.Channels; channel++)
        {
            for (int row = Top; row < Bottom; row++)
                sample.Slice(channel * form.Plane + row * form.Width + Left, Right - Left).Fill(values[channel]);
        }
    }

    /// <summary>Copies it from another sample.</summary>
    public void Copy(ReadOnlySpan<float> from, Span<float> to, SampleForm form)
    {
        for (int row = 0; row < form.Channels * form.Height; row++)
        {
            if (row % form.Height >= Top && row % form.Height < Bottom)
                from.Slice(row * form.Width + Left, Right - Left).CopyTo(to[(row * form.Width + Left)..]);
        }
    }
}
