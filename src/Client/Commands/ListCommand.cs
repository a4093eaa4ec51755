using System.CommandLine;
using System.Globalization;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Data;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Schedules;

namespace Sweep.Client.Commands;

/// <summary>sweep list activations|architectures|optimizers|schedules|datasets|settings: what a spec may name.</summary>
internal static class ListCommand
{
    public static Command Create(SharedOptions options) => new("list", "Show what a spec may name.")
    {
        Sub("activations", "Activations with formulas, parameters and sources.", options, _ => Activations()),
        ListArchitecturesCommand.Create(options),
        Sub("optimizers", "Optimizers with their settings and updates.", options, _ => Optimizers()),
        Sub("schedules", "Learning-rate schedules with their settings and formulas.", options, _ => Schedules()),
        Sub("datasets", "Datasets, and whether they are on this machine.", options, Datasets),
        Sub("settings", "All settings with their ranges and defaults.", options, _ => Settings()),
    };

    private static Command Sub(string name, string description, SharedOptions options, Func<CommandContext, Tabular> data)
    {
        var command = new Command(name, description);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            await TabularWriter.WriteAsync(data(context), context.Format, context.Screen, context.Stop);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static Tabular Activations() => Tabular.Create(
        [new("name"), new("formula"), new("parameters"), new("scope"), new("source")],
        ActivationCatalogue.All.Select(a => (IReadOnlyList<object?>)
        [
            a.Name, a.Formula,
            string.Join(", ", a.Parameters.Select(p =>
                string.Create(CultureInfo.InvariantCulture, $"{p.Name}={p.Initial}{(p.IsLearnable ? "" : " (fixed)")}"))),
            a.Network is not null ? "network" : a.LearnableParameters.Count == 0 ? ""
                : a.Scope == ParameterScope.PerChannel ? "per channel" : "per layer",
            a.Citation,
        ]));

    private static Tabular Optimizers() => Tabular.Create(
        [new("name"), new("description"), new("settings"), new("update"), new("source")],
        OptimizerCatalogue.All.Select(o => (IReadOnlyList<object?>)
            [o.Name, o.Description, Defaults(o.Constants), string.Join("; ", o.Update), o.Citation]));

    private static Tabular Schedules() => Tabular.Create(
        [new("name"), new("description"), new("settings"), new("formula"), new("source")],
        ScheduleCatalogue.All.Select(s => (IReadOnlyList<object?>)[s.Name, s.Description, Defaults(s.Constants), s.Formula, s.Citation]));

    private static string Defaults(IReadOnlyList<SettingDefinition> settings) =>
        string.Join(", ", settings.Select(s => s.Default is { } value ? $"{s.Name}={value.Label}" : $"{s.Name} (required)"));

    private static Tabular Datasets(CommandContext context) => Tabular.Create(
        [
            new("name"), new("train", true), new("test", true), new("classes", true), new("shape"), new("format"), new("here"),
            new("description"), new("source"),
        ],
        DatasetCatalogue.All.Select(d => (IReadOnlyList<object?>)
        [
            d.Name, d.TrainCount, d.TestCount, d.Classes, $"{d.Channels}x{d.Height}x{d.Width}", d.Format.Name,
            context.DatasetLocator.Locate(d).State.ToString().ToLowerInvariant(), d.Summary, d.Citation,
        ]));

    private static Tabular Settings() => Tabular.Create(
        [new("name"), new("kind"), new("range"), new("default"), new("description")],
        TrainerVocabulary.Create().Settings.Select(s => (IReadOnlyList<object?>)
            [s.Name, s.Kind.ToString().ToLowerInvariant(), Range(s), s.Default?.Label ?? (s.IsRequired ? "required" : ""), s.Description]));

    private static string Range(SettingDefinition setting)
    {
        if (setting.Kind is SettingKind.Choice)
            return setting.Choices.Count <= 4 ? string.Join(", ", setting.Choices.Select(c => c.Name)) : $"`sweep list {setting.Name}s`";
        if (setting.Kind is SettingKind.Flag || (double.IsInfinity(setting.Minimum) && double.IsInfinity(setting.Maximum)))
            return "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{(setting.ExcludesMinimum || double.IsInfinity(setting.Minimum) ? '(' : '[')}{setting.Minimum}, "
                + $"{setting.Maximum}{(setting.ExcludesMaximum || double.IsInfinity(setting.Maximum) ? ')' : ']')}");
    }
}
