namespace Sweep.Statistics.SignificanceTests;

/// <summary>McNemar's exact test of paired yes-or-no outcomes, such as "diverged": are the two kinds of disagreement equally
/// likely?</summary>
/// <remarks>McNemar, Psychometrika 12 (1947), 153-157, doi:10.1007/BF02295996; exact as a sign test of the pairs that disagree.</remarks>
public static class McNemarTest
{
    /// <summary>Tests whether "only the first" and "only the second" are equally likely.</summary>
    /// <param name="onlyFirst">Pairs in which only the first side has the outcome.</param>
    /// <param name="onlySecond">Pairs in which only the second has it.</param>
    /// <param name="alternative">Greater: the first side has it more often.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static McNemarResult Test(int onlyFirst, int onlySecond, Alternative alternative = Alternative.TwoSided)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        int n = onlyFirst + onlySecond;
        double p = alternative switch
        {
            Alternative.Greater => SignTest.BinomialUpperTail(onlyFirst, n),
            Alternative.Less => SignTest.BinomialUpperTail(onlySecond, n),
            _ => Math.Min(1, 2 * SignTest.BinomialUpperTail(Math.Max(onlyFirst, onlySecond), n)),
        };
        return new McNemarResult(onlyFirst, onlySecond, p);
    }
}

/// <summary>Result of McNemar's test.</summary>
/// <param name="OnlyFirst">Pairs in which only the first side has the outcome.</param>
/// <param name="OnlySecond">Pairs in which only the second has it.</param>
/// <param name="P">The p-value.</param>
public sealed record McNemarResult(int OnlyFirst, int OnlySecond, double P);
