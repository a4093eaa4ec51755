using MathNet.Numerics.Integration;

namespace Sweep.Statistics.Distributions;

/// <summary>Composite Gauss-Legendre integration: 16 points per panel, exact for polynomials of degree 31.</summary>
internal static class GaussLegendre
{
    private const int Points = 16;
    private static readonly double[] Abscissas = new GaussLegendreRule(-1, 1, Points).Abscissas;
    private static readonly double[] Weights = new GaussLegendreRule(-1, 1, Points).Weights;

    /// <summary>The integral of a smooth function.</summary>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end; not below the lower one.</param>
    /// <param name="panelWidth">The width on which the function is nearly a polynomial of degree 31; positive.</param>
    /// <param name="function">The integrand.</param>
    public static double Integrate(double low, double high, double panelWidth, Func<double, double> function)
    {
        int panels = Math.Max(1, (int)Math.Ceiling((high - low) / panelWidth));
        double half = (high - low) / panels / 2, sum = 0;
        for (int panel = 0; panel < panels; panel++)
        {
            double middle = low + (2 * panel + 1) * half;
            for (int i = 0; i < Points; i++)
                sum += Weights[i] * function(middle + half * Abscissas[i]);
        }
        return sum * half;
    }

    /// <summary>Points and weights of the same rule, for integrands that are convolved again and again.</summary>
    public static (double[] Points, double[] Weights) Grid(double low, double high, int panels)
    {
        double[] points = new double[panels * Points], weights = new double[panels * Points];
        double half = (high - low) / panels / 2;
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = low + (2 * (i / Points) + 1 + Abscissas[i % Points]) * half;
            weights[i] = Weights[i % Points] * half;
        }
        return (points, weights);
    }
}
