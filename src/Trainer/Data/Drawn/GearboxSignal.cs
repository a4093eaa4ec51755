using System.Globalization;
using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>A signal of an accelerometer on a planetary gearbox: sun of 20 teeth, 4 planets of 40, a ring of 100 at rest.</summary>
/// <remarks>Mesh harmonics, modulated in amplitude and phase by what passes by, and decaying oscillations of the housing where something is
/// hit: McFadden and Smith, Proc. IMechE 199 (1985), 65-70 (modulation by planets passing); Randall and Antoni, Mechanical Systems and
/// Signal Processing 25 (2011), 485-520, doi:10.1016/j.ymssp.2010.07.017 (bearings). Only operations that every processor rounds alike are
/// used.
/// </remarks>
internal static class GearboxSignal
{
    /// <summary>Points of a signal.</summary>
    public const int Length = 4096;

    /// <summary>Points per second.</summary>
    public const double Rate = 12_800;

    private const int Planets = 4, SunTeeth = 20, PlanetTeeth = 40, RingTeeth = 100;
    private const int Balls = 9; // of a planet's bearing
    private const double BallRatio = 0.23; // (ball diameter / pitch diameter) cos(contact angle)
    private const int Lead = 256; // points before the record begins, for what still rings then
    private const double Decay = 0.93; // per point: damping .05 at the resonance
    private const double NoiseRatio = 3.1622776601683795; // of power: 5 dB
    private const double Scale = 1.12; // makes the variance of the whole set 1

    private static readonly double[] MeshAmplitudes = [1, 0.6, 0.35];

    /// <summary>The classes, in order.</summary>
    public static IReadOnlyList<string> States { get; } =
    [
        "healthy", "crack", "pitting", "broken tooth", "missing tooth", "bearing outer race", "bearing inner race", "bearing ball",
    ];

    /// <summary>Computes a signal. Classes take turns, and after each round of them the three speeds and three loads.</summary>
    /// <returns>Its class.</returns>
    public static int Compute(StreamKey key, string part, int index, Span<float> signal)
    {
        int state = index % States.Count;
        var condition = Condition.Of(index / States.Count);
        var random = RandomStream.For(key, part + "/" + index.ToString(CultureInfo.InvariantCulture));
        double severity = Between(random, 0.7, 1.3);

        double[] amplitude = new double[Length + Lead], phase = new double[Length + Lead]; // relative modulation; radians
        Array.Fill(amplitude, 1);
        Modulate(amplitude, phase, Planets * condition.Carrier, 0.15, 0, random);
        switch (state)
        {
            case 1: // crack
                Modulate(amplitude, phase, condition.SunFault, 0.25 * severity, 0.15 * severity, random);
                break;
            case 2: // pitting
                for (int harmonic = 1; harmonic <= 3; harmonic++)
                    Modulate(amplitude, phase, harmonic * condition.SunFault, 0.2 * severity / harmonic, 0.1 * severity / harmonic, random);
                break;
        }

        double[] ringing = new double[Length + Lead];
        Impacts? impacts = state switch
        {
            3 => new(condition.SunFault, 1.0, Spread: 0, Turning: 0, Depth: 0),
            4 => new(condition.SunFault, 1.7, Spread: 0, Turning: 0, Depth: 0),
            5 => new(condition.OuterRace, 1.1, Spread: 0.015, condition.Carrier, Depth: 0.5),
            6 => new(condition.InnerRace, 1.1, Spread: 0.015, condition.Planet, Depth: 1),
            7 => new(condition.Ball, 1.1, Spread: 0.015, condition.Cage, Depth: 1),
            _ => null,
        };
        if (impacts is not null)
        {
            double[] moments = [.. impacts.Moments(random)];
            Ring(ringing, impacts, severity, moments, random);
            if (state == 4)
                Drop(amplitude, moments, Rate / condition.Mesh);
        }

        double[] clean = Mesh(condition, amplitude, phase, random);
        double power = 0;
        for (int n = 0; n < Length; n++)
        {
            clean[n] = Scale * condition.Gain * (clean[n] + ringing[n + Lead]);
            power += clean[n] * clean[n] / Length;
        }
        double noise = Math.Sqrt(power / NoiseRatio);
        for (int n = 0; n < Length; n++)
            signal[n] = (float)(clean[n] + noise * Noise(random));
        return state;
    }

    // The harmonics of the mesh frequency, modulated.
    private static double[] Mesh(Condition condition, double[] amplitude, double[] phase, RandomStream random)
    {
        double[] mesh = new double[Length], cosine = new double[Length], sine = new double[Length];
        for (int n = 0; n < Length; n++)
        {
            double b = phase[n + Lead], square = b * b; // at most 0.5: the series end at 1e-6
            cosine[n] = amplitude[n + Lead] * (1 - square * 0.5 * (1 - square * (1 / 12.0)));
            sine[n] = amplitude[n + Lead] * b * (1 - square * (1 / 6.0) * (1 - square * (1 / 20.0)));
        }
        for (int harmonic = 1; harmonic <= MeshAmplitudes.Length; harmonic++)
        {
            var point = CirclePoint.At(random.NextDouble());
            var step = CirclePoint.At(harmonic * condition.Mesh / Rate);
            double height = MeshAmplitudes[harmonic - 1];
            for (int n = 0; n < Length; n++, point = point.TurnedBy(step))
                mesh[n] += height * (point.Cosine * cosine[n] - point.Sine * sine[n]);
        }
        return mesh;
    }

    private static void Modulate(double[] amplitude, double[] phase, double frequency, double depth, double swing, RandomStream random)
    {
        var point = CirclePoint.At(random.NextDouble());
        var step = CirclePoint.At(frequency / Rate);
        for (int n = 0; n < amplitude.Length; n++, point = point.TurnedBy(step))
        {
            amplitude[n] += depth * point.Cosine;
            phase[n] += swing * point.Cosine;
        }
    }

    // Decaying oscillations at a resonance near 3 kHz, each beginning at its moment.
    private static void Ring(double[] ringing, Impacts impacts, double severity, double[] moments, RandomStream random)
    {
        double resonance = 3000 * Between(random, 0.97, 1.03) / Rate; // turns per point
        double start = random.NextDouble();
        var turn = CirclePoint.At(resonance);
        double cosine = 0, sine = 0;
        for (int n = 0, next = 0; n < ringing.Length; n++)
        {
            (cosine, sine) = (Decay * (cosine * turn.Cosine - sine * turn.Sine), Decay * (cosine * turn.Sine + sine * turn.Cosine));
            for (; next < moments.Length && moments[next] <= n; next++)
            {
                double late = n - moments[next]; // in [0,1)
                double height = severity * impacts.Height * (1 - late * (1 - Decay))
                    * (1 + impacts.Depth * CirclePoint.At(start + impacts.Turning * moments[next] / Rate).Cosine);
                var begun = CirclePoint.At(resonance * late);
                (cosine, sine) = (cosine + height * begun.Cosine, sine + height * begun.Sine);
            }
            ringing[n] = sine;
        }
    }

    // Where a tooth is missing, a mesh period is nearly without force.
    private static void Drop(double[] amplitude, double[] moments, double period)
    {
        foreach (double moment in moments)
        {
            for (int n = (int)moment + 1; n < Math.Min(amplitude.Length, moment + period); n++)
                amplitude[n] *= 0.4;
        }
    }

    // The sum of eight random bytes, scaled to variance 1: nearly normal.
    private static double Noise(RandomStream random)
    {
        uint one = random.NextUInt32(), two = random.NextUInt32();
        uint pairs = (one & 0xff00ff) + ((one >> 8) & 0xff00ff) + (two & 0xff00ff) + ((two >> 8) & 0xff00ff);
        return ((int)((pairs & 0xffff) + (pairs >> 16)) - 1020) / 209.02153;
    }

    private static double Between(RandomStream random, double low, double high) => low + (high - low) * random.NextDouble();

    /// <summary>A speed and a load, and the frequencies (Hz) that follow.</summary>
    internal sealed record Condition(double Shaft, double Load)
    {
        public double Carrier => Shaft * SunTeeth / (SunTeeth + RingTeeth);
        public double Mesh => RingTeeth * Carrier;
        public double SunFault => Planets * (Shaft - Carrier);
        public double Planet => Mesh / PlanetTeeth;
        public double OuterRace => Balls / 2.0 * (1 - BallRatio) * Planet;
        public double InnerRace => Balls / 2.0 * (1 + BallRatio) * Planet;
        public double Ball => Planet * (1 - BallRatio * BallRatio) / BallRatio;
        public double Cage => (1 - BallRatio) / 2 * Planet;

        /// <summary>How strong vibrations are.</summary>
        public double Gain => Shaft / 30 * (0.4 + 0.6 * Load);

        /// <summary>20, 30 and 40 Hz with loads of 1/2, 3/4 and 1, in turn.</summary>
        public static Condition Of(int number) => new(20 + 10 * (number % 3), 0.5 + 0.25 * (number / 3 % 3));
    }

    // Impacts at a frequency (Hz): their height, how far each is off as a part of the period, and by which frequency and how deeply their
    // height varies.
    private sealed record Impacts(double Frequency, double Height, double Spread, double Turning, double Depth)
    {
        // In points from the beginning of the lead.
        public IEnumerable<double> Moments(RandomStream random)
        {
            double period = Rate / Frequency, first = random.NextDouble();
            for (int i = 0; (i + first + 1) * period < Length + Lead; i++)
                yield return Math.Max(0, i + first + Spread * Noise(random)) * period;
        }
    }
}
