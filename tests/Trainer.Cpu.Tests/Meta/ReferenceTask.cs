using Sweep.Trainer.Cpu.Meta;
using Sweep.Trainer.Interpretation;

namespace Sweep.Trainer.Cpu.Tests.Meta;

/// <summary>A task whose losses the reference computes in double precision; its Hessian is taken by differences of the fourth
/// order.</summary>
/// <param name="network">Draws the same random numbers in all its passes.</param>
/// <param name="support">(samples, numbers), equally many for each way.</param>
/// <param name="query">(samples, numbers), equally many for each way.</param>
/// <param name="ways">Classes.</param>
/// <param name="inputs">Numbers of a sample.</param>
internal sealed class ReferenceTask(ReferenceNetwork network, double[] support, double[] query, int ways, int inputs)
    : ITaskLosses<double>
{
    public double SupportGradient(ReadOnlySpan<double> numbers, int step, Span<double> gradient) => Gradient(support, numbers, gradient);

    public double QueryGradient(ReadOnlySpan<double> numbers, Span<double> gradient) => Gradient(query, numbers, gradient);

    // The error is of the fourth power of the step; rounding adds 1e-16 / step.
    public void SupportProduct(ReadOnlySpan<double> numbers, int step, ReadOnlySpan<double> direction, Span<double> product)
    {
        const double distance = 2e-4;
        product.Clear();
        foreach (var (steps, weight) in new[] { (1, 8.0), (-1, -8.0), (2, -1.0), (-2, 1.0) })
        {
            double[] moved = numbers.ToArray(), gradient = new double[moved.Length];
            for (int i = 0; i < moved.Length; i++)
                moved[i] += steps * distance * direction[i];
            Gradient(support, moved, gradient);
            for (int i = 0; i < gradient.Length; i++)
                product[i] += weight * gradient[i] / (12 * distance);
        }
    }

    public double SupportLoss(double[] numbers) => network.Loss(support, Labels(support), numbers, []);

    private double Gradient(double[] samples, ReadOnlySpan<double> numbers, Span<double> gradient)
    {
        double[] own = new double[numbers.Length];
        double loss = network.Loss(samples, Labels(samples), numbers.ToArray(), own);
        own.CopyTo(gradient);
        return loss;
    }

    private int[] Labels(double[] samples)
    {
        int count = samples.Length / inputs, each = count / ways;
        return [.. Enumerable.Range(0, count).Select(i => i / each)];
    }
}
