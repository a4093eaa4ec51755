using Spectre.Console;

namespace Sweep.Client.Output;

/// <summary>Where the client writes: data to standard output, everything else to standard error.</summary>
internal sealed class Screen
{
    /// <summary>The real terminal or pipe.</summary>
    public Screen(bool quiet, bool verbose)
        : this(System.Console.IsOutputRedirected ? System.Console.Out : new VisibleWriter(System.Console.Out),
            Make(System.Console.Out), Make(System.Console.Error), quiet, verbose)
    {
    }

    /// <summary>Given writers, for tests.</summary>
    public Screen(TextWriter data, IAnsiConsole console, IAnsiConsole messages, bool quiet, bool verbose)
    {
        (Data, Console, Messages, IsQuiet, IsVerbose) = (data, console, messages, quiet, verbose);
        foreach (var output in new[] { console, messages }.Distinct())
            output.Pipeline.Attach(VisibleText.Hook);
    }

    /// <summary>Standard output as text, for JSON and CSV.</summary>
    public TextWriter Data { get; }

    /// <summary>Standard output for tables and verdicts.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Standard error.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>Only errors and data.</summary>
    public bool IsQuiet { get; }

    /// <summary>Every trial, and the stack of an internal error.</summary>
    public bool IsVerbose { get; }

    /// <summary>A remark that -q silences.</summary>
    public void Say(string message)
    {
        if (!IsQuiet)
            Messages.WriteLine(message);
    }

    /// <summary>A warning or an error; never silenced.</summary>
    public void Complain(string message) => Messages.WriteLine(message);

    private static IAnsiConsole Make(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        bool redirected = ReferenceEquals(writer, System.Console.Out) ? System.Console.IsOutputRedirected : System.Console.IsErrorRedirected;
        if (redirected)
            console.Profile.Width = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns >= 40 ? columns : 80;
        return console;
    }
}
