using System.Runtime.Intrinsics;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Paper of 28 x 28 pixels that a round pen writes on. Holds a buffer: one per thread.</summary>
internal sealed class InkCanvas
{
    /// <summary>Pixels of a side.</summary>
    public const int Size = 28;

    private const int StepsPerSpan = 5; // straight pieces between two points of a stroke
    private const float Edge = 1.3f; // the width of the soft edge, in pixels
    private const int Stride = Size + 8; // a vector that begins in a row may run past its last pixel
    private static readonly Vector256<float> Ramp = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);

    private readonly float[] distances = new float[Size * Stride]; // (y, x) squared distance to the nearest piece of a stroke
    private float pen;

    /// <summary>Takes new paper.</summary>
    /// <param name="radius">Of the pen, in pixels.</param>
    public void Clear(float radius)
    {
        pen = radius;
        Array.Fill(distances, float.MaxValue);
    }

    /// <summary>Writes a stroke: a Catmull-Rom curve through points, in straight pieces.</summary>
    /// <param name="stroke">x, y, x, y, ... of two points at least.</param>
    /// <param name="map">From the points' units to pixels, whose centres lie at whole numbers.</param>
    public void Follow(ReadOnlySpan<double> stroke, Func<double, double, (double X, double Y)> map)
    {
        int count = stroke.Length / 2;
        float reach = pen + Edge / 2;
        var (fromX, fromY) = map(stroke[0], stroke[1]);
        for (int i = 0; i + 1 < count; i++)
        {
            int before = Math.Max(i - 1, 0), after = Math.Min(i + 2, count - 1);
            for (int step = 1; step <= StepsPerSpan; step++)
            {
                double t = step / (double)StepsPerSpan;
                var (toX, toY) = map(
                    Between(stroke[2 * before], stroke[2 * i], stroke[2 * i + 2], stroke[2 * after], t),
                    Between(stroke[2 * before + 1], stroke[2 * i + 1], stroke[2 * i + 3], stroke[2 * after + 1], t));
                Ink((float)fromX, (float)fromY, (float)toX, (float)toY, reach);
                (fromX, fromY) = (toX, toY);
            }
        }
    }

    /// <summary>The image: distances become ink, with a linear edge.</summary>
    /// <param name="ink">The darkest byte.</param>
    /// <param name="image">(28, 28), 0 paper.</param>
    public void Develop(float ink, Span<byte> image)
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

    private static double Between(double before, double from, double to, double after, double t) =>
        from + 0.5 * t * (to - before + t * (2 * before - 5 * from + 4 * to - after + t * (3 * (from - to) + after - before)));

    // Lowers the distances of the pixels within reach of a straight piece.
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
