using System.Text;
using Sweep.Planning.Trials;
using Sweep.Programs.Reports;

namespace Sweep.Programs.Tests;

/// <summary>What is kept of a program's output.</summary>
public sealed class OutputTests
{
    [Fact]
    public void A_program_that_prints_a_lot_is_not_held_up_and_its_beginning_and_end_are_kept()
    {
        using var workshop = new Workshop("""
            echo first
            yes spam | head -c 5000000 >&2
            head -c 20000000 /dev/zero | tr '\0' x
            echo
            echo last
            echo '{"accuracy": 1}'
            """);
        Assert.IsType<TrialOutcome.Completed>(workshop.Run());
        Assert.StartsWith("first\n", workshop.Output, StringComparison.Ordinal);
        Assert.Contains("\nlast\n", workshop.Output, StringComparison.Ordinal);
        Assert.Contains(" bytes left out ...]", workshop.Output, StringComparison.Ordinal);
        Assert.InRange(workshop.Output!.Length, 1, 66_000);
    }

    [Fact]
    public void What_is_no_text_is_kept_as_text()
    {
        using var workshop = new Workshop("""printf 'a\377b\000c\033[31mred\033[0m\n10%%\r20%%\r100%%\r\n\tend'; exit 3""");
        workshop.RunToFailure();
        Assert.Equal("a\ufffdbcred\n100%\n\tend", workshop.Output);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(1000)]
    public void The_beginning_and_the_end_stay_however_the_bytes_come(int length)
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26))));
        foreach (int piece in new[] { 1, 7, 19, 20, 21, 500 })
        {
            var kept = new KeptOutput(10, 20);
            foreach (byte[] part in text.Chunk(piece))
                kept.Add(part);
            string whole = Encoding.ASCII.GetString(text);
            string expected = length <= 30 ? whole
                : $"{whole[..10]}\n[... {length - 30} bytes left out ...]\n{whole[^20..]}";
            Assert.Equal(expected, kept.ToString());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(70_000)]
    public void Lines_are_put_together_and_longer_ones_come_in_pieces(int piece)
    {
        string huge = new('x', LineSplitter.MaxLine * 2 + 5);
        var splitter = new LineSplitter();
        var lines = new List<(string Text, bool IsWhole)>();
        void Take(ReadOnlySpan<byte> line, bool isWhole) => lines.Add((Encoding.ASCII.GetString(line), isWhole));
        foreach (byte[] part in Encoding.ASCII.GetBytes($"one\n\n{huge}\ntwo\nthree").Chunk(piece))
            splitter.Add(part, Take);
        splitter.End(Take);

        Assert.Equal(["one\n", "\n", "two\n", "three"], lines.Where(l => l.IsWhole).Select(l => l.Text));
        Assert.Equal(huge + "\n", string.Concat(lines.Where(l => !l.IsWhole).Select(l => l.Text)));
    }
}
