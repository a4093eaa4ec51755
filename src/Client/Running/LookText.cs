using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Names;
using Sweep.Planning.Plans;
using Sweep.Store;

namespace Sweep.Client.Running;

/// <summary>Planned looks in words.</summary>
internal static class LookText
{
    /// <summary>The name of a rule.</summary>
    public static string Rule(StoppingRule rule) => rule switch
    {
        StoppingRule.OBrienFleming => "O'Brien-Fleming",
        StoppingRule.Pocock => "Pocock",
        StoppingRule.EProcess => "e-process",
        _ => rule.ToString(),
    };

    /// <summary>What a look that was just taken has decided.</summary>
    public static string Describe(LookTaking look, LookReceipt receipt)
    {
        if (look.Pruned is not null)
            return Text($"{look.Sweep}: tuned levels were chosen after {look.SeedCount} seeds; {receipt.Released} trials go on, ")
                + Text($"{receipt.Closed} are not needed.");
        int open = look.Standings.Count(s => !s.IsDecided);
        string next = look.IsLast ? "the last look" : Text($"{receipt.Released} trials go on");
        return Text($"{look.Sweep}: look {look.Number} after {look.SeedCount} seeds, {open} of {look.Standings.Count} comparisons open; ")
            + Text($"{next}, {receipt.Closed} are not needed.");
    }

    /// <summary>Where the looks of a sweep stand: a line or two for the sweep, one for each comparison.</summary>
    public static IEnumerable<string> Describe(SweepLooks looks)
    {
        var plan = looks.Plan;
        if (plan.ChoosesFirst)
            yield return Text($"{looks.Sweep}: tuned levels {(looks.Taken.Count == 0 ? "are" : "were")} chosen after ")
                + Text($"{plan.SeedCounts[0]} of {plan.Seeds.Count} seeds; the others go no further.");
        if (!plan.JudgesAtLooks)
            yield break;
        if (looks.Taken is not [.., { Number: > 0 } last])
        {
            yield return Text($"{looks.Sweep}: {Rule(plan.Rule)}, no look taken yet; the first of {plan.JudgingCounts.Count} comes after ")
                + Text($"{plan.JudgingCounts[0]} of {plan.Seeds.Count} seeds.");
            yield break;
        }
        int open = last.Standings.Count(s => !s.IsDecided);
        string next = last.IsLast ? "it was the last"
            : Text($"the next comes after {plan.JudgingCounts[last.Number]} of {plan.Seeds.Count} seeds");
        yield return Text($"{looks.Sweep}: {Rule(plan.Rule)}, look {last.Number} of {plan.JudgingCounts.Count} taken after ")
            + Text($"{last.SeedCount} seeds, {next}; {open} of {last.Standings.Count} comparisons open.");
        foreach (var standing in last.Standings)
        {
            string state = standing.IsDecided ? Text($"{standing.Verdict}, decided after {DecidedAt(looks, standing)} seeds")
                : last.IsLast ? "undecided" : "open";
            yield return $"  {Level(looks, standing.Level)} against {Level(looks, standing.Baseline)}: {state}";
        }
    }

    /// <summary>A level of a look as people read it.</summary>
    public static string Level(SweepLooks looks, string label) => LevelLabel.Vocabulary.ShownLabel(looks.Comparison.Factor, label);

    /// <summary>After how many seeds a comparison was decided; null while it is open.</summary>
    public static int? DecidedAt(SweepLooks looks, ComparisonStanding standing) => looks.Taken
        .FirstOrDefault(t => t.Standings.Any(s => s.Level == standing.Level && s.Baseline == standing.Baseline && s.IsDecided))?.SeedCount;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
