using Spectre.Console.Testing;
using Sweep.Client.Output;

namespace Sweep.Client.Tests;

/// <summary>A screen that remembers: standard output as text, tables at 80 columns.</summary>
internal sealed class RememberingScreen
{
    public RememberingScreen()
    {
        Tables.Profile.Width = 80;
        Messages.Profile.Width = 80;
        Screen = new Screen(Data, Tables, Messages, quiet: false, verbose: false);
    }

    public StringWriter Data { get; } = new();

    public TestConsole Tables { get; } = new();

    public TestConsole Messages { get; } = new();

    public Screen Screen { get; }
}
