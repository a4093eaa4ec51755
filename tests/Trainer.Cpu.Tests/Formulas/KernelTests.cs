using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Tests.Formulas;

public sealed class KernelTests
{
    public static TheoryData<string> Names() => [.. ActivationCatalogue.Formulas.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Vector_kernels_agree_with_the_naive_evaluation_for_every_length(string name)
    {
        var activation = ActivationCatalogue.Find(name)!;
        foreach (int length in (int[])[0, 1, 7, 8, 9, 15, 16, 17, 24, 33, 1000])
            AssertAgrees(activation, length);
    }

    [Theory]
    [InlineData("max(a*x, b)*min(x, a) + clamp(x, b, a)")]
    [InlineData("if(a < b, x, exp(-x*x))")]
    [InlineData("if(a > b, sin(x), cos(x)) + abs(b - x)")]
    [InlineData("(1 + x^2)^(a*b) + log1p(x^2) + log(a + x^2)")]
    [InlineData("x^3 - x^2*a + b/(1 + abs(x)) - sqrt(1 + x^2)")]
    [InlineData("a*b + x*0")]
    public void Formulas_of_users_are_compiled_as_they_are_evaluated(string formula)
    {
        var result = ActivationDefinition.FromUser("mine", formula, [new("a", 0.6), new("b", 0.2)]);
        Assert.Empty(result.Errors);
        AssertAgrees(result.Definition!, 45);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_element_does_not_depend_on_its_place_or_the_length_of_the_call(string name)
    {
        var activation = ActivationCatalogue.Find(name)!;
        var kernel = activation.Parsed.CompileSingle();
        var (x, noise, dy, parameters) = Inputs(activation, 61);
        float[] whole = new float[61], slopes = new float[61], sums = new float[parameters.Length];
        kernel.Forward(x, parameters, noise, whole);
        kernel.Backward(x, parameters, noise, dy, slopes, sums);
        foreach (var (start, length) in ((int, int)[])[(0, 61), (1, 60), (3, 17), (5, 8), (60, 1), (13, 31)])
        {
            float[] part = new float[length], partSlopes = new float[length];
            ReadOnlySpan<float> partNoise = kernel.UsesNoise ? noise.AsSpan(start, length) : [];
            kernel.Forward(x.AsSpan(start, length), parameters, partNoise, part);
            kernel.Backward(x.AsSpan(start, length), parameters, partNoise, dy.AsSpan(start, length), partSlopes, sums);
            Assert.Equal(whole[start..(start + length)], part);
            Assert.Equal(slopes[start..(start + length)], partSlopes);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Repeated_calls_give_equal_bits_and_may_write_over_their_input(string name)
    {
        var activation = ActivationCatalogue.Find(name)!;
        var kernel = activation.Parsed.CompileSingle();
        var (x, noise, dy, parameters) = Inputs(activation, 1003);
        float[] y = new float[1003], dx = new float[1003], sums = new float[parameters.Length], again = new float[parameters.Length];
        kernel.Forward(x, parameters, noise, y);
        kernel.Backward(x, parameters, noise, dy, dx, sums);

        float[] inPlace = [.. x], gradientInPlace = [.. dy];
        kernel.Backward(x, parameters, noise, gradientInPlace, gradientInPlace, again);
        kernel.Forward(inPlace, parameters, noise, inPlace);
        Assert.Equal(y, inPlace);
        Assert.Equal(dx, gradientInPlace);
        Assert.Equal(sums, again);
    }

    [Fact]
    public void Parameter_gradients_are_added_to_what_is_there()
    {
        var kernel = ActivationCatalogue.Find("slaf")!.Parsed.CompileSingle();
        float[] gradients = [10, 20], dx = new float[3];
        kernel.Backward([1, 2, 3], [1, 1], [], [1, 1, 2], dx, gradients);
        Assert.Equal([14, 29], gradients);
        Assert.Equal([1, 1, 2], dx);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_NaN_stays_visible_and_does_not_touch_its_neighbours(string name)
    {
        var activation = ActivationCatalogue.Find(name)!;
        var kernel = activation.Parsed.CompileSingle();
        var (x, noise, _, parameters) = Inputs(activation, 21);
        float[] clean = new float[21], y = new float[21];
        kernel.Forward(x, parameters, noise, clean);
        foreach (int place in (int[])[0, 9, 20])
        {
            float[] damaged = [.. x];
            damaged[place] = float.NaN;
            kernel.Forward(damaged, parameters, noise, y);
            Assert.True(float.IsNaN(y[place]), $"{name} hides a NaN at {place}: {y[place]}");
            Assert.Equal(clean.Where((_, i) => i != place), y.Where((_, i) => i != place));
        }
    }

    [Theory] // Limits that the formula has as a function; where it is inf - inf or 0 * inf, NaN is as good.
    [InlineData("relu", 0, float.PositiveInfinity)]
    [InlineData("arelu", float.NegativeInfinity, float.PositiveInfinity)]
    [InlineData("sigmoid", 0, 1)]
    [InlineData("tanh", -1, 1)]
    [InlineData("softplus", 0, float.PositiveInfinity)]
    [InlineData("elu", -1, float.PositiveInfinity)]
    [InlineData("relu6", 0, 6)]
    public void Infinite_inputs_have_the_limits_of_the_function(string name, float atMinusInfinity, float atPlusInfinity)
    {
        var activation = ActivationCatalogue.Find(name)!;
        float[] y = new float[2];
        float[] parameters = [.. activation.LearnableParameters.Select(p => (float)p.Initial)];
        activation.Parsed.CompileSingle().Forward([float.NegativeInfinity, float.PositiveInfinity], parameters, [], y);
        Assert.Equal([atMinusInfinity, atPlusInfinity], y);
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        var kernel = ActivationCatalogue.Find("arelu")!.Parsed.CompileSingle();
        Assert.Throws<ArgumentException>(() => kernel.Forward(new float[3], new float[1], [], new float[3]));
        Assert.Throws<ArgumentException>(() => kernel.Forward(new float[3], new float[2], [], new float[2]));
        Assert.Throws<ArgumentException>(() => kernel.Backward(new float[3], new float[2], [], new float[3], new float[3], new float[1]));
        Assert.Throws<ArgumentException>(
            () => ActivationCatalogue.Find("rrelu")!.Parsed.CompileSingle().Forward(new float[3], [], [], new float[3]));
    }

    private static void AssertAgrees(ActivationDefinition activation, int length)
    {
        var kernel = activation.Parsed.CompileSingle();
        var (x, noise, dy, parameters) = Inputs(activation, length);
        float[] y = new float[length], dx = new float[length], sums = new float[parameters.Length];
        kernel.Forward(x, parameters, noise, y);
        kernel.Backward(x, parameters, noise, dy, dx, sums);

        double[] exact = [.. parameters.Select(p => (double)p)], expectedSums = new double[parameters.Length],
            magnitudes = new double[parameters.Length];
        var value = new TermEvaluator(activation.Parsed.Root);
        var slope = new TermEvaluator(activation.Parsed.Gradient.Input);
        var slopes = activation.Parsed.Gradient.Parameters.Select(p => new TermEvaluator(p)).ToArray();
        for (int i = 0; i < length; i++)
        {
            double u = kernel.UsesNoise ? noise[i] : 0.5;
            AssertClose(value.At(x[i], exact, u), y[i], 2e-6, 1 + Math.Abs(x[i]), $"f({x[i]})");
            AssertClose(slope.At(x[i], exact, u) * dy[i], dx[i], 4e-6, Math.Abs(dy[i]), $"dy f'({x[i]})");
            for (int p = 0; p < slopes.Length; p++)
            {
                double share = dy[i] * slopes[p].At(x[i], exact, u);
                expectedSums[p] += share;
                magnitudes[p] += Math.Abs(share) + 1e-4 * Math.Abs(dy[i]); // what cancels is as exact as its terms
            }
        }
        for (int p = 0; p < slopes.Length; p++)
            AssertClose(expectedSums[p], sums[p], 4e-6, magnitudes[p], $"gradient of parameter {p}");

        void AssertClose(double expected, float actual, double tolerance, double scale, string what) => Assert.True(
            Math.Abs(expected - actual) <= tolerance * Math.Max(scale, Math.Abs(expected)),
            $"{activation.Name}, length {length}: {what} is {actual:R}, expected {expected:R}");
    }

    private static (float[] X, float[] Noise, float[] Dy, float[] Parameters) Inputs(ActivationDefinition activation, int length)
    {
        float[] x = new float[length], dy = new float[length], noise = new float[activation.UsesNoise ? length : 0];
        for (int i = 0; i < length; i++)
        {
            x[i] = (float)(Math.Sin(i * 1.7 + 0.2) * 5);
            dy[i] = (float)Math.Cos(i * 0.9);
            if (activation.UsesNoise) noise[i] = i * 37 % 101 / 101f;
        }
        return (x, noise, dy, [.. activation.LearnableParameters.Select((p, i) => (float)(p.Initial * 0.9 + 0.01 * i))]);
    }
}
