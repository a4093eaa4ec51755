using System.Text.RegularExpressions;
using Sweep.Planning.Errors;
using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads the whole document: first what makes trials, then what refers to them, so that every mistake is found in one
/// go.</summary>
internal sealed partial class DocumentReader
{
    /// <summary>Keys of the grammar itself; every other key is a setting, or begins with "x-" and is the user's own place for
    /// anchors.</summary>
    internal static readonly IReadOnlyList<string> GrammarKeys =
        ["name", "description", "trainer", "protocol", "grid", "zip", "exclude", "seeds", "pairedAcross", "compare", "retry", "stop",
            "checkpoint", "keep", "record", "folds"];

    /// <summary>Those that tell this program how to train.</summary>
    private static readonly IReadOnlyList<string> TrainingKeys = ["checkpoint", "keep", "record", "folds"];

    private readonly SpecVocabulary vocabulary;
    private readonly DeclaredTrainer? trainer;
    private readonly StoredFacts facts;
    private readonly SpecErrorList errors;
    private readonly ScalarReader scalars;
    private readonly SlotTable slots;
    private readonly GridReader grids;
    private readonly ConditionReader conditions;

    /// <param name="vocabulary">The names and settings that exist.</param>
    /// <param name="trainer">What the document declares of its trainer; null where the vocabulary's trains.</param>
    /// <param name="errors">Takes mistakes.</param>
    /// <param name="facts">What was read from files.</param>
    public DocumentReader(SpecVocabulary vocabulary, DeclaredTrainer? trainer, SpecErrorList errors, StoredFacts facts)
    {
        (this.vocabulary, this.trainer, this.errors, this.facts) = (vocabulary, trainer, errors, facts);
        scalars = new ScalarReader(errors);
        slots = new SlotTable(vocabulary, errors);
        conditions = new ConditionReader(slots, errors, scalars);
        var limit = new LevelLimit(errors);
        var definitions = new UserDefinitionReader(errors, scalars, facts);
        var settings = new SettingReader(errors, scalars, definitions, slots.Places, limit);
        var levels = new LevelReader(slots, errors, scalars, settings, new RangeReader(errors, scalars), limit);
        grids = new GridReader(slots, errors, scalars, settings, levels, conditions);
    }

    /// <summary>The spec, or null when there was any mistake.</summary>
    public SweepSpec? Read(YamlNode root, string yaml)
    {
        if (scalars.Map(root, "", "a mapping with name, dataset, grid, seeds, ...") is not { } document)
            return null;
        PruningReader.RefuseElsewhere(errors, document, "");
        if (trainer is not null)
            document = WithoutTrainingKeys(document);
        ReadSettings(document);
        if (document.Find("grid") is { } gridEntry)
            grids.ReadGrid(gridEntry.Value);
        if (document.Find("zip") is { } zip)
            grids.ReadZip(zip.Value);
        if (document.Find("folds") is { } folds && slots.IndexOf(Fold.Setting) is { } fold)
            grids.ReadFolds(folds, fold);
        RequireSettings(document);
        grids.ReadConditions(document.Find("exclude")?.Value);
        bool isGridRight = errors.Count == 0;

        string? name = ReadName(document);
        string? description = document.Find("description") is { Value: { } text } ? scalars.Text(text, "description", "a text") : null;
        var seeds = ReadSeeds(document);
        var grid = isGridRight ? grids.Finish(document.Find("grid")?.Value.Position ?? document.Position, Math.Max(1, seeds.Count)) : null;
        var policies = new PolicyReader(scalars, errors);
        var recorded = policies.ReadRecord(document.Find("record")?.Value);
        var comparison = document.Find("compare") is { } compare
            ? new ComparisonReader(vocabulary, slots, errors, scalars, conditions, recorded).Read(compare.Value, seeds)
            : null;
        var pairedAcross = document.Find("pairedAcross") is { } paired ? ReadPairedAcross(paired.Value) : PairedByDefault(comparison);
        if (comparison is { Adjustment: AdjustmentMethod.MaxT } && !pairedAcross.Contains(comparison.Factor)
            && document.Find("compare") is { Value: YamlMap asked } && asked.Find("adjustment") is { } jointly)
        {
            errors.Add("compare.adjustment", jointly.Value.Position, "'max-t' flips the signs of pairs, and pairedAcross leaves out "
                + $"the compared factor: add {comparison.Factor} to it, or choose holm.");
        }
        var (retry, stop) = (policies.ReadRetry(document.Find("retry")?.Value), policies.ReadStop(document.Find("stop")?.Value));

        var checkpoint = policies.ReadCheckpoint(document.Find("checkpoint")?.Value);
        var keep = policies.ReadKeep(document.Find("keep")?.Value) with { Recorded = recorded };
        if (recorded != RecordedStatistics.None && slots.LearnsEpisodes(vocabulary).Contains(true))
            errors.Add("record", document.Find("record")!.Value.Position, "Statistics are of networks that learn a dataset, and meta "
                + "learning learns tasks: leave record out.");
        if (keep.ConfusionMatrix)
            RequireClasses(document.Find("keep")!.Value);
        if (document.Find("stop") is { Value: YamlMap limits })
        {
            var looks = new LookReader(errors, scalars)
                .Read(limits, comparison, hasComparison: document.Find("compare") is not null, seeds, pairedAcross);
            comparison = comparison is null || looks is null ? comparison : comparison with { Looks = looks };
        }

        return errors.Count == 0 && grid is { } right && name is not null
            ? new SweepSpec(name, description, facts.AddTo(yaml),
                new TrialExpansion(right.Grid, seeds, pairedAcross, right.ConfigurationCount), Factors(),
                comparison, retry, stop) { Checkpoint = checkpoint, Keep = keep, Trainer = trainer }
            : null;
    }

    private void ReadSettings(YamlMap document)
    {
        foreach (var entry in document.Entries)
        {
            if (slots.IndexOf(entry.Key) is { } slot)
                grids.ReadFixed(entry, entry.Key, slot);
            else if (entry.Key != PruningReader.Key && !GrammarKeys.Contains(entry.Key)
                && !entry.Key.StartsWith("x-", StringComparison.Ordinal))
                ReportUnknown(entry, entry.Key, [.. GrammarKeys.Except(trainer is null ? [] : TrainingKeys), .. slots.Names]);
        }
        if (document.Find("protocol") is not { } protocol
            || scalars.Map(protocol.Value, "protocol", "settings, such as { epochs: 1 }") is not { } map)
            return;
        foreach (var entry in map.Entries)
        {
            string path = SpecErrorList.Join("protocol", entry.Key);
            if (slots.IndexOf(entry.Key) is { } slot)
                grids.ReadFixed(entry, path, slot);
            else
                ReportUnknown(entry, path, slots.Names);
        }
    }

    private void ReportUnknown(YamlEntry entry, string path, IReadOnlyList<string> known)
    {
        var owner = slots.Slots.SelectMany(s => s.Choices.Select(c => (Setting: s, Choice: c)))
            .FirstOrDefault(p => p.Choice.Settings.Any(own => own.Name == entry.Key));
        string remedy = owner.Choice is null ? "" :
            $" '{entry.Key}' is a setting of a {owner.Setting.Name}: {owner.Setting.Name}: {{ name: {owner.Choice.Name}, {entry.Key}: "
                + "... }.";
        slots.ReportUnknown(entry, path, known, remedy);
    }

    private YamlMap WithoutTrainingKeys(YamlMap document)
    {
        foreach (var entry in document.Entries.Where(e => TrainingKeys.Contains(e.Key)))
            errors.Add(entry.Key, entry.KeyPosition, $"'{entry.Key}' is for trainings by sweep's own engines, and this spec has a trainer "
                + "of its own: leave the key out.");
        return new YamlMap([.. document.Entries.Where(e => !TrainingKeys.Contains(e.Key))], document.Position);
    }

    private void RequireSettings(YamlMap document)
    {
        foreach (var definition in vocabulary.Settings.Where(s => s.IsRequired && s.Default is null && !slots.IsGiven(s.Name)))
            errors.Add(definition.Name, document.Position, $"'{definition.Name}' is required: {definition.Description}",
                [.. definition.Choices.Select(c => c.Name)], null);
    }

    private void RequireClasses(YamlNode keep)
    {
        if (vocabulary.TaskSetting is { } rule && slots.IndexOf(rule.Setting) is { } slot && slots.LevelsOf(slot)
            .FirstOrDefault(l => rule.Find(l.Value) is { } task and not TaskKind.Classification) is { } level)
            errors.Add("keep.confusionMatrix", keep.Position, $"A confusion matrix is of classes, and the {rule.Setting} {level.Label} has "
                + "none: leave keep.confusionMatrix out.");
        if (slots.LearnsEpisodes(vocabulary).Contains(true))
            errors.Add("keep.confusionMatrix", keep.Position, "A confusion matrix is of the classes of a dataset, and each task of meta "
                + "learning has classes of its own: leave keep.confusionMatrix out.");
    }

    private string? ReadName(YamlMap document)
    {
        if (document.Find("name") is not { } entry)
        {
            errors.Add("name", document.Position, "A sweep needs a name, by which it is resumed and compared: name: my-sweep.");
            return null;
        }
        if (scalars.Text(entry.Value, "name", "a name") is not { } name)
            return null;
        if (NamePattern().IsMatch(name))
            return name;
        errors.Add("name", entry.Value.Position,
            $"'{name}' is no name for a sweep: use letters, digits, '.', '-' and '_', a letter or digit first, at most 100.");
        return null;
    }

    private IReadOnlyList<Seed> ReadSeeds(YamlMap document)
    {
        if (document.Find("seeds") is { } entry)
            return new SeedReader(errors, scalars).Read(entry.Value);
        errors.Add("seeds", document.Position, "Say how often each configuration is trained: seeds: 5.");
        return [];
    }

    private HashSet<string> ReadPairedAcross(YamlNode node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (node is not YamlList list)
        {
            errors.Add("pairedAcross", node.Position,
                $"Expected a list of settings that pairs may differ in, such as [activation], found {node.Kind}.");
            return names;
        }
        for (int i = 0; i < list.Items.Count; i++)
        {
            string path = $"pairedAcross[{i}]";
            if (scalars.OneOf(list.Items[i], path, "a setting", slots.Names) is { } name && !names.Add(name))
                errors.Add(path, list.Items[i].Position, $"'{name}' is named twice.");
        }
        return names;
    }

    /// <summary>The compared factor, the tuned ones, and what exists only under their levels.</summary>
    private HashSet<string> PairedByDefault(ComparisonPlan? comparison)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (comparison is null)
            return names;
        names.Add(comparison.Factor);
        names.UnionWith(comparison.Tuning?.Factors ?? []);
        foreach (var axis in grids.Axes.SelectMany(a => a.WithDescendants())
            .Where(a => a.Slots.Any(s => names.Contains(slots.Slots[s].Name))).ToArray())
            names.UnionWith(axis.Rows.SelectMany(r => r.With).SelectMany(a => a.AllSlots()).Select(s => slots.Slots[s].Name));
        return names;
    }

    private List<PlanFactor> Factors() =>
        [.. grids.Axes.SelectMany(a => a.WithDescendants()).SelectMany(a => a.Slots).Distinct()
            .Select(s => new PlanFactor(slots.Slots[s].Name, [.. slots.LevelsOf(s).Select(l => l.Value).Distinct()]))];

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
