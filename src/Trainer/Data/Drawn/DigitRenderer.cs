using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Writes one digit after another into 28 x 28 images.</summary>
internal sealed class DigitRenderer : ImageRenderer
{
    public const int Size = InkCanvas.Size;

    private const double Tremble = 0.28; // how far a stroke's points are off, in units of the glyph box
    private const float ThinnestPen = 0.8f, ThickestPen = 1.8f; // radii in pixels
    private const float FaintestInk = 0.85f;

    private readonly HandDistortion distortion = new();
    private readonly InkCanvas canvas = new();
    private readonly double[] points = new double[64]; // x, y of the stroke in work

    /// <inheritdoc/>
    /// <remarks>(1, 28, 28), 0 paper to 255 ink.</remarks>
    public override void Draw(int label, RandomStream random, Span<byte> image, Span<byte> mask)
    {
        double[][][] styles = DigitGlyphs.Find(label);
        double[][] strokes = styles[random.NextInt(styles.Length)];
        distortion.Draw(random);
        float pen = ThinnestPen + (ThickestPen - ThinnestPen) * random.NextSingle();
        float ink = FaintestInk + (1 - FaintestInk) * random.NextSingle();

        canvas.Clear(pen);
        foreach (double[] stroke in strokes)
        {
            for (int i = 0; i < stroke.Length; i++)
                points[i] = stroke[i] + Tremble * (2 * random.NextSingle() - 1);
            canvas.Follow(points.AsSpan(0, stroke.Length), distortion.Map);
        }
        canvas.Develop(255 * ink, image);
    }
}
