using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Distributions;

namespace Sweep.Analysis.Comparisons;

/// <summary>What the interval of a difference is.</summary>
public enum IntervalKind
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The test that decides, inverted: it never contradicts the verdict.</summary>
    Inverted,

    /// <summary>That test inverted at the last planned look taken, or over all bets: it counts every look.</summary>
    Repeated,

    /// <summary>Student's t, Welch's where unpaired: beside another test that decides, so that the two may disagree.</summary>
    StudentT,
}

/// <summary>A verdict and what it rests on.</summary>
/// <param name="Verdict">Equivalent when the interval at 1 - 2 alpha lies inside the region of equivalence; otherwise better or worse, in
/// the direction of the test that decides, when <paramref name="AdjustedP"/> is at most alpha; otherwise undecided.</param>
/// <param name="Test">The test that decides about better and worse.</param>
/// <param name="P">Its p; null when nothing was tested. With planned looks the sequential p.</param>
/// <param name="AdjustedP">After the family's adjustment.</param>
/// <param name="Limit">Set when so few values could hardly have shown a difference.</param>
/// <param name="IsExploratory">Not planned, or unpaired.</param>
public sealed record Decision(Verdict Verdict, DecidingTest Test, double? P, double? AdjustedP, DecisionLimit? Limit, bool IsExploratory)
{
    /// <summary>After Benjamini and Hochberg over the comparisons within blocks: for heat maps, where a share of false discoveries is
    /// acceptable; null for overall comparisons and when nothing was tested.</summary>
    public double? FalseDiscoveryP { get; init; }

    /// <summary>The adjustment that gave <see cref="AdjustedP"/>.</summary>
    public AdjustmentMethod Adjustment { get; init; }

    /// <summary>Comparisons adjusted for.</summary>
    public int FamilySize { get; init; } = 1;

    /// <summary>What the interval beside it is.</summary>
    public IntervalKind Interval { get; init; }

    /// <summary>Whether the verdict holds on average over the blocks alone: an equivalence that not every block shows by itself, or any
    /// verdict where blocks have opposite signs beyond chance.</summary>
    public bool IsOnAverage { get; init; }

    /// <summary>The sign of level - baseline as the deciding test sees it, at the look which decided where looks are planned; 0 when it
    /// sees none or nothing was tested.</summary>
    public int Direction { get; init; }

    /// <summary>Whether the adjusted p is at most alpha and the mean difference of all values does not have the direction of the test:
    /// an unpaired comparison is undecided then; with planned looks the verdict is that of the look which decided.</summary>
    public bool IsContradicted { get; init; }
}

/// <summary>Why a comparison could hardly be decided: its smallest possible p, times the family, exceeds alpha.</summary>
/// <param name="PairCount">Pairs; null when unpaired.</param>
/// <param name="TiedCount">Pairs of equal values: they sharpen nothing.</param>
/// <param name="CountLevel">Values of the level.</param>
/// <param name="CountBaseline">Values of the baseline.</param>
/// <param name="MinimumPValue">The smallest p the deciding test could have given.</param>
/// <param name="PairsNeeded">Untied pairs that one comparison alone needs.</param>
/// <param name="PairsNeededInFamily">Untied pairs needed to survive the adjustment, whatever the other comparisons show: every adjustment
/// but
/// maxT asks alpha over the size of the family of the only small p in it; under maxT as many can do as one comparison alone needs.</param>
/// <param name="FamilySize">Comparisons adjusted for.</param>
/// <param name="Alpha">Family-wise error rate.</param>
public sealed record DecisionLimit(int? PairCount, int TiedCount, int CountLevel, int CountBaseline, double MinimumPValue, int PairsNeeded,
    int PairsNeededInFamily, int FamilySize, double Alpha)
{
    /// <summary>What is counted, in the singular.</summary>
    public string Unit { get; init; } = "pair";

    /// <summary>The adjustment of the family.</summary>
    public AdjustmentMethod Adjustment { get; init; }

    /// <summary>The limit in words: "5 pairs: the smallest possible p is 0.0625; ...".</summary>
    public string Sentence
    {
        get
        {
            string smallest = Text($"the smallest possible p is {MinimumPValue:G3}");
            if (PairCount is not { } pairs)
            {
                string share = FamilySize > 1 ? Text($" / {FamilySize} comparisons") : "";
                return Text($"{CountLevel} against {CountBaseline} unpaired values: {smallest}, above alpha {Alpha:0.####}{share}.");
            }
            string family = PairsNeededInFamily > PairsNeeded
                ? Text($", {PairsNeededInFamily} to survive {Adjustment.Name()} over {FamilySize} comparisons") : "";
            string tied = TiedCount > 0 ? Text($" ({TiedCount} tied)") : "";
            return Text($"{pairs} {(pairs == 1 ? Unit : Unit + "s")}{tied}: {smallest}; at least {PairsNeeded} are needed for alpha ")
                + Text($"{Alpha:0.####}{family}.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
