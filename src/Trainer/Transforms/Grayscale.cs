using Sweep.Planning.Randomness;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Transforms;

/// <summary>Color to gray by the luma of ITU-R BT.601, in the whole numbers of PIL's convert("L"):
/// (19595 red + 38470 green + 7471 blue + 32768) / 65536, rounded down.</summary>
public sealed record Grayscale : SampleStep
{
    internal static StepKind Kind { get; } =
        new(new SettingChoice("grayscale", "color images in gray"), _ => new Grayscale());

    /// <inheritdoc/>
    public override SampleForm After(SampleForm form) => form with { Channels = 1 };

    /// <inheritdoc/>
    public override string? Problem(string place, SampleForm form) => form is { Channels: 3, HasNumbers: false } ? null
        : $"{place}: images in red, green and blue are made gray, and these are {form}.";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        int plane = form.Plane;
        for (int i = 0; i < plane; i++)
        {
            int red = Byte(sample[i]), green = Byte(sample[plane + i]), blue = Byte(sample[2 * plane + i]);
            result[i] = ((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16) / 255f;
        }
    }

    private static int Byte(float value) => (int)(value * 255 + 0.5f);
}
