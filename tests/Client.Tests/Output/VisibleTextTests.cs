using Spectre.Console;
using Sweep.Client.Output;

namespace Sweep.Client.Tests.Output;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain é 😀\tnext\nline\r\n", "plain é 😀\tnext\nline\r\n")]
    [InlineData("\u001b[31mred", "␛[31mred")]
    [InlineData("a\0b\u007fc\bd", "a␀b␡c␈d")]
    [InlineData("over\rwritten", "over␍written")]
    [InlineData("\u009b2J", "\uFFFD2J")]
    [InlineData("evil\u202egnp.exe\u2066", "evil\uFFFDgnp.exe\uFFFD")]
    public void Characters_that_steer_a_terminal_are_shown_as_signs(string text, string shown) =>
        Assert.Equal(shown, VisibleText.Escape(text));

    [Fact]
    public void Halves_of_a_surrogate_pair_are_shown_as_signs() =>
        Assert.Equal("half \uFFFD of one, \uFFFD of another 😀", VisibleText.Escape("half " + (char)0xD83D + " of one, " + (char)0xDE00
            + " of another 😀"));

    [Fact]
    public async Task No_way_of_a_screen_lets_an_escape_through()
    {
        const string hostile = "x\u001b]0;title\u0007y";
        var remembering = new RememberingScreen();
        var screen = remembering.Screen;
        screen.WriteInfo(hostile);
        screen.WriteError(hostile);
        screen.Console.Write(new Table().AddColumn(new TableColumn(new Text(hostile))).AddRow(new Text(hostile)));
        await TabularWriter.WriteAsync(Tabular.Create([new(hostile), new("b")], [[hostile, hostile]]), OutputFormat.Table, screen,
            CancellationToken.None);
        string all = remembering.Messages.Output + remembering.Tables.Output;
        // Two messages, a head and two cells; the renderer's own table shortens such a cell.
        Assert.Equal(5, all.Split("x␛]0;title␇y").Length - 1);
        Assert.DoesNotContain(all, c => c is '\u001b' or '\u0007');
    }

    [Fact]
    public void A_terminal_gets_signs_and_the_renderers_own_colours_stay()
    {
        var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard,
            Out = new AnsiConsoleOutput(written) });
        _ = new Screen(new VisibleWriter(written), console, console, quiet: false, verbose: false);
        console.Write(new Text("\u001b[2J", new Style(Color.Red)));
        Assert.Contains("\u001b[", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("␛[2J", written.ToString(), StringComparison.Ordinal);
        new VisibleWriter(written).WriteLine("a\u001bb");
        Assert.Contains("a␛b", written.ToString(), StringComparison.Ordinal);
    }
}
