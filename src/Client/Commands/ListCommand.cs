using System.CommandLine;
using Sweep.Analysis.Names;
using Sweep.Client.Catalogues;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;

namespace Sweep.Client.Commands;

/// <summary>sweep list: what a spec may name, kind by kind, by words, or one name with all that is known of it.</summary>
internal static class ListCommand
{
    public static Command Create(SharedOptions options)
    {
        var (search, name) = (SearchOption(), NameOption("Show all that is known of this name, whatever kind it is of."));
        var command = new Command("list", "Show what a spec may name: an overview, or one kind.") { search, name };
        foreach (var kind in CatalogueKinds.All)
        {
            command.Add(kind == CatalogueKinds.Architectures ? ListArchitecturesCommand.Create(options)
                : kind == CatalogueKinds.Activations ? ListActivationsCommand.Create(options) : Sub(kind, options));
        }
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            await TabularWriter.WriteAsync(Everything(parse.GetValue(search), parse.GetValue(name), context), context.Format,
                context.Screen, context.Stop);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    /// <summary>--search.</summary>
    public static Option<string?> SearchOption() => new("--search")
    {
        Description = "Show only what has these words in its name, description, settings or source.", HelpName = "WORDS",
    };

    /// <summary>--name.</summary>
    public static Option<string?> NameOption(string description) => new("--name") { Description = description, HelpName = "NAME" };

    /// <summary>What is wrong with --search beside --name.</summary>
    /// <exception cref="UserErrorException">Both are given.</exception>
    public static void RefuseBoth(string? search, string? name)
    {
        if (search is not null && name is not null)
            throw new UserErrorException("--search finds names, --name shows one: leave one of them out.");
    }

    private static Command Sub(CatalogueKind kind, SharedOptions options)
    {
        var (search, name) = (SearchOption(), NameOption($"Show all that is known of this {kind.Noun}."));
        var command = new Command(kind.Name, kind.Description) { search, name };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var (words, called) = (parse.GetValue(search), parse.GetValue(name));
            RefuseBoth(words, called);
            var entries = kind.Read(context);
            if (called is null)
                await kind.WriteAsync(kind.Search(entries, words), context);
            else
                await TabularWriter.WriteAsync(Page(kind.Page(kind.Find(entries, called))), context.Format, context.Screen, context.Stop);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    /// <summary>A page as a table of what and value.</summary>
    public static Tabular Page(IEnumerable<IReadOnlyList<object?>> rows) => Tabular.Create([new("what"), new("value")], rows);

    private static Tabular Everything(string? search, string? name, CommandContext context)
    {
        RefuseBoth(search, name);
        var all = CatalogueKinds.All.Select(k => (Kind: k, Entries: k.Read(context))).ToArray();
        string[] names = [.. all.SelectMany(k => k.Entries.Select(e => e.Name)).Distinct()];
        if (name is not null)
        {
            IReadOnlyList<object?>[] pages = [.. all.SelectMany(k => k.Entries.Where(e => e.Name == name).SelectMany(k.Kind.Page))];
            return pages.Length > 0 ? Page(pages)
                : throw new UserErrorException($"--name {name}: nothing is called so. {PossibleNames.Suggest(name, names)}");
        }
        if (search is not null)
        {
            IReadOnlyList<object?>[] found = [.. all.SelectMany(k => k.Entries.Where(e => e.Matches(search)).Select(e =>
                (IReadOnlyList<object?>)[k.Kind.Noun, e.Name, e.Group, e.Description]))];
            return found.Length > 0 ? Tabular.Create([new("kind"), new("name"), new("group"), new("description")], found)
                : throw new UserErrorException($"--search {search}: nothing has that in its name, description or source. "
                    + PossibleNames.Suggest(search, names));
        }
        return Tabular.Create([new("kind"), new("group"), new("count", true), new("names")], all.SelectMany(k =>
            k.Entries.GroupBy(e => e.Group).Select(group => (IReadOnlyList<object?>)
                [k.Kind.Name, group.Key, group.Count(), string.Join(", ", group.Select(e => e.Name))])));
    }
}
