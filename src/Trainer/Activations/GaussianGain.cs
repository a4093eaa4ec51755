using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>sqrt(E[f(z)^2]) for z standard normal, averaged over the noise if f has any.</summary>
/// <remarks>Gauss-Legendre quadrature with five nodes on panels of width 1/32 over [-12, 12], beyond which the normal density is below
/// 1e-31. Smooth formulas are integrated to rounding; kinks at a multiple of 1/32 are panel ends, others cost less than 1e-6.</remarks>
public static class GaussianGain
{
    private const int HalfWidth = 12, PanelsPerUnit = 32, NoisePoints = 64;

    // Nodes and weights on [-1, 1]: Abramowitz and Stegun, table 25.4, n = 5.
    private static readonly double[] Nodes = [-0.9061798459386640, -0.5384693101056831, 0, 0.5384693101056831, 0.9061798459386640];
    private static readonly double[] Weights =
        [0.2369268850561891, 0.4786286704993665, 0.5688888888888889, 0.4786286704993665, 0.2369268850561891];

    /// <summary>The gain of a formula.</summary>
    /// <param name="activation">f.</param>
    /// <param name="parameters">Its learnable parameters, in order.</param>
    public static double Compute(ElementwiseFormula activation, double[] parameters)
    {
        int panels = 2 * HalfWidth * PanelsPerUnit, count = panels * Nodes.Length;
        double[] z = new double[count], density = new double[count];
        double half = 0.5 / PanelsPerUnit;
        for (int i = 0; i < count; i++)
        {
            double middle = -HalfWidth + (2 * (i / Nodes.Length) + 1) * half;
            z[i] = middle + half * Nodes[i % Nodes.Length];
            density[i] = half * Weights[i % Nodes.Length] * Math.Exp(-z[i] * z[i] / 2) / Math.Sqrt(2 * Math.PI);
        }

        // Over the noise: the midpoint rule, exact for what is linear in it and second order for its square.
        int draws = activation.UsesNoise ? NoisePoints : 1;
        var evaluator = new TermEvaluator(activation.Root);
        double sum = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            double noise = (draw + 0.5) / draws;
            for (int i = 0; i < count; i++)
            {
                double y = evaluator.At(z[i], parameters, noise);
                sum += density[i] * y * y / draws;
            }
        }
        return Math.Sqrt(sum);
    }
}
