using System.Globalization;
using System.Text;
using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Estimates;

/// <summary>An estimated mean or difference of means with its standard error and t distribution.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard error; 0 when the values have no spread, NaN when one value gives none.</param>
/// <param name="DegreesOfFreedom">Of the t distribution of (estimate - truth)/error; NaN where the error is NaN or 0.</param>
public readonly record struct MeanEstimate(double Value, double StandardError, double DegreesOfFreedom)
{
    private const double MinSquared = 1e-70, MaxSquared = 1e70; // errors whose fourth powers are doubles

    /// <summary>Whether there is a spread to judge by: the error is positive and finite.</summary>
    public bool HasSpread => StandardError > 0 && double.IsFinite(StandardError);

    /// <summary>Student's t for "the truth is zero".</summary>
    public double T => Value / StandardError;

    /// <summary>Two-sided p for "the truth is zero".</summary>
    /// <exception cref="InvalidOperationException">There is no spread.</exception>
    public double P => StudentT.TwoSided(RequireSpread().T, DegreesOfFreedom);

    /// <summary>Two-sided p for "the truth is this".</summary>
    /// <param name="truth">In the unit of the estimate.</param>
    /// <exception cref="InvalidOperationException">There is no spread.</exception>
    public double PAt(double truth) => StudentT.TwoSided((RequireSpread().Value - truth) / StandardError, DegreesOfFreedom);

    /// <summary>The mean of a sample of independent values; degrees of freedom n - 1.</summary>
    public static MeanEstimate FromSample(Sample sample) => FromSample(sample, overlap: 0);

    /// <summary>The mean of a sample; degrees of freedom n - 1.</summary>
    /// <param name="sample">n values.</param>
    /// <param name="overlap">0 where they are independent. Where they come from trainings that share samples, as the folds of
    /// cross-validations do, held-out samples over training samples: the squared error is (1/n + overlap) s^2 (Nadeau and Bengio, Mach.
    /// Learn. 52 (2003), 239-281, section 3, doi:10.1023/A:1024068626366; for repeated folds Bouckaert and Frank, PAKDD 2004,
    /// doi:10.1007/978-3-540-24775-3_3).</param>
    public static MeanEstimate FromSample(Sample sample, double overlap)
    {
        ArgumentNullException.ThrowIfNull(sample);
        double error = overlap == 0 ? sample.StandardError : sample.StandardError * Math.Sqrt(1 + overlap * sample.Count);
        return new MeanEstimate(sample.Mean, error, error > 0 ? sample.Count - 1 : double.NaN);
    }

    /// <summary>mean(x) - mean(y) of independent samples; degrees of freedom after Welch, doi:10.1093/biomet/34.1-2.28.</summary>
    public static MeanEstimate FromDifference(Sample x, Sample y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var (ex, ey) = (FromSample(x), FromSample(y));
        return Combine([ex, ey with { Value = -ey.Value }], [1, 1]);
    }

    /// <summary>A weighted sum of independent estimates; degrees of freedom after Satterthwaite, doi:10.2307/3002019.</summary>
    /// <param name="parts">Independent estimates; one without an error (a single value) leaves the sum without one.</param>
    /// <param name="weights">As many weights.</param>
    public static MeanEstimate Combine(IReadOnlyList<MeanEstimate> parts, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(weights);
        if (parts.Count != weights.Count)
            throw new ArgumentException($"{parts.Count} estimates need as many weights, not {weights.Count}.");
        double value = 0, variance = 0, spread = 0;
        double unit = parts.Select((p, i) => Math.Abs(weights[i]) * p.StandardError).DefaultIfEmpty().Max() is > 0
            and (< MinSquared or > MaxSquared) and var huge ? huge : 1;
        for (int i = 0; i < parts.Count; i++)
        {
            double part = Math.Pow(weights[i] * parts[i].StandardError / unit, 2);
            value += weights[i] * parts[i].Value;
            variance += part;
            if (part != 0) // a part without spread adds no uncertainty and has no degrees of freedom
                spread += part * part / parts[i].DegreesOfFreedom;
        }
        return Create(value, variance, variance * variance / spread) with { StandardError = unit * Math.Sqrt(variance) };
    }

    /// <summary>The t interval at a confidence in (0,1).</summary>
    /// <exception cref="InvalidOperationException">There is no spread.</exception>
    public Interval At(double confidence)
    {
        double half = StudentT.UpperQuantile((1 - confidence) / 2, RequireSpread().DegreesOfFreedom) * StandardError;
        return new Interval(Value - half, Value + half, confidence);
    }

    /// <summary>An estimate from its variance; without spread it has no degrees of freedom.</summary>
    internal static MeanEstimate Create(double value, double variance, double degreesOfFreedom) =>
        new(value, Math.Sqrt(variance), variance > 0 ? degreesOfFreedom : double.NaN);

    private MeanEstimate RequireSpread() => HasSpread
        ? this
        : throw new InvalidOperationException(double.IsInfinity(StandardError)
            ? "The standard error is larger than any number of double precision; give the values in a larger unit."
            : $"The standard error is {StandardError}; a t statement needs at least two values that differ.");

    // Without spread P throws, which a text must not.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture,
            $"Value = {Value}, StandardError = {StandardError}, DegreesOfFreedom = {DegreesOfFreedom}");
        return true;
    }
}
