using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Initializations;

/// <summary>Random matrices with orthonormal rows or columns, uniform over all of them.</summary>
/// <remarks>Gram-Schmidt (modified) on independent normal numbers, in double precision; the order of sums does not depend on the
/// processor.</remarks>
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

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var left = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector256<double>>(b);
        Vector256<double> even = default, odd = default;
        int pairs = left.Length / 2 * 2;
        for (int i = 0; i < pairs; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }
        if (pairs < left.Length)
            even += left[pairs] * right[pairs];
        double sum = Vector256.Sum(even + odd);
        for (int k = left.Length * Vector256<double>.Count; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }

    private static void Add(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        var to = MemoryMarshal.Cast<double, Vector256<double>>(target);
        var from = MemoryMarshal.Cast<double, Vector256<double>>(source);
        var factors = Vector256.Create(factor);
        for (int i = 0; i < to.Length; i++)
            to[i] += factors * from[i];
        for (int k = to.Length * Vector256<double>.Count; k < target.Length; k++)
            target[k] += factor * source[k];
    }
}
