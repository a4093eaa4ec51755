using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Drawn;

namespace Sweep.Trainer.Tests.Data.Drawn;

public sealed class GearboxTests
{
    private const int States = 8, Conditions = 9;

    private static readonly Lazy<Dataset> Sample = new(() => Compute(States * Conditions * 4, States * Conditions));

    /// <summary>Frozen: stored results under this name rest on it. Only exactly rounded operations are used, so the numbers are the same on
    /// every machine.</summary>
    [Fact]
    public void The_content_never_changes()
    {
        Dataset first = Compute(72, 8);
        Assert.Equal("c8c9f75b4a3d1b19f4cbca4c706a7d5191f7e1004a733cae49caddd450edb16c", Checksum(first.Train));
        Assert.Equal("26b437d014587b5b9ceafb8361fe22c39e371ea685b3539f5d4729fa57926dbc", Checksum(first.Test));
    }

    [Fact]
    public void The_first_signals_do_not_depend_on_how_many_are_made()
    {
        float[] few = Numbers(Compute(72, 1).Train);
        Assert.True(few.AsSpan().SequenceEqual(Numbers(Sample.Value.Train).AsSpan(0, few.Length)));
    }

    [Fact]
    public void States_are_equally_frequent_at_every_speed_and_load()
    {
        Assert.Equal(0, GearboxFaults.Description.TrainCount % (States * Conditions));
        Assert.Equal(0, GearboxFaults.Description.TestCount % (States * Conditions));
        Assert.All(Enumerable.Range(0, States), state => Assert.Equal(4 * Conditions, Sample.Value.Train.Labels.Count(l => l == state)));
    }

    [Fact]
    public void The_whole_set_has_mean_0_and_deviation_1()
    {
        Assert.Equal(0, Sample.Value.Train.Samples.Statistics(1, GearboxSignal.Length).Mean[0], 0.01);
        Assert.Equal(1, Sample.Value.Train.Samples.Statistics(1, GearboxSignal.Length).Deviation[0], 0.03);
    }

    [Fact]
    public void Vibration_grows_with_speed_and_load()
    {
        double[] power = [.. Enumerable.Range(0, Conditions).Select(c => Signals(0, c).Average(s => s.Average(x => x * x)))];
        for (int speed = 0; speed < 3; speed++)
            Assert.True(power[speed] < power[speed + 3] && power[speed + 3] < power[speed + 6], $"load at speed {speed}");
        for (int load = 0; load < 9; load += 3)
            Assert.True(power[load] < power[load + 1] && power[load + 1] < power[load + 2], $"speed at load {load}");
    }

    // f_c = f Zs / (Zs + Zr), f_m = Zr f_c, f_s = P (f - f_c) with 20, 40 and 100 teeth and four planets.
    [Theory]
    [InlineData(0, 333.33, 66.67)]
    [InlineData(1, 500, 100)]
    [InlineData(2, 666.67, 133.33)]
    public void Frequencies_follow_from_the_teeth(int condition, double mesh, double sunFault)
    {
        var at = GearboxSignal.Condition.Of(condition);
        Assert.Equal(mesh, at.Mesh, 0.01);
        Assert.Equal(sunFault, at.SunFault, 0.01);
        Assert.Equal(mesh / 40, at.Planet, 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_state_has_the_mesh_frequency_and_its_harmonics(int condition)
    {
        double mesh = GearboxSignal.Condition.Of(condition).Mesh;
        for (int state = 0; state < States; state++)
        {
            for (int harmonic = 1; harmonic <= 3; harmonic++)
            {
                double peak = Power(state, condition, harmonic * mesh), aside = Power(state, condition, harmonic * mesh + 45);
                Assert.True(peak > 20 * aside, $"state {state}, harmonic {harmonic}: {peak} beside {aside}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_tooth_of_the_sun_makes_sidebands_at_its_frequency(int state)
    {
        for (int condition = 0; condition < 3; condition++)
        {
            var at = GearboxSignal.Condition.Of(condition);
            Assert.True(Sidebands(state) > 10 * Sidebands(0));

            double Sidebands(int of) => Power(of, condition, at.Mesh - at.SunFault) + Power(of, condition, at.Mesh + at.SunFault);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Impacts_are_seen_in_the_envelope_of_the_resonance_at_the_frequency_of_the_fault(int state)
    {
        for (int condition = 0; condition < 3; condition++)
        {
            var at = GearboxSignal.Condition.Of(condition);
            double fault = state switch { 5 => at.OuterRace, 6 => at.InnerRace, 7 => at.Ball, _ => at.SunFault };
            double peak = Envelope(state, condition, fault), healthy = Envelope(0, condition, fault);
            Assert.True(peak > 4 * healthy, $"condition {condition}: {peak} beside {healthy}");
        }
    }

    [Fact]
    public void A_missing_tooth_hits_harder_than_a_broken_one()
    {
        double frequency = GearboxSignal.Condition.Of(1).SunFault;
        Assert.True(Envelope(4, 1, frequency) > 1.5 * Envelope(3, 1, frequency));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(1234.56789)]
    [InlineData(-7.3)]
    public void The_circle_is_that_of_the_library(double turns)
    {
        var point = CirclePoint.At(turns);
        Assert.Equal(Math.Cos(2 * Math.PI * turns), point.Cosine, 1e-11);
        Assert.Equal(Math.Sin(2 * Math.PI * turns), point.Sine, 1e-11);
    }

    private static Dataset Compute(int train, int test) => GearboxFaults.Description.Format.Read(
        GearboxFaults.Description with { TrainCount = train, TestCount = test }, [], CancellationToken.None);

    private static float[] Numbers(DatasetSplit split) => ((SampleValues.Numbers)split.Samples).Values;

    private static string Checksum(DatasetSplit split) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(Numbers(split))));

    private static float[][] Signals(int state, int condition) =>
        [.. Numbers(Sample.Value.Train).Chunk(GearboxSignal.Length)
            .Where((_, i) => i % States == state && i / States % Conditions == condition)];

    // Mean squared amplitude at a frequency, over the signals of a state and condition, seen through a Hann window.
    private static double Power(int state, int condition, double frequency) =>
        Signals(state, condition).Average(signal => SquaredAmplitude([.. signal.Select(x => (double)x)], frequency));

    // The same of the size of what is within 400 Hz or so of the resonance of 3 kHz.
    private static double Envelope(int state, int condition, double frequency) => Signals(state, condition).Average(signal =>
    {
        double[] envelope = [.. Enumerable.Range(0, signal.Length - 16).Select(start =>
        {
            double cosine = 0, sine = 0;
            for (int n = start; n < start + 16; n++)
            {
                cosine += signal[n] * Math.Cos(2 * Math.PI * 3000 * n / GearboxSignal.Rate);
                sine += signal[n] * Math.Sin(2 * Math.PI * 3000 * n / GearboxSignal.Rate);
            }
            return Math.Sqrt(cosine * cosine + sine * sine);
        })];
        double mean = envelope.Average();
        return SquaredAmplitude([.. envelope.Select(e => e - mean)], frequency);
    });

    private static double SquaredAmplitude(double[] signal, double frequency)
    {
        double cosine = 0, sine = 0;
        for (int n = 0; n < signal.Length; n++)
        {
            double window = 1 - Math.Cos(2 * Math.PI * n / signal.Length);
            cosine += window * signal[n] * Math.Cos(2 * Math.PI * frequency * n / GearboxSignal.Rate);
            sine += window * signal[n] * Math.Sin(2 * Math.PI * frequency * n / GearboxSignal.Rate);
        }
        return 4 * (cosine * cosine + sine * sine) / ((double)signal.Length * signal.Length);
    }
}
