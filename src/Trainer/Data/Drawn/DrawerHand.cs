using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>How one drawer writes: slant, turn, size, pen and care are the same in all of the drawer's characters.</summary>
internal sealed class DrawerHand
{
    private const double Pixels = 19; // of a character's side in the middle of all sizes

    private readonly double xx, xy, yx, yy, care, wander;
    private readonly float pen, ink;

    /// <summary>Draws a hand.</summary>
    public DrawerHand(RandomStream random)
    {
        double half = Between(random, -0.14, 0.14); // the tangent of half the angle: turning without sine and cosine
        double cosine = (1 - half * half) / (1 + half * half), sine = 2 * half / (1 + half * half);
        double slant = Between(random, -0.4, 0.4);
        double size = Pixels * Between(random, 0.85, 1.1);
        double wide = size * Between(random, 0.85, 1.1), high = size * Between(random, 0.85, 1.1);
        (xx, xy) = (cosine * wide, (-cosine * slant - sine) * high);
        (yx, yy) = (sine * wide, (-sine * slant + cosine) * high);
        care = Between(random, 0.05, 0.14);
        wander = Between(random, 0.5, 2);
        pen = (float)Between(random, 0.7, 1.6);
        ink = (float)Between(random, 0.8, 1);
    }

    /// <summary>Writes a character once.</summary>
    /// <param name="strokes">(stroke, coordinate) in a square of side 1.</param>
    /// <param name="random">Decides what differs from one time to the next: points are off, more so the less the care, and so is the
    /// place.</param>
    /// <param name="image">(28, 28), 0 paper to 255 ink, overwritten.</param>
    public void Write(double[][] strokes, RandomStream random, Span<byte> image)
    {
        var canvas = new InkCanvas();
        canvas.Clear(pen);
        double x = 13.5 + Between(random, -wander, wander), y = 13.5 + Between(random, -wander, wander);
        foreach (double[] stroke in strokes)
        {
            double[] points = [.. stroke.Select(p => p + Between(random, -care, care))];
            canvas.Follow(points, (u, v) => (x + xx * (u - 0.5) + xy * (v - 0.5), y + yx * (u - 0.5) + yy * (v - 0.5)));
        }
        canvas.Develop(255 * ink, image);
    }

    private static double Between(RandomStream random, double low, double high) => low + (high - low) * random.NextDouble();
}
