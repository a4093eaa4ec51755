using Sweep.Planning.Errors;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads the stopping rule in <c>stop</c>: <c>looks: 5</c>, <c>looks: [6, 12, 30]</c>, <c>rule: pocock</c>.</summary>
internal sealed class LookReader(SpecErrorList errors, ScalarReader scalars)
{
    private const int DefaultLooks = 5;
    private const int MaxLooks = 50; // of a boundary, which is integrated over all of them
    private const int FirstUsefulSeeds = 5; // before, the e-process decides nothing at alpha 0.05, whatever the data
    private const double MaxAlpha = 0.5;
    private const string LooksPath = "stop.looks";

    /// <summary>The keys of <c>stop</c> that this reads.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["rule", "looks"];

    /// <summary>The looks; null when none are asked for or there was a mistake.</summary>
    /// <param name="stop">The mapping <c>stop</c>.</param>
    /// <param name="comparison">What is compared; null when nothing is or it was misread.</param>
    /// <param name="hasComparison">Whether the spec says what to compare, rightly or wrongly.</param>
    /// <param name="seeds">The seeds in order; empty when they were misread.</param>
    /// <param name="pairedAcross">What pairs may differ in.</param>
    public LookPlan? Read(YamlMap stop, ComparisonPlan? comparison, bool hasComparison, IReadOnlyList<Seed> seeds,
        IReadOnlySet<string> pairedAcross)
    {
        var (rule, looks) = (stop.Find("rule"), stop.Find("looks"));
        if (rule is null && looks is null)
            return null;
        var position = (rule ?? looks)!.KeyPosition;
        StoppingRule? wanted = rule is null ? StoppingRule.OBrienFleming : ReadRule(rule.Value);
        if (!hasComparison)
            errors.Add("stop", position, "Looks at growing data decide about a comparison: say what to compare, such as compare: { "
                + "factor: activation }.");
        if (comparison is not null && !pairedAcross.Contains(comparison.Factor))
        {
            errors.Add("stop", position, $"Looks need pairs, and pairedAcross leaves out the compared factor: add {comparison.Factor} to "
                + "it, or leave pairedAcross out.");
        }
        // Stores keep of a planned comparison what its looks are judged by, and no test: there is one.
        if (comparison is { Test: PlannedTest.CorrectedT })
        {
            errors.Add("stop", position, "Looks are judged by sign flips of independent pairs, and folds share training samples: leave "
                + "folds out, or train all seeds without looks.");
        }
        else if (comparison is { Test: { } test and not PlannedTest.SignFlip })
        {
            errors.Add("stop", position, $"Looks are judged by sign flips, and compare.test is {PlannedTests.Names.GetName(test)}: "
                + "leave compare.test out, or train all seeds without looks.");
        }
        if (comparison is { Adjustment: AdjustmentMethod.MaxT })
        {
            errors.Add("stop", position, "Each look has a p-value per comparison, and max-t needs the differences of all of them at once: "
                + $"set compare.adjustment to {ComparisonReader.OfPValues(comparison.Baseline is not null)}, or leave it out.");
        }
        if (comparison is { Alpha: >= MaxAlpha })
            errors.Add("stop", position, "Looks keep an error rate below 0.5: set compare.alpha, usually 0.05.");
        if (seeds.Count == 0)
            return null;

        int selection = comparison?.Tuning?.SelectionSeeds ?? 0, judging = seeds.Count - selection;
        if (judging < 2)
        {
            if (judging > 0 && comparison is not null)
                errors.Add("stop", position, "One seed cannot be looked at twice: looks need at least two seeds that judge.");
            return null;
        }
        // Under a misread rule the looks are judged by the one that allows any number of them.
        StoppingRule known = wanted ?? StoppingRule.EProcess;
        var counts = looks is null ? Default(known, selection, seeds.Count) : ReadCounts(looks.Value, known, selection, seeds.Count);
        bool choosesFirst = comparison?.Looks is { ChoosesFirst: true };
        return counts is null || wanted is null || comparison is null ? null
            : new LookPlan(known, seeds, choosesFirst ? [selection, .. counts] : counts) { ChoosesFirst = choosesFirst };
    }

    private StoppingRule? ReadRule(YamlNode node) =>
        scalars.OneOf(node, "stop.rule", "a stopping rule", StoppingRules.Names.All) is { } name ? StoppingRules.Names.Find(name) : null;

    private static int[] Default(StoppingRule rule, int selection, int seeds) => rule == StoppingRule.EProcess
        ? [.. Enumerable.Range(1, seeds).Where(n => n == seeds || n >= selection + FirstUsefulSeeds)]
        : Spaced(Math.Min(DefaultLooks, seeds - selection), selection, seeds);

    private static int[] Spaced(int looks, int selection, int seeds) =>
        [.. Enumerable.Range(1, looks).Select(k => selection + (int)Math.Ceiling((double)k * (seeds - selection) / looks)).Distinct()];

    private int[]? ReadCounts(YamlNode node, StoppingRule rule, int selection, int seeds)
    {
        if (node is YamlList list)
            return ReadList(list, rule, selection, seeds);
        int most = rule == StoppingRule.EProcess ? seeds - selection : Math.Min(MaxLooks, seeds - selection);
        return scalars.Integer(node, LooksPath, 2, most) is { } looks ? Spaced(looks, selection, seeds) : null;
    }

    private int[]? ReadList(YamlList list, StoppingRule rule, int selection, int seeds)
    {
        int before = errors.Count;
        if (list.Items.Count < 2)
            errors.Add(LooksPath, list.Position, $"Looks come at two or more numbers of seeds, the last one all {seeds}.");
        if (rule != StoppingRule.EProcess && list.Items.Count > MaxLooks)
            errors.Add(LooksPath, list.Position,
                $"{list.Items.Count} looks are too many for a boundary: at most {MaxLooks}. The rule eProcess takes any number.");
        var counts = new List<int>();
        for (int i = 0; i < list.Items.Count; i++)
        {
            string path = $"{LooksPath}[{i}]";
            if (scalars.Integer(list.Items[i], path, 1, seeds) is not { } count)
                continue;
            if (count <= selection)
                errors.Add(path, list.Items[i].Position,
                    $"The first {selection} seeds select what is tuned and judge nothing: looks come later.");
            else if (counts.Count > 0 && count <= counts[^1])
                errors.Add(path, list.Items[i].Position,
                    $"Looks come at ascending numbers of seeds; {count} does not follow {counts[^1]}.");
            else
                counts.Add(count);
        }
        if (errors.Count == before && counts[^1] != seeds)
            errors.Add(LooksPath, list.Items[^1].Position,
                $"The last look comes at all seeds, and there are {seeds}: end the list with {seeds}, or set seeds to {counts[^1]}.");
        return errors.Count > before ? null : [.. counts];
    }
}
