using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Optimizers;

/// <summary>The states of a trial that are one number each (<see cref="OptimizerProgram.Scalars"/>), in nearly double precision: a number
/// is the sum of two in single precision, so that a checkpoint has all of it. Not thread-safe.</summary>
public sealed class ScalarStates
{
    private readonly OptimizerProgram program;
    private readonly UniformEvaluator[] evaluators;
    private readonly double[] values;

    /// <summary>Before the first step.</summary>
    public ScalarStates(OptimizerProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        this.program = program;
        evaluators = [.. program.ScalarValues.Select(v => new UniformEvaluator([v]))];
        values = new double[program.Scalars.Count];
    }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names => [.. program.Scalars.Select(s => s.Name)];

    /// <summary>The same numbers for the same program with other literals.</summary>
    public ScalarStates For(OptimizerProgram other)
    {
        var same = new ScalarStates(other);
        values.CopyTo(same.values, 0);
        return same;
    }

    /// <summary>Makes a step.</summary>
    /// <param name="parameters">(<see cref="OptimizerProgram.ParameterCount"/>) t, the trial's rate and its constants are given, the rest
    /// is written.</param>
    public void Step(Span<double> parameters)
    {
        for (int i = 0; i < values.Length; i++)
            parameters[program.Scalars[i].Parameter] = values[i];
        for (int i = 0; i < evaluators.Length; i++)
        {
            var value = parameters.Slice(program.FirstScalarValue + i, 1);
            evaluators[i].Evaluate(parameters, norms: null, value);
            value[0] = Join(Split(value[0]));
        }
        for (int i = 0; i < values.Length; i++)
            values[i] = parameters[program.Scalars[i].ResultParameter];
    }

    /// <summary>A number as two whose sum it is, the first its nearest in single precision.</summary>
    public float[] Read(int number) => Split(values[number]);

    /// <summary>Overwrites a number.</summary>
    /// <param name="number">Which.</param>
    /// <param name="parts">Numbers whose sum it is.</param>
    public void Write(int number, ReadOnlySpan<float> parts) => values[number] = Join(parts);

    private static float[] Split(double value)
    {
        float first = (float)value;
        return [first, float.IsFinite(first) ? (float)(value - first) : 0];
    }

    private static double Join(ReadOnlySpan<float> parts)
    {
        double sum = 0;
        foreach (float part in parts)
            sum += part;
        return sum;
    }
}
