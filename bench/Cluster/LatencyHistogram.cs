using System.Globalization;

namespace Sweep.Cluster.Bench;

/// <summary>Counts latencies in classes of 1 %, from a microsecond to an hour, so that the record itself does not grow.</summary>
internal sealed class LatencyHistogram
{
    private const double Least = 1e-6, Ratio = 1.01;

    private readonly long[] counts = new long[2_300];

    public long Count => counts.Sum();

    /// <param name="seconds">A latency.</param>
    public void Add(double seconds) =>
        counts[Math.Clamp((int)(Math.Log(Math.Max(seconds, Least) / Least) / Math.Log(Ratio)), 0, counts.Length - 1)]++;

    /// <summary>Adds what another process wrote with <see cref="ToString"/>.</summary>
    public void Add(string text)
    {
        foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split(':');
            counts[int.Parse(pair[0], CultureInfo.InvariantCulture)] += long.Parse(pair[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Milliseconds below which a share of the latencies lies, in (0, 1).</summary>
    public double Milliseconds(double share)
    {
        long wanted = (long)(share * Count);
        int place = 0;
        for (long below = counts[0]; below <= wanted && place < counts.Length - 1; below += counts[place])
            place++;
        return Least * Math.Pow(Ratio, place + 0.5) * 1000;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(' ', Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}:{counts[i]}")));
}
