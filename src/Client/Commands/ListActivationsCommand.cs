using System.CommandLine;
using System.CommandLine.Parsing;
using Sweep.Analysis.Names;
using Sweep.Client.Catalogues;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Client.Commands;

/// <summary>sweep list activations: all of them, or with --name one in full, with its plot and its parameters in a network.</summary>
internal static class ListActivationsCommand
{
    public static Command Create(SharedOptions options)
    {
        var kind = CatalogueKinds.Activations;
        var search = ListCommand.SearchOption();
        var name = ListCommand.NameOption("Show all that is known of this activation: formula or layers, derivative, plot.");
        var architecture = new Option<string?>("--architecture")
        {
            Description = "With --name: its parameters at each place of this network, such as mnist-conv or 'resnet(depth=20)'.",
            HelpName = "NAME",
        };
        var dataset = new Option<string?>("--dataset")
        {
            Description = "With --architecture: the input and classes of this dataset. Default: the architecture's usual ones.",
            HelpName = "NAME",
        };
        var file = new Option<string?>("--out")
        {
            Description = "With --name: draw the formula and its derivative into this file (SVG).", HelpName = "FILE.svg",
        };
        var command = new Command(kind.Name, kind.Description) { search, name, architecture, dataset, file };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var (words, called) = (parse.GetValue(search), parse.GetValue(name));
            ListCommand.RefuseBoth(words, called);
            var entries = kind.Read(context);
            if (called is null)
            {
                if (new Option[] { architecture, dataset, file }.FirstOrDefault(o => parse.GetResult(o) is OptionResult) is { } given)
                    throw new UserErrorException($"{given.Name} of which activation? Add --name.");
                await kind.WriteAsync(kind.Search(entries, words), context);
                return ExitCode.AllComplete;
            }
            var entry = kind.Find(entries, called);
            var activation = ActivationCatalogue.Find(entry.Name)!;
            string? target = parse.GetValue(file);
            if (target is not null && activation.Network is not null)
                throw new UserErrorException($"--out {target}: '{called}' is a network, and what it makes of a number depends on the "
                    + "others of its sample: it has no plot.");
            var network = Network(parse.GetValue(architecture), parse.GetValue(dataset));
            var place = network?.ActivationPlaces.FirstOrDefault()?.Output ?? ActivationPage.UsualPlace;
            IEnumerable<IReadOnlyList<object?>> rows = [.. kind.Page(entry), .. ActivationPage.Rows(activation, place),
                .. network is null ? [] : ActivationPage.Places(activation, network, parse.GetValue(architecture)!)];
            await TabularWriter.WriteAsync(ListCommand.Page(rows), context.Format, context.Screen, context.Stop);
            if (target is not null)
                Draw(activation, target, context);
            else if (activation.Network is null && context.Format == OutputFormat.Table)
                context.Screen.Data.Write("\n" + string.Concat(ActivationCurves.Plot(activation).Select(line => line + "\n")));
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static ShapedNetwork? Network(string? architecture, string? dataset)
    {
        if (architecture is null)
            return dataset is null ? null : throw new UserErrorException("--dataset for which network? Add --architecture.");
        try
        {
            var read = Architecture.Read(ListArchitecturesCommand.Level(architecture));
            if (dataset is null)
                return read.For(read.Example!.Value, read.UsualTask);
            return DatasetCatalogue.Describe(new SettingValue.Text(dataset)) is { } known
                ? read.For(new TensorShape(known.Channels, known.Height, known.Width), known.Task)
                : throw new UserErrorException($"--dataset {dataset}: no such dataset. "
                    + PossibleNames.Suggest(dataset, [.. DatasetCatalogue.All.Select(d => d.Name)]));
        }
        catch (Exception wrong) when (wrong is TrialSettingsException or NetworkShapeException)
        {
            throw new UserErrorException($"--architecture {architecture}: {wrong.Message}");
        }
    }

    private static void Draw(ActivationDefinition activation, string file, CommandContext context)
    {
        try
        {
            File.WriteAllText(file, ActivationDrawing.Draw(activation));
            context.Screen.WriteInfo($"{file} shows {activation.Name} and its derivative.");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--out {file}: {trouble.Message}");
        }
    }
}
