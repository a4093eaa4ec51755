using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>How one image departs from the drawn digit: slant, turn, size, place and a smooth elastic field.</summary>
/// <remarks>The elastic field follows Simard, Steinkraus, Platt: Best practices for convolutional neural networks applied to visual
/// document analysis, ICDAR 2003, doi:10.1109/ICDAR.2003.1227801: random displacements, smoothed. Here they are the coefficients of a cubic
/// B-spline with knots <see cref="Knot"/> pixels apart, whose kernel is close to a Gaussian of 4 pixels. Only + - * / are used, which every
/// processor rounds alike, so the images are the same everywhere.</remarks>
internal sealed class HandDistortion
{
    private const int Knot = 7, Coefficients = 7; // 4 cells of 7 pixels need 7 coefficients

    // Extremes of uniform draws; the elastic one is the largest displacement, in pixels, before smoothing.
    private const double Turn = 0.10, Slant = 0.35, MinSize = 0.84, MaxSize = 1.10, Squeeze = 0.16, Shift = 1.6, Elastic = 4.2;

    private readonly double[] fieldX = new double[Coefficients * Coefficients]; // (row, column)
    private readonly double[] fieldY = new double[Coefficients * Coefficients]; // (row, column)
    private double xx, xy, yx, yy, shiftX, shiftY;

    /// <summary>Draws the distortion of the next image.</summary>
    public void Draw(RandomStream random)
    {
        double half = Between(random, -Turn, Turn); // the tangent of half the angle: turning without sine and cosine
        double cosine = (1 - half * half) / (1 + half * half), sine = 2 * half / (1 + half * half);
        double slant = Between(random, -Slant, Slant);
        double size = Between(random, MinSize, MaxSize) * 2; // pixels per unit of the glyph box: 20 pixels for its height
        double wide = size * (1 + Between(random, -Squeeze, Squeeze)), high = size * (1 + Between(random, -Squeeze, Squeeze));
        (xx, xy) = (cosine * wide, (-cosine * slant - sine) * high);
        (yx, yy) = (sine * wide, (-sine * slant + cosine) * high);
        (shiftX, shiftY) = (Between(random, -Shift, Shift), Between(random, -Shift, Shift));
        for (int i = 0; i < fieldX.Length; i++)
            (fieldX[i], fieldY[i]) = (Between(random, -Elastic, Elastic), Between(random, -Elastic, Elastic));
    }

    /// <summary>Where a point of the glyph box comes to lie, in pixels of a 28 x 28 image.</summary>
    public (double X, double Y) Map(double x, double y)
    {
        (x, y) = (x - DigitGlyphs.Width / 2, y - DigitGlyphs.Height / 2);
        double px = 14 + shiftX + xx * x + xy * y, py = 14 + shiftY + yx * x + yy * y;

        double gx = Math.Clamp(px / Knot, 0, 3.999), gy = Math.Clamp(py / Knot, 0, 3.999);
        int column = (int)gx, row = (int)gy;
        var across = Weights(gx - column);
        var down = Weights(gy - row);
        int first = row * Coefficients + column;
        return (px + Blend(fieldX, first, across, down), py + Blend(fieldY, first, across, down));
    }

    private static double Blend(double[] field, int first, (double A, double B, double C, double D) across,
        (double A, double B, double C, double D) down) =>
        down.A * Row(field.AsSpan(first, 4), across)
        + down.B * Row(field.AsSpan(first + Coefficients, 4), across)
        + down.C * Row(field.AsSpan(first + 2 * Coefficients, 4), across)
        + down.D * Row(field.AsSpan(first + 3 * Coefficients, 4), across);

    private static double Row(ReadOnlySpan<double> four, (double A, double B, double C, double D) across) =>
        across.A * four[0] + across.B * four[1] + across.C * four[2] + across.D * four[3];

    // Cubic B-spline basis at t in [0,1).
    private static (double A, double B, double C, double D) Weights(double t)
    {
        double s = 1 - t;
        return (s * s * s / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6, t * t * t / 6);
    }

    private static double Between(RandomStream random, double low, double high) => low + (high - low) * random.NextSingle();
}
