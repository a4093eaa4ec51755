namespace Sweep.Statistics;

/// <summary>A closed interval with its confidence.</summary>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Level">The confidence actually reached, in (0,1); exact procedures on few values reach only certain levels.</param>
public readonly record struct Interval(double Lower, double Upper, double Level)
{
    /// <summary>Whether it lies strictly inside (-<paramref name="halfWidth"/>, +<paramref name="halfWidth"/>).</summary>
    public bool IsInside(double halfWidth) => Lower > -halfWidth && Upper < halfWidth;
}
