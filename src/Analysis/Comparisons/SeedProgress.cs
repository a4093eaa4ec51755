using Sweep.Planning.Expansion;

namespace Sweep.Analysis.Comparisons;

/// <summary>How far along the planned order of seeds each level has come in each block: a look is taken only when everything it is to see
/// has ended.</summary>
internal sealed class SeedProgress
{
    private readonly Dictionary<(string Level, string Block), int> completed = [];

    /// <summary>Counts the seeds that have ended without a gap in the planned order; empty without planned looks.</summary>
    public static SeedProgress Create(CellTable cells, SequentialLooks? looks)
    {
        var progress = new SeedProgress();
        if (looks is null)
            return progress;
        foreach (var (cell, observations) in cells.All)
        {
            var ended = observations.Where(o => o.Status is not (ObservationStatus.Missing or ObservationStatus.Unneeded))
                .Select(o => o.Seed).ToHashSet();
            progress.completed[cell] = looks.SeedOrder.TakeWhile(ended.Contains).Count();
        }
        return progress;
    }

    /// <summary>Seeds that both sides have completed in all blocks.</summary>
    public int Count((string Level, string Baseline) contrast, IEnumerable<string> blocks) => blocks.Min(b =>
        Math.Min(completed.GetValueOrDefault((contrast.Level, b)), completed.GetValueOrDefault((contrast.Baseline, b))));
}
