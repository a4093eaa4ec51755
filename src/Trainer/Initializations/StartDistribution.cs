namespace Sweep.Trainer.Initializations;

/// <summary>How the numbers of a weight tensor are drawn, around 0 and to a scale.</summary>
public enum StartDistribution
{
    /// <summary>Uniform; the scale is the largest magnitude.</summary>
    Uniform,

    /// <summary>Normal; the scale is the standard deviation.</summary>
    Normal,

    /// <summary>Normal, what lies beyond two standard deviations drawn again; the scale is the standard deviation before the
    /// cut.</summary>
    TruncatedNormal,

    /// <summary>A random matrix (outputs, the rest of the shape) with orthonormal rows, or columns where there are more rows; the scale is
    /// their length.</summary>
    Orthogonal,
}
