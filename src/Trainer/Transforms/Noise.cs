using Sweep.Planning.Randomness;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Transforms;

/// <summary>Gaussian noise beside a signal of a given strength: of variance mean(x^2) / 10^(ratio / 10) over all values x of the
/// sample.</summary>
/// <param name="Snr">Signal-to-noise ratio in decibels.</param>
public sealed record Noise(double Snr) : SampleStep
{
    internal static StepKind Kind { get; } = new(
        new("noise", "Gaussian noise; signals and other measured numbers",
        [
            new("snr", "signal-to-noise ratio in decibels", SettingKind.Number) { Minimum = -100, Maximum = 100, IsRequired = true },
        ]),
        reader => new Noise(reader.Number("snr")));

    /// <inheritdoc/>
    public override string? Problem(string place, SampleForm form) =>
        form.HasNumbers ? null : $"{place}: noise at a signal-to-noise ratio is for signals, and these are {form}.";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        double power = 0;
        foreach (float value in sample)
            power += (double)value * value / sample.Length;
        double deviation = Math.Sqrt(power / Math.Pow(10, Snr / 10));
        for (int i = 0; i < sample.Length; i++)
            result[i] = (float)(sample[i] + deviation * random.NextNormal());
    }
}
