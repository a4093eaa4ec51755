namespace Sweep.Statistics.Tests;

/// <summary>Published data sets used by several tests.</summary>
internal static class ReferenceData
{
    /// <summary>Demsar, JMLR 7 (2006), Table 6: AUC of C4.5 on 14 data sets.</summary>
    public static readonly Sample DemsarC45 =
        new(.763, .599, .954, .628, .882, .936, .661, .583, .775, 1, .940, .619, .972, .957);

    /// <summary>The same table: C4.5 with the parameter m tuned.</summary>
    public static readonly Sample DemsarC45M =
        new(.768, .591, .971, .661, .888, .931, .668, .583, .838, 1, .962, .666, .981, .978);

    /// <summary>R's documentation of wilcox.test: Hamilton depression scale before (Hollander and Wolfe 1973, p. 29).</summary>
    public static readonly Sample DepressionBefore = new(1.83, .50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30);

    /// <summary>The same patients after treatment.</summary>
    public static readonly Sample DepressionAfter = new(.878, .647, .598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29);

    /// <summary>R's data set sleep: differences of extra sleep of the ten patients (Student 1908).</summary>
    public static readonly Sample Sleep = new(1.2, 2.4, 1.3, 1.3, 0, 1.0, 1.8, .8, 4.6, 1.4);

    /// <summary>The differences x - y, pair by pair.</summary>
    public static Sample Differences(Sample x, Sample y) => new(x.Values.ToArray().Zip(y.Values.ToArray(), (a, b) => a - b));
}
