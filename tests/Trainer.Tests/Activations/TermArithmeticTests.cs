using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Tests.Activations;

public sealed class TermArithmeticTests
{
    [Theory] // python3: scipy.special.erf
    [InlineData(-7, -1)]
    [InlineData(-3.5, -0.99999925690162761)]
    [InlineData(-2.9999, -0.99997789557351779)]
    [InlineData(-0.5, -0.52049987781304652)]
    [InlineData(-1e-08, -1.1283791670955125e-08)]
    [InlineData(0, 0)]
    [InlineData(0.1, 0.1124629160182849)]
    [InlineData(1, 0.84270079294971478)]
    [InlineData(2.5, 0.99959304798255499)]
    [InlineData(3.0001, 0.99997792342412983)]
    [InlineData(4.2, 0.99999999714450583)]
    [InlineData(5.9, 0.99999999999999989)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.NaN, double.NaN)]
    public void The_error_function_is_right_to_fourteen_digits(double x, double expected) => AssertDigits(expected, TermArithmetic.Erf(x));

    [Theory] // python3: numpy.expm1
    [InlineData(-1e-10, -9.999999999500001e-11)]
    [InlineData(-0.3, -0.2591817793182821)]
    [InlineData(0.3, 0.3498588075760031)]
    [InlineData(0.99, 1.6912344723492623)]
    [InlineData(1.01, 1.7456010150169166)]
    [InlineData(-40, -1)]
    public void Expm1_keeps_its_digits_near_zero(double x, double expected) => AssertDigits(expected, TermArithmetic.Expm1(x));

    [Theory] // python3: numpy.log1p
    [InlineData(-1e-10, -1.00000000005e-10)]
    [InlineData(-0.4, -0.5108256237659907)]
    [InlineData(0.3, 0.262364264467491)]
    [InlineData(0.49, 0.3987761199573677)]
    [InlineData(0.51, 0.41210965082683293)]
    [InlineData(1e10, 23.025850930040455)]
    public void Log1p_keeps_its_digits_near_zero(double x, double expected) => AssertDigits(expected, TermArithmetic.Log1p(x));

    [Fact]
    public void Sigmoid_and_softplus_neither_overflow_nor_lose_small_values()
    {
        AssertDigits(Math.Exp(-700), TermArithmetic.Sigmoid(-700));
        AssertDigits(1, TermArithmetic.Sigmoid(800));
        AssertDigits(Math.Exp(-700), TermArithmetic.Softplus(-700));
        AssertDigits(800, TermArithmetic.Softplus(800));
    }

    private static void AssertDigits(double expected, double actual) => Assert.True(
        double.IsNaN(expected) ? double.IsNaN(actual)
            : Math.Abs(actual - expected) <= 2e-15 * Math.Abs(expected), $"{actual:R}, expected {expected:R}");
}
