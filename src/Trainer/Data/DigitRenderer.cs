using System.Runtime.Intrinsics;
using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Data;

/// <summary>Writes one digit after another into 28 x 28 images.</summary>
internal sealed class DigitRenderer : ImageRenderer
{
    public const int Size = 28;

    private const int StepsPerSpan = 5; // straight pieces between two points of a stroke
    private const double Tremble = 0.28; // how far a stroke's points are off, in units of the glyph box
    private const float ThinnestPen = 0.8f, ThickestPen = 1.8f, Edge = 1.3f; // radii, and the width of the soft edge, in pixels
    private const float FaintestInk = 0.85f;

    private readonly HandDistortion distortion = new();
    private const int Stride = Size + 8; // a vector that begins in a row may run past its last pixel
    private static readonly Vector256<float> Ramp = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);

    private readonly float[] distances = new float[Size * Stride]; // (y, x) squared distance to the nearest piece of a stroke
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

        Array.Fill(distances, float.MaxValue);
        foreach (double[] stroke in strokes)
        {
            for (int i = 0; i < stroke.Length; i++)
                points[i] = stroke[i] + Tremble * (2 * random.NextSingle() - 1);
            Follow(points.AsSpan(0, stroke.Length), pen + Edge / 2);
        }
        Develop(pen, 255 * ink, image);
    }

    // Distances to ink, with a linear edge.
    private void Develop(float pen, float ink, Span<byte> image)
    {
        float reach = (pen + Edge / 2) * (pen + Edge / 2);
        for (int y = 0; y < Size; y++)
        {
            Span<byte> row = image.Slice(y * Size, Size);
            ReadOnlySpan<float> squared = distances.AsSpan(y * Stride, Size);
            for (int x = 0; x < Size; x++)
                row[x] = squared[x] >= reach
                    ? (byte)0
                    : (byte)(ink * Math.Clamp((pen - MathF.Sqrt(squared[x])) / Edge + 0.5f, 0, 1) + 0.5f);
        }
    }

    // A Catmull-Rom curve through the points, in straight pieces.
    private void Follow(ReadOnlySpan<double> stroke, float reach)
    {
        int count = stroke.Length / 2;
        var (fromX, fromY) = distortion.Map(stroke[0], stroke[1]);
        for (int i = 0; i + 1 < count; i++)
        {
            int before = Math.Max(i - 1, 0), after = Math.Min(i + 2, count - 1);
            for (int step = 1; step <= StepsPerSpan; step++)
            {
                double t = step / (double)StepsPerSpan;
                var (toX, toY) = distortion.Map(
                    Between(stroke[2 * before], stroke[2 * i], stroke[2 * i + 2], stroke[2 * after], t),
                    Between(stroke[2 * before + 1], stroke[2 * i + 1], stroke[2 * i + 3], stroke[2 * after + 1], t));
                Ink((float)fromX, (float)fromY, (float)toX, (float)toY, reach);
                (fromX, fromY) = (toX, toY);
            }
        }
    }

    private static double Between(double before, double from, double to, double after, double t) =>
        from + 0.5 * t * (to - before + t * (2 * before - 5 * from + 4 * to - after + t * (3 * (from - to) + after - before)));

    // Lowers the distances of the pixels within reach of a straight piece; pixel centres lie at whole numbers.
    private void Ink(float x0, float y0, float x1, float y1, float reach)
    {
        float dx = x1 - x0, dy = y1 - y0, squared = dx * dx + dy * dy;
        float scale = squared > 0 ? 1 / squared : 0;
        int left = (int)Math.Clamp(Math.Min(x0, x1) - reach, 0, Size), right = (int)Math.Clamp(Math.Max(x0, x1) + reach + 1, 0, Size);
        int top = (int)Math.Clamp(Math.Min(y0, y1) - reach, 0, Size), bottom = (int)Math.Clamp(Math.Max(y0, y1) + reach + 1, 0, Size);
        Vector256<float> vx = Vector256.Create(dx), vy = Vector256.Create(dy), vScale = Vector256.Create(scale);
        for (int y = top; y < bottom; y++)
        {
            Vector256<float> py = Vector256.Create(y - y0);
            for (int x = left; x < right; x += Vector256<float>.Count) // pixels beyond the reach do no harm: they stay blank
            {
                Span<float> eight = distances.AsSpan(y * Stride + x, Vector256<float>.Count);
                Vector256<float> px = Ramp + Vector256.Create(x - x0);
                Vector256<float> along = Vector256.Max((px * vx + py * vy) * vScale, Vector256<float>.Zero);
                along = Vector256.Min(along, Vector256<float>.One);
                Vector256<float> ex = px - along * vx, ey = py - along * vy;
                Vector256.Min(Vector256.Create<float>(eight), ex * ex + ey * ey).CopyTo(eight);
            }
        }
    }
}
