using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Initializations;

/// <summary>Random matrices with orthonormal rows or columns, uniform over all of them.</summary>
/// <remarks>Gram-Schmidt (modified) on independent normal numbers, in double precision.</remarks>
internal static class OrthogonalMatrix
{
    /// <summary>Fills a matrix.</summary>
    /// <param name="random">Draws the normal numbers.</param>
    /// <param name="rows">At least 1. The rows are orthonormal if there are at most as many as columns, else the columns.</param>
    /// <param name="values">(rows, columns) overwritten.</param>
    /// <param name="scale">Length of each row or column.</param>
    public static void Fill(RandomStream random, int rows, Span<float> values, double scale)
    {
        int columns = values.Length / rows;
        bool isWide = rows <= columns;
        double[][] vectors = Orthonormal(random, isWide ? rows : columns, isWide ? columns : rows);
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(scale * (isWide ? vectors[i / columns][i % columns] : vectors[i % columns][i / columns]));
    }

    private static double[][] Orthonormal(RandomStream random, int count, int length)
    {
        double[][] vectors = new double[count][];
        for (int i = 0; i < count; i++)
        {
            double[] own = vectors[i] = new double[length];
            for (int k = 0; k < length; k++)
                own[k] = random.NextNormal();
            for (int j = 0; j < i; j++)
                Add(own, -Dot(own, vectors[j]), vectors[j]);
            double norm = Math.Sqrt(Dot(own, own));
            for (int k = 0; k < length; k++)
                own[k] /= norm;
        }
        return vectors;
    }

    // Four sums side by side, so that one addition need not wait for the one before.
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double first = 0, second = 0, third = 0, fourth = 0;
        int k = 0;
        for (; k + 4 <= a.Length; k += 4)
        {
            first += a[k] * b[k];
            second += a[k + 1] * b[k + 1];
            third += a[k + 2] * b[k + 2];
            fourth += a[k + 3] * b[k + 3];
        }
        for (; k < a.Length; k++)
            first += a[k] * b[k];
        return first + second + (third + fourth);
    }

    private static void Add(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        for (int k = 0; k < target.Length; k++)
            target[k] += factor * source[k];
    }
}
