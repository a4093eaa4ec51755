namespace Sweep.Statistics.Variance;

/// <summary>Variance components of the largest restricted likelihood of independent mean squares, none of them negative.</summary>
/// <remarks>Patterson and Thompson, Biometrika 58 (1971), doi:10.1093/biomet/58.3.545: in a balanced design the restricted likelihood is
/// that of the mean squares, each its expectation times a chi-square over its degrees of freedom. Maximized by the MM algorithm of Zhou,
/// Hu, Zhou and Lange, J. Comput. Graph. Statist. 28 (2019), doi:10.1080/10618600.2018.1529601: each step multiplies a component by
/// sqrt(sum f h m/e^2 / sum f h/e), which never lowers the likelihood and keeps components positive; those that go to 0 are 0.</remarks>
internal static class RestrictedLikelihood
{
    private const int MaxSteps = 20_000;
    private const double Converged = 1e-12, Nothing = 1e-9; // of the largest component

    /// <summary>A mean square.</summary>
    /// <param name="Value">m.</param>
    /// <param name="DegreesOfFreedom">f.</param>
    /// <param name="Coefficients">h: its expectation e is the sum of these times the components.</param>
    public sealed record MeanSquare(double Value, double DegreesOfFreedom, double[] Coefficients);

    /// <summary>The components, in the order of the coefficients.</summary>
    /// <param name="squares">At least one with a positive value.</param>
    public static double[] Maximize(IReadOnlyList<MeanSquare> squares)
    {
        double[] components = [.. squares[0].Coefficients.Select(_ => squares.Max(s => s.Value))];
        double[] rise = new double[components.Length], fall = new double[components.Length];
        for (int step = 0; step < MaxSteps; step++)
        {
            Array.Clear(rise);
            Array.Clear(fall);
            foreach (var (value, degreesOfFreedom, coefficients) in squares)
            {
                double expected = coefficients.Zip(components, (h, c) => h * c).Sum();
                if (expected == 0)
                    continue; // nothing expected, nothing found
                for (int i = 0; i < components.Length; i++)
                {
                    rise[i] += degreesOfFreedom * coefficients[i] * value / (expected * expected);
                    fall[i] += degreesOfFreedom * coefficients[i] / expected;
                }
            }
            double largest = components.Max(), moved = 0;
            for (int i = 0; i < components.Length; i++)
            {
                double next = fall[i] > 0 ? components[i] * Math.Sqrt(rise[i] / fall[i]) : 0;
                moved = Math.Max(moved, Math.Abs(next - components[i]));
                components[i] = next;
            }
            if (!(moved > Converged * largest))
                break;
        }
        double most = components.Max();
        return [.. components.Select(c => c > Nothing * most ? c : 0)];
    }
}
