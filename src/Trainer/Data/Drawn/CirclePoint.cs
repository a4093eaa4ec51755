namespace Sweep.Trainer.Data.Drawn;

/// <summary>Cosine and sine by additions and multiplications alone, which every processor rounds alike, so that what is computed of them is
/// the same everywhere.</summary>
/// <param name="Cosine">In [-1,1].</param>
/// <param name="Sine">In [-1,1].</param>
internal readonly record struct CirclePoint(double Cosine, double Sine)
{
    private const int Terms = 9; // of each series; at an eighth of a turn the next one is below 1e-17

    /// <summary>The point at an angle.</summary>
    /// <param name="turns">1 is the full circle; at most a billion.</param>
    public static CirclePoint At(double turns)
    {
        double quarters = Math.Floor(4 * turns + 0.5);
        double angle = 2 * Math.PI * (turns - quarters / 4), square = angle * angle;
        double cosine = 1, sine = 1;
        for (int i = Terms; i > 0; i--)
        {
            cosine = 1 - square / ((2 * i - 1) * (2 * i)) * cosine;
            sine = 1 - square / ((2 * i) * (2 * i + 1)) * sine;
        }
        sine *= angle;
        return (int)(quarters - 4 * Math.Floor(quarters / 4)) switch
        {
            0 => new CirclePoint(cosine, sine),
            1 => new(-sine, cosine),
            2 => new(-cosine, -sine),
            _ => new(sine, -cosine),
        };
    }

    /// <summary>The point turned further by another one's angle.</summary>
    public CirclePoint TurnedBy(CirclePoint by) =>
        new(Cosine * by.Cosine - Sine * by.Sine, Cosine * by.Sine + Sine * by.Cosine);
}
