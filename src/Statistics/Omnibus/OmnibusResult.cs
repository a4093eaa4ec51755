namespace Sweep.Statistics.Omnibus;

/// <summary>A test of "all levels are alike".</summary>
/// <param name="Method">The statistic's name, for people.</param>
/// <param name="Statistic">Its value; infinite when the ranks of all blocks agree perfectly.</param>
/// <param name="DegreesOfFreedom">Of the levels, k - 1.</param>
/// <param name="ErrorDegreesOfFreedom">Of the error of an F statistic; null for chi-square.</param>
/// <param name="P">The p-value.</param>
public sealed record OmnibusResult(string Method, double Statistic, int DegreesOfFreedom, int? ErrorDegreesOfFreedom, double P);
