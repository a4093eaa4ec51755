using System.Globalization;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Schedules;

namespace Sweep.Client.Catalogues;

/// <summary>What specs may name, kind by kind.</summary>
internal static class CatalogueKinds
{
    /// <summary>Activations.</summary>
    public static CatalogueKind Activations { get; } = new("activations", "activation",
        "Activations with formulas, parameters and sources.",
        [new("formula"), new("parameters"), new("scope"), new("description"), new("source")],
        _ => [.. ActivationCatalogue.All.Select(a => new CatalogueEntry(a.Name, a.Description,
            [
                a.Formula,
                string.Join(", ", a.Parameters.Select(p =>
                    string.Create(CultureInfo.InvariantCulture, $"{p.Name}={p.Initial}{(p.IsLearnable ? "" : " (fixed)")}"))),
                a.Network is not null ? "network" : a.LearnableParameters.Count == 0 ? ""
                    : a.Scope == ParameterScope.PerChannel ? "per channel" : "per layer",
                a.Description, a.Citation,
            ]) { Group = a.Group })]);

    /// <summary>Families of architectures.</summary>
    public static CatalogueKind Architectures { get; } = new("architectures", "architecture",
        "Families of networks with their settings; with --name one family, or the layers of one network.",
        [new("settings"), new("input"), new("example"), new("parameters", true), new("description"), new("source")],
        _ => [.. ArchitectureCatalogue.All.Select(a => new CatalogueEntry(a.Name, a.Description,
            [
                string.Join(", ", a.Settings.Select(s => s.Default is { } value ? $"{s.Name}={value.Label}" : s.Name)),
                a.Example.ToString(), a.Members[0].Label, Architecture.Read(a.Members[0]).For(a.Example, a.UsualTask).ParameterCount,
                a.Description, a.Citation,
            ])
        {
            Group = a.Group,
            Details = [("published initialisation", a.PublishedInitialization), .. Settings(a.AllSettings),
                .. a.Members.Select(m => ("member", Member(a, m)))],
        })]);

    /// <summary>Optimizers.</summary>
    public static CatalogueKind Optimizers { get; } = new("optimizers", "optimizer", "Optimizers with their settings and updates.",
        [new("description"), new("settings"), new("update"), new("source")],
        _ => [.. OptimizerCatalogue.All.Select(o => new CatalogueEntry(o.Name, o.Description,
            [o.Description, Defaults(o.Constants), string.Join("; ", o.Update), o.Citation]) { Details = [.. Settings(o.Constants)] })]);

    /// <summary>Learning-rate schedules.</summary>
    public static CatalogueKind Schedules { get; } = new("schedules", "schedule",
        "Learning-rate schedules with their settings and formulas.",
        [new("description"), new("settings"), new("formula"), new("source")],
        _ => [.. ScheduleCatalogue.All.Select(s => new CatalogueEntry(s.Name, s.Description,
            [s.Description, Defaults(s.Settings), s.Formula, s.Citation]) { Details = [.. Settings(s.Settings)] })]);

    /// <summary>Initialisations.</summary>
    public static CatalogueKind Initializations { get; } = new("initializations", "initialization",
        "Laws by which weights start, with their settings.",
        [new("law"), new("settings"), new("description"), new("source")],
        _ => [.. InitializationCatalogue.All.Zip(Initialization.Choices, (i, choice) => new CatalogueEntry(i.Name, i.Description,
            [i.Law, Defaults(choice.Settings), i.Description, i.Citation]) { Group = i.Group, Details = [.. Settings(choice.Settings)] })]);

    /// <summary>Datasets.</summary>
    public static CatalogueKind Datasets { get; } = new("datasets", "dataset", "Datasets, and whether they are on this machine.",
        [
            new("train", true), new("test", true), new("classes", true), new("shape"), new("format"), new("here"), new("description"),
            new("source"),
        ],
        context => [.. DatasetCatalogue.All.Select(d => new CatalogueEntry(d.Name, d.Summary,
            [
                d.TrainCount, d.TestCount, d.Classes, $"{d.Channels}x{d.Height}x{d.Width}",
                string.Join(" or ", d.FileForms.Select(form => form.Format.Name)),
                context.DatasetLocator.Locate(d).State.ToString().ToLowerInvariant(), d.Summary, d.Citation,
            ]) { Group = d.Group })]);

    /// <summary>Layers of networks that users write.</summary>
    public static CatalogueKind Layers { get; } = new("layers", "layer", "Layers that a network of your own may have, with their options.",
        [new("options"), new("description")],
        _ => [.. LayerDescription.Syntaxes.Select(l => new CatalogueEntry(l.Name, l.Description,
            [
                string.Join(", ", l.Options.Select(o => o.IsRequired ? o.Name : $"{o.Name}={o.Default?.Label ?? o.SameAs}")), l.Description,
            ])
        {
            Details = [.. l.Options.Select(o => (o.Name, $"{o.Description}; {o.Expected}"
                + (o.Default is { } value ? $"; {value.Label} by default" : o.SameAs is { } other ? $"; the {other} by default" : "")))],
        })]);

    /// <summary>Metrics that comparisons go by.</summary>
    public static CatalogueKind Metrics { get; } = new("metrics", "metric", "Metrics that trials report, which a comparison may go by.",
        [new("unit"), new("better"), new("description")],
        _ => [.. MetricCatalogue.All.Select(m => new CatalogueEntry(m.Name, m.Description,
            [m.Unit.ToString().ToLowerInvariant(), m.LargerIsBetter ? "larger" : "smaller", m.Description]))]);

    /// <summary>The settings of specs.</summary>
    public static CatalogueKind SpecSettings { get; } = new("settings", "setting", "All settings with their ranges and defaults.",
        [new("kind"), new("range"), new("default"), new("description")],
        _ => [.. TrainerVocabulary.Settings.Select(s => new CatalogueEntry(s.Name, s.Description,
            [s.Kind.ToString().ToLowerInvariant(), Range(s), s.Default?.Label ?? (s.IsRequired ? "required" : ""), s.Description])
        {
            Details = [.. Settings(s.Settings), .. IsKind(s) ? [] : s.Choices.Select(c => (c.Name, c.Description))],
        })]);

    /// <summary>All kinds, in the order in which people should read them.</summary>
    public static IReadOnlyList<CatalogueKind> All { get; } =
        [Activations, Architectures, Optimizers, Schedules, Initializations, Datasets, Layers, Metrics, SpecSettings];

    private static string Member(ArchitectureFamily family, SettingValue level)
    {
        var network = Architecture.Read(level).For(family.Example, family.UsualTask);
        return string.Create(CultureInfo.InvariantCulture,
            $"{level.Label}: {network.ParameterCount:N0} parameters, {network.MultiplyAdds / 1e6:G3} million multiply-adds ")
            + $"for {family.Example} and {(family.UsualTask is Classification task ? $"{task.Classes} classes" : "masks")}";
    }

    private static string Defaults(IReadOnlyList<SettingDefinition> settings) =>
        string.Join(", ", settings.Select(s => s.Default is { } value ? $"{s.Name}={value.Label}" : $"{s.Name} (required)"));

    private static IEnumerable<(string What, string Value)> Settings(IReadOnlyList<SettingDefinition> settings) =>
        settings.Select(s => (s.Name, $"{s.Description}; {s.Expected}"
            + (s.Default is { } value ? $"; {value.Label} by default" : s.IsRequired ? "; required" : "")));

    // Its choices have a list of their own.
    private static bool IsKind(SettingDefinition setting) => All.Any(k => k.Noun == setting.Name);

    private static string Range(SettingDefinition setting)
    {
        if (setting.Kind is SettingKind.Choice)
        {
            return IsKind(setting) ? $"`sweep list {setting.Name}s`" : string.Join(", ", setting.Choices.Select(c => c.Name));
        }
        if (setting.Kind is SettingKind.Flag || (double.IsInfinity(setting.Minimum) && double.IsInfinity(setting.Maximum)))
            return "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{(setting.ExcludesMinimum || double.IsInfinity(setting.Minimum) ? '(' : '[')}{setting.Minimum}, "
                + $"{setting.Maximum}{(setting.ExcludesMaximum || double.IsInfinity(setting.Maximum) ? ')' : ']')}");
    }
}
