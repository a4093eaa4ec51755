namespace Sweep.Statistics.Distributions;

/// <summary>log(1 + x) and e^x - 1 with full relative precision near zero.</summary>
/// <remarks>Kahan's corrections; Goldberg, ACM Computing Surveys 23 (1991), theorem 4, doi:10.1145/103162.103163.</remarks>
internal static class AccurateMath
{
    /// <summary>log(1 + x) for x of at least -1.</summary>
    public static double Log1P(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) || u <= 0 ? Math.Log(u) : Math.Log(u) * x / (u - 1);
    }

    /// <summary>e^x - 1.</summary>
    public static double ExpM1(double x)
    {
        if (Math.Abs(x) < 1e-5)
            return x + x * x / 2 + x * x * x / 6;
        double u = Math.Exp(x);
        return u == 0 || double.IsInfinity(u) || Math.Abs(x) > 1 ? u - 1 : (u - 1) * x / Math.Log(u);
    }

    /// <summary>1 - (1 - x)^n for x in [0,1].</summary>
    public static double AtLeastOne(double x, double n) => x >= 1 ? 1 : -ExpM1(n * Log1P(-x));
}
