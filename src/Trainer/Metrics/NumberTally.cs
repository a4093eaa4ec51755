using Sweep.Planning.Trials;
using Sweep.Trainer.Data;

namespace Sweep.Trainer.Metrics;

/// <summary>Adds up how well numbers are predicted, in units of their deviations from their means, and computes the scores.</summary>
/// <param name="scale">Means and deviations of the targets, per output.</param>
public sealed class NumberTally(PixelStatistics scale)
{
    private readonly int outputs = scale.Deviation.Count;

    /// <summary>(outputs) squared errors.</summary>
    public double[] Squares { get; } = new double[scale.Deviation.Count];

    /// <summary>(outputs) absolute errors.</summary>
    public double[] Absolutes { get; } = new double[scale.Deviation.Count];

    /// <summary>(outputs) targets.</summary>
    public double[] Targets { get; } = new double[scale.Deviation.Count];

    /// <summary>(outputs) squares of targets.</summary>
    public double[] TargetSquares { get; } = new double[scale.Deviation.Count];

    /// <summary>Counts an output of a sample; all in standard units.</summary>
    public void Add(int output, double predicted, double target)
    {
        double error = predicted - target;
        Squares[output] += error * error;
        Absolutes[output] += Math.Abs(error);
        Targets[output] += target;
        TargetSquares[output] += target * target;
    }

    /// <summary>Forgets all samples.</summary>
    public void Clear()
    {
        Array.Clear(Squares);
        Array.Clear(Absolutes);
        Array.Clear(Targets);
        Array.Clear(TargetSquares);
    }

    /// <summary>The scores of all samples counted, in the targets' own units.</summary>
    /// <param name="loss">Their mean loss.</param>
    /// <param name="samples">How many there were, at least 1.</param>
    public Evaluation Score(double loss, int samples)
    {
        double squared = 0, absolute = 0, determined = 0;
        for (int output = 0; output < outputs; output++)
        {
            double unit = scale.Deviation[output];
            squared += unit * unit * Squares[output] / samples / outputs;
            absolute += unit * Absolutes[output] / samples / outputs;
            double spread = TargetSquares[output] - Targets[output] * Targets[output] / samples;
            bool isConstant = spread <= 1e-12 * TargetSquares[output]; // nothing but rounding
            double ofConstant = Squares[output] == 0 ? 1 : 0 * Squares[output]; // what is no number stays none
            determined += (isConstant ? ofConstant : 1 - Squares[output] / spread) / outputs;
        }
        return new Evaluation(loss) { Numbers = new NumberScores(squared, absolute, determined) };
    }
}
