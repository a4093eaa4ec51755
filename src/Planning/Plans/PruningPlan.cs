using System.Globalization;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Plans;

/// <summary>How a trial is found hopeless among its rivals before it has ended.</summary>
public enum PruningRule
{
    /// <summary>Its best value so far is worse than the median of the finished rivals at that epoch: Google Vizier's rule (Golovin et al.,
    /// KDD 2017, section 3.2.2) as Optuna's MedianPruner has it.</summary>
    Median,

    /// <summary>At a rung it is not among the best of all that have reached the rung: asynchronous successive halving (Li et al., MLSys
    /// 2020, arXiv:1810.05934).</summary>
    Asha,
}

/// <summary>Pruning rules by the names that specs use.</summary>
public static class PruningRules
{
    /// <summary>The names.</summary>
    public static SpecNames<PruningRule> Names { get; } = new(("median", PruningRule.Median), ("asha", PruningRule.Asha));
}

/// <summary>When candidates of tuned factors are given up while they train. Rivals are the candidates of one level of the compared
/// factor in one block, on the seeds that select; nothing else is ever compared, so that no level is given up for being that
/// level.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Metric">The metric by which rivals are ranked; not of the test split.</param>
public sealed record PruningPlan(PruningRule Rule, string Metric)
{
    private const string Larger = "larger", Smaller = "smaller";

    /// <summary>Whether a larger value is better, where the spec declares the metric; null for one of the catalogue.</summary>
    public bool? DeclaredLargerIsBetter { get; init; }

    /// <summary>Whether a larger value is better.</summary>
    public bool LargerIsBetter => DeclaredLargerIsBetter ?? MetricCatalogue.Find(Metric).LargerIsBetter;

    /// <summary>Median: so many rivals have finished before anything is pruned; at least 1.</summary>
    public int Startup { get; init; } = 5;

    /// <summary>Median: the first epoch after which something is pruned, from 1.</summary>
    public int Warmup { get; init; } = 1;

    /// <summary>Median: epochs from one decision to the next, at least 1.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Asha: of so many at a rung one goes on, and rungs lie so many times as far apart; at least 2.</summary>
    public int Reduction { get; init; } = 4;

    /// <summary>Asha: the epoch of the first rung, from 1.</summary>
    public int FirstRung { get; init; } = 1;

    /// <summary>The epoch of the first decision.</summary>
    public int FirstDecision => Rule == PruningRule.Median ? Warmup : FirstRung;

    /// <summary>Whether it is decided after an epoch who goes on.</summary>
    public bool DecidesAt(int epoch)
    {
        if (Rule == PruningRule.Median)
            return epoch >= Warmup && (epoch - Warmup) % Every == 0;
        long rung = FirstRung;
        while (rung < epoch)
            rung *= Reduction;
        return rung == epoch;
    }

    /// <summary>The rule with its settings, as plan hashes and stores have it. Frozen.</summary>
    public string Text => (Rule == PruningRule.Median
        ? string.Create(CultureInfo.InvariantCulture, $"median {Metric} {Startup} {Warmup} {Every}")
        : string.Create(CultureInfo.InvariantCulture, $"asha {Metric} {Reduction} {FirstRung}"))
        + DeclaredLargerIsBetter switch { true => " " + Larger, false => " " + Smaller, null => "" };

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    /// <exception cref="FormatException">The text is none of those.</exception>
    public static PruningPlan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(' ');
        if (parts[^1] is Larger or Smaller)
            return Parse(text[..text.LastIndexOf(' ')]) with { DeclaredLargerIsBetter = parts[^1] == Larger };
        return parts switch
        {
            ["median", var metric, var startup, var warmup, var every] => new(PruningRule.Median, metric)
            {
                Startup = Number(startup), Warmup = Number(warmup), Every = Number(every),
            },
            ["asha", var metric, var reduction, var rung] => new(PruningRule.Asha, metric)
            {
                Reduction = Number(reduction), FirstRung = Number(rung),
            },
            _ => throw new FormatException($"'{text}' is no pruning rule."),
        };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
