using Sweep.Planning.Randomness;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Transforms;

/// <summary>Gray to color: byte 0 becomes one color, 255 another, what is between lies between, rounded down, as in PIL's
/// ImageOps.colorize. Black and white repeat the gray.</summary>
/// <param name="Black">The color of byte 0.</param>
/// <param name="White">The color of byte 255.</param>
public sealed record Colourise(NamedColour Black, NamedColour White) : SampleStep
{
    internal static StepKind Kind { get; } = new(
        new("colourise", "gray images in color, red first",
        [
            NamedColour.Define("black", "the color of byte 0", "black"),
            NamedColour.Define("white", "the color of byte 255", "white"),
        ]),
        reader => new Colourise(Read(reader.Name("black")), Read(reader.Name("white"))));

    /// <inheritdoc/>
    public override SampleForm After(SampleForm form) => form with { Channels = 3 };

    /// <inheritdoc/>
    public override string? Problem(string place, SampleForm form) => form is { Channels: 1, HasNumbers: false } ? null
        : $"{place}: gray images are colourised, and these are {form}.";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        for (int i = 0; i < sample.Length; i++)
        {
            int gray = (int)(sample[i] * 255 + 0.5f);
            for (int channel = 0; channel < 3; channel++)
            {
                int range = White[channel] - Black[channel];
                result[channel * sample.Length + i] = (Black[channel] + (int)Math.Floor(gray * range / 255.0)) / 255f;
            }
        }
    }

    private static NamedColour Read(string name) => NamedColour.All.First(c => c.Name == name);
}
