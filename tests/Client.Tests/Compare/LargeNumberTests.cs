using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Tests.Report;

namespace Sweep.Client.Tests.Compare;

/// <summary>A loss that explodes for one level must not make the others unreadable.</summary>
public class LargeNumberTests
{
    private static readonly Study Exploding = new("""
        name: exploding
        dataset: mnist
        grid: { learningRate: [0.01, 1e6, 1e30] }
        seeds: 8
        compare: { factor: learningRate, baseline: 0.01, metric: testLoss }
        """, trial => Study.Completed(trial, ("testLoss",
            (2.31 + 0.1 * Study.Noise(trial, "loss")) * Study.Label(trial, "learningRate") switch
        {
            "0.01" => 1,
            "1000000" => 4e4,
            _ => 2e30,
        })));

    [Fact]
    public void Large_values_have_three_digits_and_an_exponent_and_small_ones_their_decimals()
    {
        string table = Rendering.Table(Rendering.Answer(Exploding));
        Assert.Contains("e30", table, StringComparison.Ordinal);
        Assert.DoesNotMatch("[0-9]{7}[0-9]", table.Replace("1000000", "", StringComparison.Ordinal).Split("plan p1-")[0]);
        Assert.Matches(@"0\.01 \* +2\.3\d+ ± 0\.\d{2,}", table);
        Assert.DoesNotContain("…", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    [InlineData(30)]
    public void A_table_keeps_its_levels_and_verdicts_however_narrow_the_terminal(int width)
    {
        string[] lines = Rendering.Table(Rendering.Answer(Exploding), width).Split('\n');
        Assert.Contains(lines, l => l.TrimStart().StartsWith("minus 0.01", StringComparison.Ordinal)
            && l.EndsWith("verdict", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.TrimStart().StartsWith("1e+30 ", StringComparison.Ordinal)
            && l.EndsWith("worse", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.TrimStart().StartsWith("1e+30 ", StringComparison.Ordinal)
            && l.Contains("±", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_file_for_people_writes_out_the_digits_of_a_large_number()
    {
        foreach (var (path, content) in Client.Report.ReportFiles.Create(await ReportStudies.InputAsync(Exploding))
            .Where(f => f.Path.EndsWith(".tex", StringComparison.Ordinal) || f.Path.EndsWith(".svg", StringComparison.Ordinal)
                || f.Path.StartsWith("tables/", StringComparison.Ordinal) && f.Path.EndsWith(".md", StringComparison.Ordinal)))
            Assert.False(System.Text.RegularExpressions.Regex.IsMatch(content, "(?<![0-9a-f.])[0-9]{8}"), path);
    }

    [Theory]
    [InlineData(0, 2e31, new[] { "0", "5e30", "1e31", "1.5e31", "2e31" })]
    [InlineData(-1e6, 1e6, new[] { "-1e6", "-5e5", "0", "5e5", "1e6" })]
    [InlineData(2000000, 2000004, new[] { "2e6", "2.000001e6", "2.000002e6", "2.000003e6", "2.000004e6" })]
    public void Ticks_of_large_numbers_are_short_and_differ(double low, double high, string[] expected) =>
        Assert.Equal(expected, Axis.Linear(low, high, 0, 100, 4).Ticks.Select(t => t.Label));
}
