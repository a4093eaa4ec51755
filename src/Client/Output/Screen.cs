using Spectre.Console;

namespace Sweep.Client.Output;

/// <summary>Where the client writes: data to standard output, everything else to standard error.</summary>
internal sealed class Screen
{
    /// <summary>The real terminal or pipe.</summary>
    public Screen(bool quiet, bool verbose)
        : this(System.Console.IsOutputRedirected ? System.Console.Out : new VisibleWriter(System.Console.Out),
            Make(System.Console.Out), Make(System.Console.Error), quiet, verbose) => Binary = StandardStreams.Binary;

    /// <summary>Given writers, for tests.</summary>
    public Screen(TextWriter data, IAnsiConsole console, IAnsiConsole messages, bool quiet, bool verbose)
    {
        (Data, Console, Messages, IsQuiet, IsVerbose) = (data, console, messages, quiet, verbose);
        foreach (var output in new[] { console, messages }.Distinct())
            output.Pipeline.Attach(VisibleText.Hook);
    }

    /// <summary>Standard output as text, for JSON and CSV.</summary>
    public TextWriter Data { get; }

    /// <summary>Standard output for bytes; null where it is a terminal.</summary>
    public Stream? Binary { get; init; }

    /// <summary>Standard output for tables and verdicts.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Standard error.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>Only errors and data.</summary>
    public bool IsQuiet { get; }

    /// <summary>Every trial, and the stack of an internal error.</summary>
    public bool IsVerbose { get; }

    /// <summary>A remark that -q silences.</summary>
    public void WriteInfo(string message)
    {
        if (!IsQuiet)
            Messages.WriteLine(message);
    }

    /// <summary>A warning or an error; never silenced.</summary>
    public void WriteError(string message) => Messages.WriteLine(message);

    /// <summary>Whether what is shown may be drawn over again: by a terminal that can move its cursor, and where nobody asked for plain
    /// text. Else progress comes as lines.</summary>
    /// <param name="hasAnsi">Whether the terminal knows control sequences; a dumb one does not.</param>
    /// <param name="isRedirected">Whether it is no terminal but a pipe or a file.</param>
    /// <param name="variable">Reads an environment variable.</param>
    internal static bool MayRedraw(bool hasAnsi, bool isRedirected, Func<string, string?> variable) =>
        hasAnsi && !isRedirected && variable("TERM") != "dumb" && string.IsNullOrEmpty(variable("NO_COLOR"))
        && (variable("CI") is null or "" or "false" or "0");

    private static IAnsiConsole Make(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        bool redirected = ReferenceEquals(writer, System.Console.Out) ? System.Console.IsOutputRedirected
            : System.Console.IsErrorRedirected;
        var capabilities = console.Profile.Capabilities;
        capabilities.Interactive = MayRedraw(capabilities.Ansi, redirected, Environment.GetEnvironmentVariable);
        if (redirected)
            console.Profile.Width = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns >= 40 ? columns
                : 80;
        return console;
    }
}
