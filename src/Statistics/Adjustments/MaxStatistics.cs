namespace Sweep.Statistics.Adjustments;

/// <summary>Per pattern the largest statistic of a family in either direction, with that of the comparisons other than any given one, as if
/// each mean
/// were what it was estimated to be.</summary>
internal sealed class MaxStatistics
{
    private readonly (double Largest, double Second, int Of)[] upwards, downwards;
    // ascending, over all comparisons: in either direction, and in each (a pattern and its mirror image)
    private readonly double[] either, oneWay;

    public MaxStatistics(SignFlippedFamily family)
    {
        upwards = new (double, double, int)[family.Patterns.Count];
        downwards = new (double, double, int)[family.Patterns.Count];
        family.ForEachChunkCentred((first, patterns, statistics) =>
        {
            for (int k = 0; k < patterns; k++)
            {
                (double Largest, double Second, int Of) up = (0, 0, -1), down = (0, 0, -1);
                for (int i = 0; i < statistics.Length; i++)
                {
                    if (!family.Burdens[i])
                        continue;
                    up = With(up, i, statistics[i][k]);
                    down = With(down, i, -statistics[i][k]);
                }
                (upwards[first + k], downwards[first + k]) = (up, down);
            }
        });
        either = [.. upwards.Zip(downwards, (up, down) => Math.Max(up.Largest, down.Largest)).Order()];
        oneWay = [.. upwards.Concat(downwards).Select(x => x.Largest).Order()];
    }

    /// <summary>In how many patterns the largest statistic of all comparisons is at least this; one-sided, half of those of both
    /// directions.</summary>
    public double Reaching(double least, bool isTwoSided) =>
        isTwoSided ? CountAtLeast(either, least) : CountAtLeast(oneWay, least) / 2.0;

    private static int CountAtLeast(double[] ascending, double least)
    {
        int below = 0, end = ascending.Length;
        while (below < end)
        {
            int middle = (below + end) / 2;
            (below, end) = ascending[middle] < least ? (middle + 1, end) : (below, middle);
        }
        return ascending.Length - below;
    }

    /// <summary>The largest statistic, and the largest negated one, of all comparisons but this one; at least 0.</summary>
    public (double Up, double Down) But(int comparison, int pattern)
    {
        var (up, down) = (upwards[pattern], downwards[pattern]);
        return (up.Of == comparison ? up.Second : up.Largest, down.Of == comparison ? down.Second : down.Largest);
    }

    private static (double Largest, double Second, int Of) With((double Largest, double Second, int Of) top, int i, double value) =>
        value > top.Largest ? (value, top.Largest, i) : value > top.Second ? (top.Largest, value, top.Of) : top;
}
