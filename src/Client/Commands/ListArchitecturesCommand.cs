using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sweep.Analysis.Names;
using Sweep.Client.Catalogues;
using Sweep.Client.CommandLine;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Planning.Expansion;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Client.Commands;

/// <summary>sweep list architectures: the families, or with --name one of them, or the layers of one network.</summary>
internal static class ListArchitecturesCommand
{
    private const int UsualClasses = 10;

    public static Command Create(SharedOptions options)
    {
        var kind = CatalogueKinds.Architectures;
        var search = ListCommand.SearchOption();
        var name = ListCommand.NameOption("Show the layers of this architecture; what is known of its family where a setting is missing.");
        var spec = new Option<string?>("--spec")
        {
            Description = "With --name: a level of this spec, such as a network of your own.", HelpName = "FILE",
        };
        var input = new Option<string?>("--input")
        {
            Description = "With --name: the input, channels by height by width. Default: that of the spec's dataset, "
                + "or the family's usual one.",
            HelpName = "3x32x32",
        };
        var classes = new Option<int?>("--classes")
        {
            Description = $"With --name: how many classes. Default: those of the spec's dataset, or {UsualClasses}.", HelpName = "N",
        };
        // One option for each setting of a family: --depth 20.
        Option<string?>[] settings =
        [
            .. ArchitectureCatalogue.All.SelectMany(a => a.AllSettings.Select(s => (Family: a.Name, Setting: s)))
                .GroupBy(s => s.Setting.Name)
                .Select(same => new Option<string?>("--" + same.Key)
                {
                    Description = string.Join(" ", same.GroupBy(s => s.Setting.Description)
                        .Select(alike => $"With --name {Families([.. alike.Select(s => s.Family)])}: {alike.Key}.")),
                    HelpName = "VALUE",
                }),
        ];
        var command = new Command(kind.Name, kind.Description) { search, name, spec, input, classes };
        foreach (var setting in settings)
            command.Add(setting);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var own = settings.Where(s => parse.GetValue(s) is not null).ToDictionary(s => s.Name[2..], s => parse.GetValue(s)!);
            Option[] others = [spec, input, classes, .. settings];
            var given = others.FirstOrDefault(o => parse.GetResult(o) is OptionResult { Implicit: false });
            string? called = parse.GetValue(name);
            ListCommand.RefuseBoth(parse.GetValue(search), called);
            if (called is null)
            {
                if (given is not null)
                    throw new UserErrorException($"{given.Name} of which architecture? Add --name.");
                await kind.WriteAsync(kind.Search(kind.Read(context), parse.GetValue(search)), context);
                return ExitCode.AllComplete;
            }
            var data = parse.GetValue(spec) switch
            {
                { } when own.Count > 0 =>
                    throw new UserErrorException($"--{own.Keys.First()} is for families of the catalogue; with --spec, name a level."),
                { } file => Layers(FromSpec(file, called, context.DatasetLocator), parse.GetValue(input), parse.GetValue(classes)),
                null when given is null && NeedsSettings(called) =>
                    ListCommand.Page(kind.Page(kind.Find(kind.Read(context), called))),
                null => Layers(FromCatalogue(called, own), parse.GetValue(input), parse.GetValue(classes)),
            };
            await TabularWriter.WriteAsync(data, context.Format, context.Screen, context.Stop);
            if (parse.GetValue(spec) is null && parse.GetValue(name) is { } shown && ArchitectureCatalogue.Find(shown) is { } known)
                context.Screen.WriteInfo($"Group: {known.Group}. Published initialisation: {known.PublishedInitialization}");
            return ExitCode.AllComplete;
        }));
        return command;
    }

    /// <summary>The level that a label means: "mnist-conv", "resnet(depth=20)".</summary>
    /// <exception cref="UserErrorException">The catalogue has no such family.</exception>
    public static SettingValue Level(string label)
    {
        string[] parts = label.TrimEnd(')').Split('(', 2);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string setting in parts.Length == 1 ? [] : parts[1].Split(','))
        {
            if (setting.Split('=', 2) is not [var name, var value] || !settings.TryAdd(name.Trim(), value.Trim()))
                throw new UserErrorException($"{label}: expected a name, or a name with settings: resnet(depth=20).");
        }
        return FromCatalogue(parts[0], settings).Level;
    }

    private static string Families(string[] names) =>
        names.Length == ArchitectureCatalogue.All.Count ? "of any family" : string.Join("|", names);

    private static bool NeedsSettings(string family) => ArchitectureCatalogue.Find(family)?.Settings.Any(s => s.IsRequired) == true;

    private static Asked FromCatalogue(string name, Dictionary<string, string> settings)
    {
        if (ArchitectureCatalogue.Find(name) is not { } family)
        {
            string[] names = [.. ArchitectureCatalogue.All.Select(a => a.Name)];
            throw new UserErrorException($"--name {name}: no such architecture. {PossibleNames.Suggest(name, names)}");
        }
        var level = new SettingValue.Group(
            [new("name", new SettingValue.Text(name)), .. settings.Select(s => KeyValuePair.Create(s.Key, Value(family, s.Key, s.Value)))]);
        return new Asked(level, family.Example, family.UsualTask);
    }

    private static Asked FromSpec(string file, string name, DatasetLocator locator)
    {
        var plan = SpecFile.Read(file, forTraining: true, locator).ToPlan();
        if (plan.Trainer is not null)
            throw new UserErrorException($"{file} has a trainer of its own, whose networks sweep does not know.");
        var levels = plan.FirstSeedTrials
            .Select(t => t.Configuration.Settings)
            .Select(s => (Architecture: s["architecture"],
                Dataset: DatasetCatalogue.Describe(s["dataset"], s.GetValueOrDefault("preprocessing"))))
            .DistinctBy(l => l.Architecture).ToArray();
        if (levels.FirstOrDefault(l => l.Architecture.Label == name) is not { Architecture: { } level } found)
        {
            string[] names = [.. levels.Select(l => l.Architecture.Label)];
            throw new UserErrorException($"--name {name}: {file} has no such architecture. {PossibleNames.Suggest(name, names)}");
        }
        var dataset = found.Dataset;
        return new Asked(level, dataset is null ? null : new TensorShape(dataset.Channels, dataset.Height, dataset.Width),
            dataset?.Task ?? new Classification(UsualClasses));
    }

    private static Tabular Layers(Asked asked, string? input, int? classes)
    {
        if (classes < 2)
            throw new UserErrorException($"--classes {classes}: a network tells at least 2 classes apart.");
        var shape = (input is null ? asked.Input : Shape(input))
            ?? throw new UserErrorException("What goes in? Add --input, for instance 3x32x32.");
        try
        {
            return Layers(Architecture.Read(asked.Level).For(shape, classes is { } count ? new Classification(count) : asked.Task));
        }
        catch (Exception wrong) when (wrong is TrialSettingsException or NetworkShapeException)
        {
            throw new UserErrorException(wrong.Message);
        }
    }

    private static Tabular Layers(ShapedNetwork network)
    {
        int[] elements = [.. network.ActivationPlaces.Select(p => p.Output.Count)];
        var rows = network.Nodes.Select(n => (IReadOnlyList<object?>)
            [n.Node.Name, n.Node.Layer.Description, n.Output.ToString(), n.Parameters.Sum(p => p.Count), n.MultiplyAdds]);
        string activations = FormattableString.Invariant($"{elements.Length} act, {elements.Sum()} elements");
        return Tabular.Create([new("layer"), new("kind"), new("output"), new("parameters", true), new("multAdds", true)],
            rows.Append(["total", activations, network.Output.ToString(), network.ParameterCount, network.MultiplyAdds]));
    }

    private static SettingValue Value(ArchitectureFamily family, string setting, string text) =>
        family.AllSettings.FirstOrDefault(s => s.Name == setting)?.Kind is SettingKind.Choice or SettingKind.Sizes
        ? new SettingValue.Text(text)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
        ? new SettingValue.Number(number)
        : bool.TryParse(text, out bool flag) ? new SettingValue.Flag(flag)
        : new SettingValue.Text(text);

    private static TensorShape Shape(string text)
    {
        int[] sizes = [.. text.Split('x').Select(Size)];
        return sizes is [> 0, > 0, > 0]
            ? new TensorShape(sizes[0], sizes[1], sizes[2])
            : throw new UserErrorException($"--input {text}: expected channels, height and width, for instance 3x32x32.");

        static int Size(string part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0;
    }

    /// <summary>The network that a user asked for, with what it reads and tells apart unless they say otherwise.</summary>
    private sealed record Asked(SettingValue Level, TensorShape? Input, LearningTask Task);
}
