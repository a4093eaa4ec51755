using Sweep.Planning.Errors;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads <c>compare</c>: what is compared with what, on which metric, and what is tuned.</summary>
internal sealed class ComparisonReader(SpecVocabulary vocabulary, SlotTable slots, SpecErrorList errors, ScalarReader scalars,
    ConditionReader conditions, RecordedStatistics recorded)
{
    private readonly MetricTable metrics = new(vocabulary.DeclaredMetrics);
    private static readonly string[] Keys = ["factor", "baseline", "metric", "epoch", "alpha", "rope", "test", "adjustment", "tuning"];
    private const double DefaultAlpha = 0.05;

    /// <summary>The comparison, or null when there was a mistake.</summary>
    /// <param name="node">The value of <c>compare</c>.</param>
    /// <param name="seeds">The plan's seeds in order; empty when unknown.</param>
    public ComparisonPlan? Read(YamlNode node, IReadOnlyList<Seed> seeds)
    {
        if (scalars.Map(node, "compare", "what to compare, such as { factor: activation, baseline: relu }") is not { } map)
            return null;
        bool isRefused = PruningReader.RefuseElsewhere(errors, map, "compare");
        scalars.RefuseUnknownKeys(map, "compare", isRefused ? [.. Keys, PruningReader.Key] : Keys);
        int? slot = map.Find("factor") is { } factor ? ReadFactor(factor.Value, "compare.factor") : null;
        if (map.Find("factor") is null)
            errors.Add("compare", map.Position, "Say what to compare: compare: { factor: activation }.", slots.VariedNames(), null);
        string? baseline = map.Find("baseline") is { } given && (slot ?? MeantFactor(map)) is { } s ? ReadBaseline(s, given.Value) : null;
        string metric = ReadMetric(map, "compare", onValidation: false);
        int? epoch = map.Find("epoch") is { } at ? ReadEpoch(at.Value) : null;
        if (epoch is not null && metrics.Find(metric).IsOfTraining)
            errors.Add("compare.epoch", map.Find("epoch")!.Value.Position,
                $"{metric} is of the whole training, and has no value at an epoch: leave compare.epoch out.");
        double alpha = ReadBetween(map, "alpha", 0, 1, includesMinimum: false, DefaultAlpha);
        double rope = ReadBetween(map, "rope", 0, double.PositiveInfinity, includesMinimum: true, 0);
        if (metrics.Find(metric).IsRopeTooLarge(rope))
            errors.Add("compare.rope", map.Find("rope")!.Value.Position,
                $"{CanonicalJson.Number(rope)} is too much for {metric}: accuracies are fractions, 0.005 is half a percentage point.");
        var (tuning, prunes) = map.Find("tuning") is { } tuned ? ReadTuning(tuned.Value, slot, seeds.Count) : (null, false);
        PlannedTest? test = map.Find("test") is { } tested ? ReadTest(tested.Value) : HasFolds ? PlannedTest.CorrectedT : null;
        AdjustmentMethod? adjustment = map.Find("adjustment") is { } adjusted
            ? ReadAdjustment(adjusted.Value, slot, hasBaseline: map.Find("baseline") is not null, test)
            : null;
        return slot is { } compared
            ? new ComparisonPlan(slots.Slots[compared].Name, baseline, metric, epoch, alpha, rope, tuning)
            {
                Test = test,
                Adjustment = adjustment,
                Metrics = metrics,
                Looks = tuning is not null && prunes && seeds.Count > 0
                    ? new LookPlan(StoppingRule.OBrienFleming, seeds, [tuning.SelectionSeeds, seeds.Count]) { ChoosesFirst = true }
                    : null,
            }
            : null;
    }

    private int? ReadFactor(YamlNode node, string path)
    {
        if (scalars.Text(node, path, "the name of a factor") is not { } name)
            return null;
        if (slots.IndexOf(name) is not { } slot || !slots.IsVaried(slot))
        {
            errors.Add(path, node.Position, $"'{name}' is not a factor of this spec: only what is varied can be compared or tuned.",
                slots.VariedNames(), name);
            return null;
        }
        if (name == Fold.Setting)
        {
            errors.Add(path, node.Position, "Folds are repeats with other samples held out: they are neither compared nor tuned.");
            return null;
        }
        if (slots.HasUnreadLevels(slot) || slots.LevelsOf(slot).DistinctBy(l => l.Value).Take(2).Count() == 2)
            return slot;
        errors.Add(path, node.Position, $"'{name}' has a single level; a comparison needs two.");
        return null;
    }

    // A misspelled factor is no reason to leave a misspelled baseline for the next reading.
    private int? MeantFactor(YamlMap map) => map.Find("factor") is { Value: YamlScalar { IsNull: false } written }
        && (slots.IndexOf(written.Text) is not null ? written.Text : NearestName.Find(written.Text, slots.VariedNames())) is { } name
        ? slots.IndexOf(name)
        : null;

    private string? ReadBaseline(int slot, YamlNode node)
    {
        var found = conditions.FindLevels(slot, node, "compare.baseline").DistinctBy(l => l.Value).ToArray();
        if (found.Length <= 1)
            return found.Length == 0 ? null : found[0].StoredLabel;
        // A bare name matches every level of that name; the one without further settings is meant, if it is there.
        if (node is YamlScalar scalar && found.FirstOrDefault(l => l.Label == scalar.Text) is { } exact)
            return exact.StoredLabel;
        errors.Add("compare.baseline", node.Position, "Several levels match this baseline: name one of them.",
            [.. found.Select(l => l.Label)], null);
        return null;
    }

    private string ReadMetric(YamlMap map, string path, bool onValidation)
    {
        const string key = "metric";
        string otherwise = vocabulary.DefaultMetric(
            setting => slots.IndexOf(setting) is { } slot ? slots.LevelsOf(slot).Select(l => l.Value) : [], onValidation).Name;
        var (metric, place, position) = map.Find(key) is { } entry
            ? (ReadMetricName(entry.Value, SpecErrorList.Join(path, key)), SpecErrorList.Join(path, key),
                entry.Value.Position)
            : (otherwise, path, map.Position);
        if (metric is not null)
            CheckMetric(metric, place, position);
        return metric ?? otherwise;
    }

    // One of the vocabulary, or a recorded one: "deadShare", "act1.deadShare".
    private string? ReadMetricName(YamlNode node, string path)
    {
        if (vocabulary.IsDeclared)
            return scalars.OneOf(node, path, "a metric of trainer.metrics", vocabulary.Metrics);
        if (node is not YamlScalar { Text: var name } || RecordedMetrics.GroupOf(name) is var group && group == RecordedStatistics.None)
            return scalars.OneOf(node, path, "a metric", [.. vocabulary.Metrics, .. RecordedMetrics.Names]);
        if (!recorded.HasFlag(group))
            errors.Add(path, node.Position, $"{name} is measured where the spec says so: add record: {RecordedMetrics.NameOf(group)}.");
        return name;
    }

    private void CheckMetric(string metric, string path, TextPosition position)
    {
        RequireValidationSplit(metric, path, position);
        RequireMeasurement(metric, path, position);
    }

    private void RequireMeasurement(string metric, string path, TextPosition position)
    {
        foreach (var rule in vocabulary.MetricRules)
        {
            if (slots.IndexOf(rule.Setting) is { } slot
                && slots.LevelsOf(slot).Select(l => rule.Check(metric, l.Value)).FirstOrDefault(p => p is not null) is { } problem)
                errors.Add(path, position, problem);
        }
    }

    private void RequireValidationSplit(string metric, string path, TextPosition position)
    {
        if (!metrics.Find(metric).NeedsValidationSplit
            || vocabulary.ValidationSetting is not { } name || slots.IndexOf(name) is not { } slot
            || slots.LearnsEpisodes(vocabulary).All(learns => learns))
            return;
        if (slots.LevelsOf(slot).Count == 0 || slots.LevelsOf(slot).Any(l => l.Value is SettingValue.Number { Value: <= 0 }))
            errors.Add(path, position, $"{metric} is measured on a validation split, and {name} is zero. Set {name} above zero, or "
                + "choose a test metric.");
    }

    private int? ReadEpoch(YamlNode node)
    {
        if (scalars.Integer(node, "compare.epoch", 1, int.MaxValue) is not { } epoch)
            return null;
        if (vocabulary.EndingSettings.FirstOrDefault(IsSet) is { } ending)
            errors.Add("compare.epoch", node.Position, $"With {ending} each training ends at an epoch of its own, and not all reach epoch "
                + $"{epoch}: leave compare.epoch out, and the last epochs are compared.");
        else if (FewestEpochs() is { } fewest && epoch > fewest)
            errors.Add("compare.epoch", node.Position,
                $"Epoch {epoch} is never reached: {vocabulary.EpochsSetting} is {CanonicalJson.Number(fewest)}.");
        return epoch;
    }

    /// <summary>How many epochs every trial has at most, those of earlier phases included; null when unknown.</summary>
    private double? FewestEpochs()
    {
        if (vocabulary.EpochsSetting is not { } name || slots.IndexOf(name) is not { } slot
            || vocabulary.BudgetSetting is { } budget && IsSet(budget))
            return null;
        double[] levels = [.. slots.LevelsOf(slot).Select(l => l.Value).OfType<SettingValue.Number>().Select(n => n.Value)];
        return levels.Length == 0 ? null : EarlierEpochs().Min() + levels.Min();
    }

    // Those of the phase before, level by level.
    private IEnumerable<double> EarlierEpochs() =>
        vocabulary is { EarlierPhaseSetting: { } earlier, EpochsSetting: { } name } && slots.IndexOf(earlier) is { } phase
            ? slots.LevelsOf(phase).Select(l => (l.OwnSettings.GetValueOrDefault(name) as SettingValue.Number)?.Value ?? 0)
                .DefaultIfEmpty(0)
            : [0];

    private bool IsSet(string setting) => slots.IndexOf(setting) is { } slot && slots.LevelsOf(slot).Any(l => !l.IsOmitted);

    private (TuningPlan? Tuning, bool Prunes) ReadTuning(YamlNode node, int? compared, int seedCount)
    {
        const string path = "compare.tuning";
        if (scalars.Map(node, path, "what is tuned, such as { factors: [learningRate], selectionSeeds: 2 }") is not { } map)
            return (null, false);
        scalars.RefuseUnknownKeys(map, path, ["factors", "metric", "selectionSeeds", "prune"]);
        var factors = ReadTunedFactors(map, path, compared);
        string metric = ReadMetric(map, path, onValidation: true);
        var (prunes, pruning) = map.Find("prune") is { } prune
            ? new PruningReader(errors, scalars, metrics, CheckMetric, HasFolds, (EarlierEpochs().Max(), FewestEpochs()))
                .Read(prune.Value, metric)
            : (false, null);
        if (map.Find("selectionSeeds") is not { } selection)
        {
            errors.Add(path, map.Position, "Say how many of the seeds choose the best level: selectionSeeds: 2. The others judge it.");
            return (null, prunes);
        }
        if (scalars.Integer(selection.Value, path + ".selectionSeeds", 1, int.MaxValue) is not { } seeds)
            return (null, prunes);
        if (seedCount > 0 && seeds >= seedCount)
            errors.Add(path + ".selectionSeeds", selection.Value.Position,
                $"{seeds} of {seedCount} seeds would choose and none would be left to judge: what is chosen on a seed looks too good on "
                    + "it.");
        return (new TuningPlan(factors, metric, seeds) { Pruning = pruning }, prunes);
    }

    private List<string> ReadTunedFactors(YamlMap map, string path, int? compared)
    {
        var names = new List<string>();
        string factorsPath = path + ".factors";
        if (map.Find("factors") is not { Value: YamlList { Items.Count: > 0 } list })
        {
            errors.Add(factorsPath, (map.Find("factors")?.Value ?? map).Position, "List the tuned factors: factors: [learningRate].");
            return names;
        }
        for (int i = 0; i < list.Items.Count; i++)
        {
            string itemPath = $"{factorsPath}[{i}]";
            if (ReadFactor(list.Items[i], itemPath) is not { } slot)
                continue;
            string name = slots.Slots[slot].Name;
            if (slot == compared)
                errors.Add(itemPath, list.Items[i].Position, $"'{name}' is compared; it cannot be tuned away.");
            else if (names.Contains(name))
                errors.Add(itemPath, list.Items[i].Position, $"'{name}' is named twice.");
            else
                names.Add(name);
        }
        return names;
    }

    private bool HasFolds => slots.IndexOf(Fold.Setting) is { } fold && slots.IsGiven(Fold.Setting) && slots.LevelsOf(fold).Count > 0;

    private PlannedTest? ReadTest(YamlNode node)
    {
        const string path = "compare.test";
        if (scalars.OneOf(node, path, "a test", PlannedTests.Names.All) is not { } name || PlannedTests.Names.Find(name) is not { } test)
            return null;
        if (PlannedTests.Problem(test, HasFolds) is { } problem)
            errors.Add(path, node.Position, $"{problem} {(HasFolds ? "Leave" : "Set folds, or leave")} compare.test out.");
        return test;
    }

    private AdjustmentMethod? ReadAdjustment(YamlNode node, int? compared, bool hasBaseline, PlannedTest? test)
    {
        const string path = "compare.adjustment";
        if (scalars.OneOf(node, path, "an adjustment", AdjustmentMethods.Names.All) is not { } name
            || AdjustmentMethods.Names.Find(name) is not { } method)
            return null;
        int levels = compared is { } slot ? slots.LevelsOf(slot).DistinctBy(l => l.Value).Count() : 0;
        if (hasBaseline && method is AdjustmentMethod.Shaffer or AdjustmentMethod.BergmannHommel)
            errors.Add(path, node.Position,
                $"'{name}' adjusts all pairs of levels, and this compares with a baseline: choose holm or hommel, or leave "
                    + "compare.baseline out.");
        else if (method == AdjustmentMethod.BergmannHommel && levels > AdjustmentMethods.MaxBergmannHommelLevels)
            errors.Add(path, node.Position,
                $"'{name}' is for at most {AdjustmentMethods.MaxBergmannHommelLevels} levels, and there are {levels}: choose shaffer.");
        else if (method == AdjustmentMethod.MaxT && test is { } other and not PlannedTest.SignFlip)
        {
            errors.Add(path, node.Position,
                $"'{name}' adjusts by joint sign flips, and compare.test is {PlannedTests.Names.GetName(other)}: "
                + $"choose {OfPValues(hasBaseline)}{(other == PlannedTest.CorrectedT ? "" : ", or leave compare.test out")}.");
        }
        return method;
    }

    /// <summary>The adjustments that need p-values alone, in words.</summary>
    public static string OfPValues(bool hasBaseline) => hasBaseline ? "holm or hommel" : "holm, hommel, shaffer or bergmann-hommel";

    private double ReadBetween(YamlMap map, string key, double minimum, double maximum, bool includesMinimum, double otherwise)
    {
        string path = "compare." + key;
        if (map.Find(key) is not { } entry || scalars.Number(entry.Value, path) is not { } value)
            return otherwise;
        if (value < maximum && (includesMinimum ? value >= minimum : value > minimum))
            return value;
        errors.Add(path, entry.Value.Position,
            $"{CanonicalJson.Number(value)} is out of range: {key} is {(includesMinimum ? "at least" : "above")} {minimum}"
            + (double.IsFinite(maximum) ? $" and below {maximum}." : "."));
        return otherwise;
    }
}
