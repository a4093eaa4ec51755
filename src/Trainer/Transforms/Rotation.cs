using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Transforms;

/// <summary>A turn around the centre by an angle that is uniform within bounds. Pixels are bilinear between their four neighbours; outside
/// the image there is black.</summary>
/// <param name="Degrees">The angle lies in [-Degrees, Degrees]; positive is counter-clockwise.</param>
public sealed record Rotation(double Degrees) : SampleStep
{
    private const double DefaultDegrees = 15;

    internal static StepKind Kind { get; } = new(
        new("rotation", "turned by a random angle, with black at the corners",
        [
            new("degrees", "the largest angle in either direction", SettingKind.Number)
            {
                Minimum = 0, ExcludesMinimum = true, Maximum = 180, Default = new SettingValue.Number(DefaultDegrees),
            },
        ]),
        reader => new Rotation(reader.Number("degrees")));

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override string? Problem(string place, SampleForm form) =>
        form.Height > 1 && form.Width > 1 ? null : $"{place}: a rotation turns images, and these samples have one row.";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        double angle = (2 * random.NextDouble() - 1) * Degrees * Math.PI / 180;
        Turn(sample, form, Math.Cos(angle), Math.Sin(angle), result);
    }

    /// <summary>Turns counter-clockwise by an angle of which cosine and sine are given.</summary>
    internal static void Turn(ReadOnlySpan<float> sample, SampleForm form, double cosine, double sine, Span<float> result)
    {
        double middleY = (form.Height - 1) / 2.0, middleX = (form.Width - 1) / 2.0;
        for (int y = 0, to = 0; y < form.Height; y++)
        {
            for (int x = 0; x < form.Width; x++, to++)
            {
                double fromX = middleX + cosine * (x - middleX) - sine * (y - middleY);
                double fromY = middleY + sine * (x - middleX) + cosine * (y - middleY);
                int left = (int)Math.Floor(fromX), top = (int)Math.Floor(fromY);
                float right = (float)(fromX - left), down = (float)(fromY - top);
                for (int plane = 0; plane < form.Count; plane += form.Plane)
                {
                    var own = sample.Slice(plane, form.Plane);
                    float upper = Between(Pixel(own, form, top, left), Pixel(own, form, top, left + 1), right);
                    float lower = Between(Pixel(own, form, top + 1, left), Pixel(own, form, top + 1, left + 1), right);
                    result[plane + to] = Between(upper, lower, down);
                }
            }
        }
    }

    private static float Between(float a, float b, float share) => a * (1 - share) + b * share;

    private static float Pixel(ReadOnlySpan<float> plane, SampleForm form, int y, int x) =>
        y >= 0 && y < form.Height && x >= 0 && x < form.Width ? plane[y * form.Width + x] : 0;
}
