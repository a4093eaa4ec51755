namespace Sweep.Statistics.Comparisons;

/// <summary>What a divergence scored when only some seeds had been bought. A worse value that comes later must not change what an earlier look has
/// seen, since its verdict has stopped comparisons by then.</summary>
internal sealed class LookFloors
{
    private readonly double[] floors; // by seeds bought

    private LookFloors(double[] floors) => this.floors = floors;

    /// <summary>The floors of all numbers of seeds; null without planned looks or divergence.</summary>
    public static LookFloors? Of(IReadOnlyList<Observation> observations, ComparisonOptions options)
    {
        if (options.Looks is not { } looks || observations.All(o => o.Status != ObservationStatus.Diverged))
            return null;
        var place = looks.SeedOrder.Select((seed, i) => (seed, i)).ToDictionary(p => p.seed, p => p.i + 1);
        var worst = new double?[looks.SeedOrder.Count + 1]; // by number of seeds; [0] takes seeds that the looks do not know
        foreach (var o in observations)
        {
            if (o.Status != ObservationStatus.Value)
                continue;
            int at = place.GetValueOrDefault(o.Seed);
            worst[at] = Worse(worst[at], o.Value, options);
        }
        for (int n = 1; n < worst.Length; n++)
            worst[n] = Worse(worst[n], worst[n - 1], options);
        return new LookFloors([.. worst.Select(w => DivergenceFloor.Of(w, options).Value)]);
    }

    /// <summary>The floor when so many judging seeds had been bought.</summary>
    public double At(int seedCount) => floors[seedCount];

    private static double? Worse(double? a, double? b, ComparisonOptions options) =>
        a is null || b is null ? a ?? b : options.LargerIsBetter ? Math.Min(a.Value, b.Value) : Math.Max(a.Value, b.Value);
}
