using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Transforms;

/// <summary>A square of pixels is zero after the normalization. Its centre is uniform over all pixels, so that a part of it may lie outside
/// the image.</summary>
/// <remarks>DeVries, Taylor: Improved regularization of convolutional neural networks with cutout (2017), arXiv 1708.04552, section
/// 3.1.</remarks>
/// <param name="Size">Pixels of a side.</param>
public sealed record Cutout(int Size) : SampleStep
{
    private const int DefaultSize = 16, MaximumSize = 4096;

    internal static StepKind Kind { get; } = new(
        new("cutout", "a square at a random place is zero after the normalization",
        [
            new("size", "pixels of a side", SettingKind.Integer)
            {
                Minimum = 1, Maximum = MaximumSize, Default = new SettingValue.Number(DefaultSize),
            },
        ]),
        reader => new Cutout(reader.Integer("size", 1)));

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        sample.CopyTo(result);
        int y = random.NextInt(form.Height), x = random.NextInt(form.Width);
        PixelBox.Around(y, x, Size, Size, form).Fill(result, form, blank);
    }
}
