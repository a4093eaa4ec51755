namespace Sweep.Statistics;

/// <summary>What a test holds against "no difference".</summary>
public enum Alternative
{
    /// <summary>A difference in either direction.</summary>
    TwoSided,

    /// <summary>The first sample, or the differences, tend to be larger.</summary>
    Greater,

    /// <summary>The first sample, or the differences, tend to be smaller.</summary>
    Less,
}
