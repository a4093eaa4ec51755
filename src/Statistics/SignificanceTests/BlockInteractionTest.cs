using Sweep.Statistics.Distributions;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Does the effect differ between blocks? The spread of the block means against their errors, and whether they have opposite
/// signs.</summary>
/// <remarks>
/// <para>Interaction: the ANOVA-type statistic sum (m_b - m)^2 / sum s_b^2/n_b of Brunner, Dette and Munk (JASA 92 (1997), 1494-1502,
/// doi:10.1080/01621459.1997.10473671), whose distribution is that of the differences less their block mean with random signs (wild
/// bootstrap: Wu, Ann. Statist. 14
/// (1986), 1261-1295, doi:10.1214/aos/1176350142). Blocks may differ in noise; no block's variance is divided by, so that ties do no
/// harm.</para>
/// <para>Opposite signs: the likelihood ratio test of Gail and Simon, Biometrics 41 (1985), 361-372, doi:10.2307/2530862, of normal
/// deviates that have the
/// tail of each block's t: known variances it needs not.</para>
/// </remarks>
public static class BlockInteractionTest
{
    /// <summary>How many patterns of signs are drawn unless told otherwise.</summary>
    public const int DefaultDraws = 1_999;

    /// <summary>Tests blocks of at least two pairs each; others are left out. Null for fewer than two such blocks, or where nothing in them
    /// varies.</summary>
    /// <param name="blocks">Paired differences of each block.</param>
    /// <param name="seed">Seed of the drawn patterns.</param>
    /// <param name="draws">How many.</param>
    public static BlockInteractionResult? Test(IReadOnlyList<Sample> blocks, ulong seed, int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        Sample[] used = [.. blocks.Where(b => b.Count > 1)];
        if (used.Length < 2 || used.All(b => b.Variance == 0))
            return null;
        // Without its mean a block of n has (n - 1)/n of its variance.
        double[][] residuals = [.. used.Select(b =>
            b.Values.ToArray().Select(d => (d - b.Mean) * Math.Sqrt(b.Count / (b.Count - 1.0))).ToArray())];
        double observed = Statistic([.. used.Select(b => (b.Mean, b.Variance / b.Count))]);
        var random = new RandomStream(seed);
        int reached = 0;
        var flipped = new (double Mean, double Error)[used.Length];
        for (int draw = 0; draw < draws; draw++)
        {
            for (int i = 0; i < flipped.Length; i++)
                flipped[i] = Flipped(residuals[i], random);
            if (Statistic(flipped) >= observed * (1 - 1e-9))
                reached++;
        }
        return new BlockInteractionResult(used.Length, observed, (reached + 1.0) / (draws + 1.0), OppositeSigns(used));
    }

    // The deviate of a block without spread is as good as infinite.
    private static double OppositeSigns(Sample[] blocks)
    {
        double better = 0, worse = 0;
        foreach (var mean in blocks.Select(b => MeanEstimate.FromSample(b)))
        {
            if (mean.Value == 0)
                continue;
            double tail = mean.HasSpread ? StudentT.UpperTail(Math.Abs(mean.T), mean.DegreesOfFreedom) : 0;
            double deviate = Normal.UpperQuantile(Math.Max(tail, 1e-300));
            (better, worse) = mean.Value > 0 ? (better + deviate * deviate, worse) : (better, worse + deviate * deviate);
        }
        double smaller = Math.Min(better, worse), p = 0, binomial = Math.ScaleB(1, 1 - blocks.Length);
        if (smaller == 0)
            return 1;
        for (int h = 1; h < blocks.Length; h++)
        {
            binomial *= (blocks.Length - h) / (double)h;
            p += binomial * ChiSquare.UpperTail(smaller, h);
        }
        return Math.Min(1, p);
    }

    private static (double Mean, double Error) Flipped(double[] residuals, RandomStream random)
    {
        double sum = 0, squares = 0;
        ulong coins = 0;
        for (int i = 0; i < residuals.Length; i++, coins >>= 1)
        {
            if (i % 64 == 0)
                coins = random.Bits();
            sum += (coins & 1) == 0 ? residuals[i] : -residuals[i];
            squares += residuals[i] * residuals[i];
        }
        double n = residuals.Length;
        return (sum / n, Math.Max(0, squares - sum * sum / n) / (n - 1) / n);
    }

    private static double Statistic((double Mean, double Error)[] blocks)
    {
        double mean = 0, error = 0, squares = 0;
        foreach (var block in blocks)
            (mean, error) = (mean + block.Mean / blocks.Length, error + block.Error);
        foreach (var block in blocks)
            squares += (block.Mean - mean) * (block.Mean - mean);
        return squares == 0 ? 0 : squares / error;
    }
}

/// <summary>Result of the tests for effects that differ between blocks.</summary>
/// <param name="BlockCount">Blocks used.</param>
/// <param name="Statistic">Of the ANOVA type; 1 less 1/blocks on average where the effects are alike and the errors equal.</param>
/// <param name="P">Whether the effects differ at all.</param>
/// <param name="OppositeP">Whether some are positive and some negative.</param>
public sealed record BlockInteractionResult(int BlockCount, double Statistic, double P, double OppositeP);
