using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Invents characters: one to four strokes, each a smooth curve through a few points.</summary>
internal static class CharacterStrokes
{
    private const double Persistence = 0.4; // how much of a step's direction the next one keeps
    private const double ShortestStep = 0.25, LongestStep = 0.65;

    /// <summary>A character, centred in a square of side 1 that it fills in one direction at least.</summary>
    /// <returns>(stroke, coordinate) x, y, x, y, ..., y downwards, from 0 to 1.</returns>
    public static double[][] Invent(RandomStream random)
    {
        int count = 1 + random.NextInt(4), fewest = count == 1 ? 3 : 2; // a straight line is no character
        double[][] strokes = [.. Enumerable.Range(0, count).Select(_ => Stroke(fewest + random.NextInt(6 - fewest), random))];
        double[] x = [.. strokes.SelectMany(s => s.Where((_, i) => i % 2 == 0))];
        double[] y = [.. strokes.SelectMany(s => s.Where((_, i) => i % 2 == 1))];
        double size = Math.Max(x.Max() - x.Min(), y.Max() - y.Min());
        double left = (x.Min() + x.Max() - size) / 2, top = (y.Min() + y.Max() - size) / 2;
        return [.. strokes.Select(s => s.Select((p, i) => (p - (i % 2 == 0 ? left : top)) / size).ToArray())];
    }

    private static double[] Stroke(int points, RandomStream random)
    {
        double[] stroke = new double[2 * points];
        (stroke[0], stroke[1]) = (random.NextDouble(), random.NextDouble());
        double stepX = 0, stepY = 0;
        for (int i = 2; i < stroke.Length; i += 2)
        {
            do
            {
                var (dx, dy) = Direction(random);
                double length = ShortestStep + (LongestStep - ShortestStep) * random.NextDouble();
                (stepX, stepY) = (Persistence * stepX + length * dx, Persistence * stepY + length * dy);
                (stroke[i], stroke[i + 1]) = (stroke[i - 2] + stepX, stroke[i - 1] + stepY);
            }
            while (stroke[i] is < 0 or > 1 || stroke[i + 1] is < 0 or > 1);
        }
        return stroke;
    }

    private static (double X, double Y) Direction(RandomStream random)
    {
        while (true)
        {
            double x = 2 * random.NextDouble() - 1, y = 2 * random.NextDouble() - 1, square = x * x + y * y;
            if (square is > 0.01 and <= 1)
                return (x / Math.Sqrt(square), y / Math.Sqrt(square));
        }
    }
}
