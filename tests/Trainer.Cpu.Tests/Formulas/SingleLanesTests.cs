using System.Runtime.Intrinsics;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Tests.Formulas;

public sealed class SingleLanesTests
{
    private static readonly Dictionary<Operation, Func<Vector256<float>, Vector256<float>>> Functions = new()
    {
        [Operation.Exp] = SingleLanes.Exp, [Operation.Expm1] = SingleLanes.Expm1, [Operation.Log] = SingleLanes.Log,
            [Operation.Log1p] = SingleLanes.Log1p,
        [Operation.Sqrt] = SingleLanes.Sqrt, [Operation.Sigmoid] = SingleLanes.Sigmoid, [Operation.Tanh] = SingleLanes.Tanh,
        [Operation.Softplus] = SingleLanes.Softplus, [Operation.Erf] = SingleLanes.Erf, [Operation.Sin] = SingleLanes.Sin,
            [Operation.Cos] = SingleLanes.Cos,
    };

    [Theory] // Relative error over the whole range with ordinary results; one unit in the last place is 6e-8 to 1.2e-7.
    [InlineData(nameof(Operation.Exp), -86.9, 88.7, 2.5e-7)]
    [InlineData(nameof(Operation.Expm1), -100, 88.7, 2.5e-7)]
    [InlineData(nameof(Operation.Log), 1e-30, 1e30, 2.5e-7)]
    [InlineData(nameof(Operation.Log1p), -0.99, 1e20, 2.5e-7)]
    [InlineData(nameof(Operation.Sqrt), 0, 1e30, 1.2e-7)]
    [InlineData(nameof(Operation.Sigmoid), -86.9, 100, 2.5e-7)]
    [InlineData(nameof(Operation.Tanh), -100, 100, 2.5e-7)]
    [InlineData(nameof(Operation.Softplus), -86.9, 1e6, 2.5e-7)]
    [InlineData(nameof(Operation.Erf), -100, 100, 2.5e-7)]
    public void Functions_are_accurate_to_single_precision(string name, double from, double to, double tolerance)
    {
        var operation = Enum.Parse<Operation>(name);
        double worst = 0;
        float worstAt = 0;
        foreach (float x in Samples(from, to))
        {
            double expected = TermArithmetic.Apply(operation, x, 0, 0), actual = At(operation, x);
            double error = expected == 0 ? Math.Abs(actual) : Math.Abs(actual - expected) / Math.Abs(expected);
            if (!(error <= worst)) (worst, worstAt) = (error, x);
        }
        Assert.True(worst <= tolerance, $"{name}: relative error {worst:E2} at {worstAt:R}");
    }

    [Theory]
    [InlineData(nameof(Operation.Sin))]
    [InlineData(nameof(Operation.Cos))]
    public void Sine_and_cosine_are_accurate_in_absolute_terms(string name)
    {
        var operation = Enum.Parse<Operation>(name);
        foreach (float x in Samples(-1000, 1000))
            Assert.Equal(TermArithmetic.Apply(operation, x, 0, 0), At(operation, x), 2e-7);
    }

    [Theory]
    [InlineData(nameof(Operation.Exp), float.NegativeInfinity, 0)]
    [InlineData(nameof(Operation.Exp), -200, 0)]
    [InlineData(nameof(Operation.Exp), 89, float.PositiveInfinity)]
    [InlineData(nameof(Operation.Exp), float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(nameof(Operation.Exp), 0, 1)]
    [InlineData(nameof(Operation.Expm1), float.NegativeInfinity, -1)]
    [InlineData(nameof(Operation.Expm1), float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(nameof(Operation.Expm1), 0, 0)]
    [InlineData(nameof(Operation.Log), 0, float.NegativeInfinity)]
    [InlineData(nameof(Operation.Log), -1, float.NaN)]
    [InlineData(nameof(Operation.Log), float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(nameof(Operation.Log1p), -1, float.NegativeInfinity)]
    [InlineData(nameof(Operation.Log1p), -2, float.NaN)]
    [InlineData(nameof(Operation.Log1p), float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(nameof(Operation.Log1p), 0, 0)]
    [InlineData(nameof(Operation.Sigmoid), float.NegativeInfinity, 0)]
    [InlineData(nameof(Operation.Sigmoid), float.PositiveInfinity, 1)]
    [InlineData(nameof(Operation.Sigmoid), 0, 0.5f)]
    [InlineData(nameof(Operation.Tanh), float.NegativeInfinity, -1)]
    [InlineData(nameof(Operation.Tanh), float.PositiveInfinity, 1)]
    [InlineData(nameof(Operation.Tanh), 0, 0)]
    [InlineData(nameof(Operation.Softplus), float.NegativeInfinity, 0)]
    [InlineData(nameof(Operation.Softplus), float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(nameof(Operation.Erf), float.NegativeInfinity, -1)]
    [InlineData(nameof(Operation.Erf), float.PositiveInfinity, 1)]
    [InlineData(nameof(Operation.Erf), 0, 0)]
    public void Limits_are_exact(string name, float x, float expected) => Assert.Equal(expected, (float)At(Enum.Parse<Operation>(name), x));

    [Fact]
    public void Every_function_keeps_a_NaN() =>
        Assert.All(Functions.Keys, f => Assert.True(double.IsNaN(At(f, float.NaN)), $"{f} of NaN is {At(f, float.NaN)}"));

    [Fact]
    public void Every_operation_on_elements_has_its_method_for_both_kinds_of_lanes()
    {
        Operation[] others =
        [
            Operation.Constant, Operation.Input, Operation.Noise, Operation.Parameter, Operation.Norm, Operation.GlobalNorm,
            Operation.Floor,
        ];
        foreach (var operation in Enum.GetValues<Operation>().Except(others))
        {
            Assert.Equal(typeof(Vector256<float>), LaneType.Single.Method(operation.ToString()).ReturnType);
            Assert.Equal(typeof(double), LaneType.Double.Method(operation.ToString()).ReturnType);
        }
    }

    [Fact]
    public void Odd_functions_are_odd_and_small_values_pass_unchanged()
    {
        foreach (var f in (Operation[])[Operation.Tanh, Operation.Erf])
        {
            foreach (float x in Samples(1e-30, 100))
                Assert.Equal(-At(f, x), At(f, -x));
        }
        Assert.Equal(1e-20f, (float)At(Operation.Tanh, 1e-20f));
        Assert.Equal(1e-20f, (float)At(Operation.Expm1, 1e-20f));
    }

    private static double At(Operation operation, float x) => Functions[operation](Vector256.Create(x)).GetElement(3);

    // 20,000 points: an even grid, and one even in the exponent on both sides of zero, where the range has them.
    private static IEnumerable<float> Samples(double from, double to)
    {
        const int count = 10000;
        for (int i = 0; i <= count; i++)
        {
            float even = (float)(from + (to - from) * i / count);
            if (even >= from && even <= to) yield return even;
            double magnitude = Math.Pow(10, -20 + 22.0 * i / count);
            float exponential = (float)(i % 2 == 0 ? magnitude : -magnitude);
            if (exponential >= from && exponential <= to) yield return exponential;
        }
    }
}
