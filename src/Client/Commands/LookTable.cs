using Sweep.Analysis.Comparisons;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Client.Running;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>The comparisons of sweeps with planned looks, one per row, as the last look left them.</summary>
internal static class LookTable
{
    private static readonly TabularColumn[] Columns =
    [
        new("sweep"), new("level"), new("baseline"), new("verdict"), new("look", true), new("seeds", true), new("decidedAfter", true),
            new("pairs", true),
        new("difference", true), new("adjustedP", true),
    ];

    /// <exception cref="UserErrorException">The sweep has no looks.</exception>
    public static Task WriteAsync(IReadOnlyList<SweepLooks> sweeps, string? wanted, CommandContext context)
    {
        if (sweeps.Count == 0 && wanted is not null)
            throw new UserErrorException($"'{wanted}' is no sweep with planned looks: a spec asks for them by stop: {{ looks: 5 }}.");
        return TabularWriter.WriteAsync(Tabular.Create(Columns, sweeps.SelectMany(Rows)), context.Format, context.Screen, context.Stop);
    }

    private static IEnumerable<IReadOnlyList<object?>> Rows(SweepLooks looks) =>
        looks.Taken.Count == 0 ? [] : looks.Taken[^1].Standings.Select(s => (IReadOnlyList<object?>)
    [
        looks.Sweep, LookText.Level(looks, s.Level), LookText.Level(looks, s.Baseline),
        s.IsDecided || looks.Taken[^1].IsLast ? s.Verdict
            : "open", looks.Taken[^1].Number, looks.Taken[^1].SeedCount,
        LookText.DecidedAt(looks, s), s.Pairs, s.Difference, s.AdjustedP,
    ]);
}
