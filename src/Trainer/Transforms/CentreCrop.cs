using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Transforms;

/// <summary>The middle of each sample. Where an odd number of rows or columns goes, one more goes at the bottom or at the right.</summary>
/// <param name="Height">Pixels from top to bottom that stay.</param>
/// <param name="Width">Pixels from left to right that stay.</param>
public sealed record CentreCrop(int Height, int Width) : SampleStep
{
    internal static StepKind Kind { get; } = new(
        new("centre-crop", "the middle of each image", [Resize.Size("height"), Resize.Size("width")]),
        reader => new CentreCrop(reader.Integer("height", 1), reader.Integer("width", 1)));

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override SampleForm After(SampleForm form) => form with { Height = Height, Width = Width };

    /// <inheritdoc/>
    public override string? Problem(string place, SampleForm form) => Height <= form.Height && Width <= form.Width ? null
        : $"{place}: {Height} x {Width} pixels cannot be cut out of {form}.";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        int top = (form.Height - Height) / 2, left = (form.Width - Width) / 2;
        for (int row = 0; row < form.Channels * Height; row++)
        {
            int from = row / Height * form.Height + top + row % Height;
            sample.Slice(from * form.Width + left, Width).CopyTo(result[(row * Width)..]);
        }
    }
}
