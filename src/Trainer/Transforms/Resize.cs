using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Transforms;

/// <summary>Another size, bilinear. Where the new image is smaller, the triangle of the interpolation is as wide as the pixels that go into
/// one new pixel on either side (antialiasing), as in PIL's BILINEAR and in torchvision with antialias.</summary>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Width">Pixels from left to right.</param>
public sealed record Resize(int Height, int Width) : SampleStep
{
    private const int MaximumSize = 4096;

    internal static StepKind Kind { get; } = new(
        new("resize", "another size, bilinear with antialiasing", [Size("height"), Size("width")]),
        reader => new Resize(reader.Integer("height", 1), reader.Integer("width", 1)));

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override SampleForm After(SampleForm form) => form with { Height = Height, Width = Width };

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        double down = (double)form.Height / Height, right = (double)form.Width / Width;
        for (int i = 0; i < form.Channels * Height * Width; i++)
        {
            int channel = i / (Height * Width), y = i / Width % Height, x = i % Width;
            double sum = 0, weights = 0;
            for (int row = First(y, down); row < form.Height && Weight(row, y, down) is > 0 and var vertical; row++)
            {
                for (int column = First(x, right); column < form.Width && Weight(column, x, right) is > 0 and var horizontal; column++)
                {
                    sum += vertical * horizontal * sample[channel * form.Plane + row * form.Width + column];
                    weights += vertical * horizontal;
                }
            }
            result[i] = (float)(sum / weights);
        }
    }

    internal static SettingDefinition Size(string name) => new(name, $"pixels of the new {name}", SettingKind.Integer)
    {
        Minimum = 1, Maximum = MaximumSize, IsRequired = true,
    };

    // Of an old pixel within a new one, by the distance of their centres.
    private static double Weight(int old, int made, double scale) =>
        1 - Math.Abs(old + 0.5 - (made + 0.5) * scale) / Math.Max(scale, 1);

    // The first old pixel with a weight.
    private static int First(int made, double scale) =>
        Math.Max(0, (int)Math.Floor((made + 0.5) * scale - Math.Max(scale, 1) - 0.5) + 1);
}
