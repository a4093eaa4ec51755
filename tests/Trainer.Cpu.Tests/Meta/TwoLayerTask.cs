using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Meta;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Tests.Meta;

/// <summary>A task of two classes for h = act(W1 x + b1), y = W2 h + b2 with two numbers each, written out in double precision: gradients,
/// and how they move along a direction.</summary>
/// <remarks>Numbers: W1, b1, W2, b2, parameters. Weighted inputs are added before the bias: 0.5 - 0.6 + 0.1 is above zero, where AReLU has
/// its kink.</remarks>
/// <param name="formula">The activation.</param>
/// <param name="support">(2, 2) a sample of each class.</param>
/// <param name="query">(2, 2) a sample of each class.</param>
internal sealed unsafe class TwoLayerTask(ElementwiseFormula formula, double[] support, double[] query) : ITaskLosses<double>
{
    private const int W1 = 0, B1 = 4, W2 = 6, B2 = 10, Own = 12, Lanes = 8;

    private readonly CompiledFormula<double> value = formula.CompileDouble(), tangent = formula.Tangent().CompileDouble(false, false);

    public double SupportGradient(ReadOnlySpan<double> numbers, int step, Span<double> gradient) =>
        Run(support, numbers, new double[numbers.Length], gradient, new double[numbers.Length]);

    public double QueryGradient(ReadOnlySpan<double> numbers, Span<double> gradient) =>
        Run(query, numbers, new double[numbers.Length], gradient, new double[numbers.Length]);

    public void SupportProduct(ReadOnlySpan<double> numbers, int step, ReadOnlySpan<double> direction, Span<double> product) =>
        Run(support, numbers, direction, new double[numbers.Length], product);

    private double Run(double[] samples, ReadOnlySpan<double> p, ReadOnlySpan<double> v, Span<double> gradient, Span<double> moved)
    {
        gradient.Clear();
        moved.Clear();
        double loss = 0;
        for (int sample = 0; sample < 2; sample++)
        {
            var x = samples.AsSpan(2 * sample, 2);
            double[] z = new double[Lanes], dz = new double[Lanes], h = new double[Lanes], dh = new double[Lanes];
            for (int i = 0; i < 2; i++)
            {
                z[i] = p[W1 + 2 * i] * x[0] + p[W1 + 2 * i + 1] * x[1] + p[B1 + i];
                dz[i] = v[W1 + 2 * i] * x[0] + v[W1 + 2 * i + 1] * x[1] + v[B1 + i];
            }
            double[] pairs = [.. p[Own..], .. v[Own..]];
            value.Forward(z, p[Own..], default, h);
            Rows(z, dz, (inputs, own) =>
            {
                fixed (double* to = dh)
                    tangent.ForwardRows(inputs, own, null, to, 1, Lanes);
            }, pairs);
            double[] s = new double[2], ds = new double[2], g = new double[Lanes], a = new double[Lanes];
            double sum = 0, mean = 0;
            for (int k = 0; k < 2; k++)
            {
                s[k] = Math.Exp(p[W2 + 2 * k] * h[0] + p[W2 + 2 * k + 1] * h[1] + p[B2 + k]);
                ds[k] = p[W2 + 2 * k] * dh[0] + p[W2 + 2 * k + 1] * dh[1] + v[W2 + 2 * k] * h[0] + v[W2 + 2 * k + 1] * h[1] + v[B2 + k];
                sum += s[k];
                mean += s[k] * ds[k];
            }
            loss -= Math.Log(s[sample] / sum) / 2;
            for (int k = 0; k < 2; k++)
            {
                double share = s[k] / sum, slope = (share - (k == sample ? 1 : 0)) / 2, slopeMoved = share * (ds[k] - mean / sum) / 2;
                gradient[B2 + k] += slope;
                moved[B2 + k] += slopeMoved;
                for (int i = 0; i < 2; i++)
                {
                    gradient[W2 + 2 * k + i] += slope * h[i];
                    moved[W2 + 2 * k + i] += slopeMoved * h[i] + slope * dh[i];
                    g[i] += slope * p[W2 + 2 * k + i];
                    a[i] += slopeMoved * p[W2 + 2 * k + i] + slope * v[W2 + 2 * k + i];
                }
            }
            Backward(z, dz, p, pairs, g, a, gradient, moved);
            for (int i = 0; i < 2; i++)
            {
                gradient[B1 + i] += g[i];
                moved[B1 + i] += a[i];
                for (int j = 0; j < 2; j++)
                {
                    gradient[W1 + 2 * i + j] += g[i] * x[j];
                    moved[W1 + 2 * i + j] += a[i] * x[j];
                }
            }
        }
        return loss;
    }

    // From the outputs of the activation to its inputs: g becomes g f', and a, how g moves, becomes a f' + g f'' z'.
    private void Backward(double[] z, double[] dz, ReadOnlySpan<double> p, double[] pairs, double[] g, double[] a, Span<double> gradient,
        Span<double> moved)
    {
        double[] bySecond = new double[Lanes], byFirst = new double[Lanes], sums = new double[pairs.Length];
        Rows(z, dz, (inputs, own) =>
        {
            fixed (double* to = bySecond, tangents = byFirst, upstream = g)
            {
                double** gradients = stackalloc double*[] { to, tangents };
                tangent.BackwardRows(inputs, own, null, upstream, gradients, sums, 1, Lanes);
            }
        }, pairs);
        int count = pairs.Length / 2;
        value.Backward(z, p[Own..], default, a, a, moved[Own..]);
        for (int i = 0; i < count; i++)
        {
            moved[Own + i] += sums[i];
            gradient[Own + i] += sums[count + i];
        }
        for (int i = 0; i < Lanes; i++)
            (g[i], a[i]) = (byFirst[i], a[i] + bySecond[i]);
    }

    private static void Rows(double[] z, double[] dz, RowsAction action, double[] pairs)
    {
        fixed (double* first = z, second = dz, own = pairs)
        {
            double** inputs = stackalloc double*[] { first, second };
            action(inputs, own);
        }
    }

    private delegate void RowsAction(double** inputs, double* parameters);
}
