using System.Globalization;

namespace Sweep.Statistics.Comparisons;

/// <summary>What a reader of a report must know and no number says.</summary>
internal static class ReportNotes
{
    public static List<string> For(IReadOnlyList<TuningChoice> choices, IReadOnlyList<IReadOnlyList<BlockMatching>> matchings,
        ComparisonOptions options, FamilyAdjustment adjustment)
    {
        var notes = new List<string>();
        if (adjustment != options.Adjustment)
            notes.Add($"The adjustment {options.Adjustment} is for all pairs of few levels; here {adjustment} was used.");
        if (options.Looks is not null)
            notes.Add("Verdicts on these datasets count every planned look; those on new datasets do not and are exploratory.");
        var all = matchings.SelectMany(m => m).ToArray();
        if (all.Any(m => m.Design == ComparisonDesign.Unpaired))
            notes.Add(options.MayPair
                ? "Some levels share no pair key (their trials saw different random numbers): they are compared unpaired, exploratory."
                : "Pairing was not allowed: levels are compared unpaired, exploratory.");
        int untested = all.Count(m => m.Design == ComparisonDesign.None);
        if (untested > 0)
            notes.Add(Text($"{untested} of {all.Length} comparisons within blocks were not tested: a side has no outcome there."));

        foreach (var choice in choices.Where(c => c.TunedLevel is null))
            notes.Add($"{choice.Level} in {BlockName(choice.Block)}: no selection value, so nothing was chosen and nothing is compared.");
        foreach (var block in choices.GroupBy(c => c.Block).Where(g => g.Select(c => c.CandidateCount).Distinct().Count() > 1))
        {
            int fewest = block.Min(c => c.CandidateCount), most = block.Max(c => c.CandidateCount);
            notes.Add(Text($"Tuning budgets differ in {BlockName(block.Key)}: {fewest} to {most} candidates per level."));
        }
        return notes;
    }

    private static string BlockName(string block) => block.Length == 0 ? "the only block" : $"block '{block}'";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
