namespace Sweep.Statistics.SignificanceTests;

/// <summary>What the signed-rank test does with differences that are exactly zero.</summary>
public enum ZeroHandling
{
    /// <summary>Drops them before ranking (Wilcoxon 1945).</summary>
    Wilcox,

    /// <summary>Ranks them with the others, then drops their ranks (Pratt 1959, doi:10.1080/01621459.1959.10501526).</summary>
    Pratt,

    /// <summary>Ranks them with the others and gives half of their ranks to each side (Demsar 2006, section 3.1.3).
    /// The exact p equals Pratt's; the rank sums differ.</summary>
    Split,
}
