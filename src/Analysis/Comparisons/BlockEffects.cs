using Sweep.Statistics;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>How the effect differs between the blocks of a comparison. It gates no verdict, but says of what a verdict is the
/// mean.</summary>
/// <param name="InteractionP">p of "the effect is the same in all blocks"; null where fewer than two blocks have two pairs, and where
/// blocks
/// share random numbers.</param>
/// <param name="OppositeP">p of "no two blocks have opposite signs"; null as above.</param>
/// <param name="IsOpposite">Whether signs are opposite beyond chance: by that p, or since one block is better and another worse, adjusted
/// over all comparisons within blocks.</param>
/// <param name="Better">Blocks in which the level is better by itself.</param>
/// <param name="Worse">Blocks in which it is worse.</param>
/// <param name="Equivalent">Blocks in which it is equivalent.</param>
public sealed record BlockEffects(double? InteractionP, double? OppositeP, bool IsOpposite, IReadOnlyList<string> Better,
    IReadOnlyList<string> Worse, IReadOnlyList<string> Equivalent)
{
    private const int MaxDraws = 1_999, MinDraws = 199;
    private const double MaxWork = 4e7; // pairs times draws of all comparisons

    /// <summary>Completes a comparison over several blocks by what these show themselves.</summary>
    internal static ComparisonResult Complete(ComparisonResult overall, IReadOnlyList<ComparisonResult> inBlocks,
        IReadOnlyList<BlockMatching> matchings, int comparisons, ComparisonOptions options)
    {
        ComparisonResult[] tested = [.. inBlocks.Where(b => b.Design == overall.Design && !overall.LeftOut.Contains(b.Block!))];
        if (overall.Design == ComparisonDesign.None || tested.Length < 2)
            return overall;
        Sample[] differences = overall.Design == ComparisonDesign.Unpaired || overall.IsCollapsed || options.Overlap > 0 ? []
            : [.. MatchedPairs.Create([.. matchings.Select(m => m.Sides)]).Differing.Select(PairedTest.DifferencesOf)];
        int pairs = differences.Sum(d => d.Count);
        var test = differences.Length < 2 ? null : BlockInteractionTest.Test(differences, options.Seed,
            (int)Math.Clamp(MaxWork / comparisons / Math.Max(1, pairs), MinDraws, MaxDraws));
        string[] better = Named(Verdict.Better), worse = Named(Verdict.Worse), equivalent = Named(Verdict.Equivalent);
        var effects = new BlockEffects(test?.P, test?.OppositeP, test?.OppositeP <= options.Alpha
            || (better.Length > 0 && worse.Length > 0),
            better, worse, equivalent);
        var verdict = overall.Decision.Verdict;
        bool isOnAverage = verdict != Verdict.Undecided
            && (effects.IsOpposite || (verdict == Verdict.Equivalent && equivalent.Length < tested.Length));
        return overall with { Effects = effects, Decision = overall.Decision with { IsOnAverage = isOnAverage } };

        string[] Named(Verdict verdict) => [.. tested.Where(b => b.Decision.Verdict == verdict).Select(b => b.Block!)];
    }
}
