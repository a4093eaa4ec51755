using Sweep.Planning.Randomness;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Transforms;

/// <summary>A turn of square images by 0, 90, 180 or 270 degrees counter-clockwise, each as often.</summary>
public sealed record QuarterTurns : SampleStep
{
    internal static StepKind Kind { get; } =
        new(new SettingChoice("quarter-turns", "turned by a random multiple of 90 degrees; square images"), _ => new QuarterTurns());

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override string? Problem(string place, SampleForm form) => form.Height == form.Width && form.Height > 1 ? null
        : $"{place}: quarter turns need square images, and these samples are {form.Height} x {form.Width}.";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        int turns = random.NextInt(4), last = form.Width - 1;
        for (int i = 0; i < form.Count; i++)
        {
            int pixel = i % form.Plane, y = pixel / form.Width, x = pixel % form.Width;
            var (fromY, fromX) = turns switch { 0 => (y, x), 1 => (x, last - y), 2 => (last - y, last - x), _ => (last - x, y) };
            result[i] = sample[i - pixel + fromY * form.Width + fromX];
        }
    }
}
