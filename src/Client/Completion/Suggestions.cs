using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Client.CommandLine;
using Sweep.Store;

namespace Sweep.Client.Completion;

/// <summary>What may stand where the cursor is: answers `sweep "[suggest:POSITION]" "COMMAND LINE"`, which the shells' scripts
/// ask.</summary>
/// <remarks>Verbs and options come from the definition of the command line; fixed values from the words by which an option shows its
/// value, such as table|json|csv; sweeps from a store that is a file, and specs from the folder. A server is not asked: a key that is
/// pressed waits for no network.</remarks>
internal sealed partial class Suggestions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5); // of a store that another process has locked

    private readonly SharedOptions options;
    private readonly SuggestDirective directive;
    private CompletionContext? wantsSweeps;

    private Suggestions(SharedOptions options, SuggestDirective directive) => (this.options, this.directive) = (options, directive);

    /// <summary>Gives a command line its suggestions.</summary>
    public static void AddTo(RootCommand root, SharedOptions options)
    {
        var directive = root.Directives.OfType<SuggestDirective>().Single();
        var suggestions = new Suggestions(options, directive);
        directive.Action = new Answer(suggestions);
        suggestions.AddSources(root);
    }

    /// <summary>Whether a shell asks; what follows then is a text in the making, without mistakes that would have to be told.</summary>
    public static bool IsAsked(ParseResult parse) =>
        parse.RootCommandResult.Command is RootCommand root
        && root.Directives.OfType<SuggestDirective>().Any(directive => parse.GetResult(directive) is not null);

    private void AddSources(Command command)
    {
        foreach (var option in command.Options)
        {
            if (option == options.State)
                SetWords(option, [.. Enum.GetNames<TrialState>().Select(s => s.ToLowerInvariant())]);
            else if (option.HelpName?.Split('|') is { Length: > 1 } words && words.All(IsWord))
                SetWords(option, words);
        }
        foreach (var argument in command.Arguments)
        {
            if (argument.Name == "sweep")
                argument.CompletionSources.Add(SweepsAndSpecs);
            else if (argument.Name == "spec")
                argument.CompletionSources.Add(context => Specs(context.WordToComplete));
        }
        foreach (var subcommand in command.Subcommands)
            AddSources(subcommand);
    }

    private static void SetWords(Option option, string[] words)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
    }

    private static bool IsWord(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterLower(c) || c is '-');

    private IEnumerable<string> SweepsAndSpecs(CompletionContext context)
    {
        wantsSweeps = context; // a source cannot wait: who answers reads them
        return Specs(context.WordToComplete);
    }

    private static IEnumerable<string> Specs(string word)
    {
        string head = word[..(word.LastIndexOf('/') + 1)], folder = head.Length > 0 ? head : ".";
        if (!Directory.Exists(folder))
            return [];
        var visible = new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = true };
        return Directory.EnumerateDirectories(folder, "*", visible).Select(path => head + Path.GetFileName(path) + "/")
            .Concat(Directory.EnumerateFiles(folder, "*", visible).Where(SpecFile.IsNamedLikeOne)
                .Select(path => head + Path.GetFileName(path)));
    }

    private async Task<IEnumerable<string>> FindAsync(ParseResult parse, CancellationToken cancellation)
    {
        string text = parse.Tokens.LastOrDefault(t => t.Type != TokenType.Directive)?.Value ?? "";
        int position = parse.GetResult(directive)?.Values is [var value]
            && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= text.Length
            ? number : text.Length;
        string word = text[..position].Split(' ', '\t')[^1], head = ValueOfOption().Match(word).Value;
        // The library does not complete --option=VALUE, and fails where it finds one.
        string asked = OptionSign().Replace(text[..position], " ");
        var found = parse.RootCommandResult.Command.Parse(asked).GetCompletions(position).Select(c => head + (c.InsertText ?? c.Label))
            .ToArray();
        if (wantsSweeps is not null)
            found = [.. await SweepsAsync(wantsSweeps, cancellation), .. found];
        // Options are offered where one has begun.
        return word.StartsWith('-') ? found : found.Where(f => f[0] != '-' && f is not ("/?" or "/h"));
    }

    private async Task<IReadOnlyList<string>> SweepsAsync(CompletionContext context, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var address = CommandContext.LocateStore(context.ParseResult.GetValue(options.Store), new SweepReference(null, null));
            if (address.IsServer || !File.Exists(address.DisplayName))
                return [];
            await using var store = await TrialStores.OpenAsync(address, StoreAccess.Read, TimeProvider.System, patience.Token);
            return [.. (await store.ReadStatusAsync(null, patience.Token)).Select(s => s.Name)
                .Where(name => name.StartsWith(context.WordToComplete, StringComparison.Ordinal))];
        }
        catch (Exception error) when (error is StoreUnavailableException or StoreAddressException or OperationCanceledException)
        {
            return []; // the command itself will say what is wrong; a key has no place for it
        }
    }

    [GeneratedRegex(@"(?<=\s--[a-z-]+)[=:]")]
    private static partial Regex OptionSign();

    [GeneratedRegex("^--[a-z-]+[=:]")]
    private static partial Regex ValueOfOption();

    private sealed class Answer(Suggestions suggestions) : AsynchronousCommandLineAction
    {
        public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
        {
            foreach (string found in await suggestions.FindAsync(parseResult, cancellationToken))
                await Console.Out.WriteLineAsync(found);
            return 0;
        }
    }
}
