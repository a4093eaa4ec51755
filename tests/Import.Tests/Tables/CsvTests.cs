using System.Text;
using Sweep.Import.Tables;
using Sweep.Testing;

namespace Sweep.Import.Tests.Tables;

public sealed class CsvTests
{
    private static readonly ImportQuestion Question = Reading.Question() with { Seed = "seed" };

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    public void The_separator_is_found_by_the_first_line(string separator)
    {
        string text = "activation,seed,testAccuracy\nrelu,0,0.91\n\"elu\",0,0.92\n".Replace(",", separator);

        var runs = Reading.Csv(text, Question).Runs();

        Assert.Equal(["relu", "elu"], runs.Select(r => r.Label("activation")));
        Assert.Equal([0.91, 0.92], runs.Select(r => r.Value()));
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_first_name()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("results.csv", [0xEF, 0xBB, 0xBF, .. "activation,testAccuracy\nrelu,0.9\n"u8]);

        Assert.True(new CsvSource().Recognises(path));
        Assert.Equal("relu", (await Read(path)).Runs()[0].Label("activation"));
    }

    [Fact]
    public async Task Text_in_another_encoding_is_refused_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("results.csv", [.. "activation,testAccuracy\nm"u8, 0xFC, .. "ller,0.9\n"u8]);

        Assert.Equal("results.csv is not in UTF-8. Save it as \"CSV UTF-8\".", Assert.Single((await Read(path)).Mistakes));
    }

    [Fact]
    public async Task What_a_spreadsheet_saves_as_unicode_text_is_read()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("results.txt", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("activation\ttestAccuracy\nréglu\t0.9\n")]);

        Assert.True(new CsvSource().Recognises(path));
        Assert.Equal("réglu", (await Read(path)).Runs()[0].Label("activation"));
    }

    [Fact]
    public void A_quote_that_is_not_closed_is_told_where_its_line_begins()
    {
        string rest = string.Concat(Enumerable.Repeat("elu,0.9\n", 200_000));
        string mistake = Assert.Single(Reading.Csv("activation,testAccuracy\n\nrelu,0.9\n\"elu,0.9\n" + rest, Reading.Question()).Mistakes);

        Assert.Equal("results.csv, line 4: a quote stands inside a cell without quotes, or is not closed.", mistake);
    }

    [Fact]
    public void Pythons_None_is_a_level_and_no_result()
    {
        var runs = Reading.Csv("activation,norm,testAccuracy\nrelu,None,0.9\nrelu,batch,None\n", Reading.Question()).Runs();

        Assert.Equal(["None", "batch"], runs.Select(r => r.Label("norm")));
        Assert.Equal([1, 0], runs.Select(r => r.Epochs.Count));
    }

    [Fact]
    public void A_column_without_any_value_is_left_out_and_told()
    {
        var reading = Reading.Csv("activation,note,seed,testAccuracy\nrelu,,0,0.9\nelu,NA,0,0.9\n", Question);

        Assert.Equal(["activation", "seed"], reading.Runs()[0].Settings.Keys);
        Assert.Equal("Left out, since nothing stands there: note.", Assert.Single(reading.Notes));
    }

    [Fact]
    public void Numbers_among_texts_have_the_label_that_a_condition_finds()
    {
        var runs = Reading.Csv("activation,width,testAccuracy\nrelu,1.0,0.9\nrelu,1e-2,0.9\nrelu,007,0.9\nrelu,auto,0.9\n",
            Reading.Question() with { Blocks = ["width"] }).Runs();

        Assert.Equal(["1", "0.01", "007", "auto"], runs.Select(r => r.Label("width")));
    }

    [Fact]
    public void A_quoted_cell_may_hold_separators_and_the_index_of_pandas_is_left_out()
    {
        var reading = Reading.Csv(",activation,note,seed,testAccuracy\n0,relu,\"a, b\",0,0.91\n1,elu,\"a, b\",0,0.92\n", Question);

        Assert.Equal("a, b", reading.Runs()[0].Label("note"));
        Assert.DoesNotContain("", reading.Runs()[0].Settings.Keys);
    }

    [Fact]
    public void Decimal_commas_are_refused_with_a_hint()
    {
        string mistake = Assert.Single(Reading.Csv("activation;testAccuracy\nrelu;0,91\n", Reading.Question()).Mistakes);

        Assert.Equal("results.csv, line 2, column testAccuracy: '0,91' has a decimal comma: write 0.91, or export with a decimal point.",
            mistake);
    }

    [Fact]
    public void A_line_of_another_length_is_told_with_both_lengths()
    {
        string mistake = Assert.Single(Reading.Csv("activation,testAccuracy\nrelu,0,91\n", Reading.Question()).Mistakes);

        Assert.Equal("results.csv, line 2: 3 cells, and the first line names 2 columns. Are these decimal commas? Export with a decimal "
            + "point.", mistake);
    }

    [Fact]
    public void A_line_of_another_length_hides_no_mistake_of_other_lines()
    {
        var mistakes = Reading.Csv("activation,testAccuracy\nrelu,0,91\nelu,good\n", Reading.Question()).Mistakes;

        Assert.Equal(["line 2", "line 3"], mistakes.Select(m => m["results.csv, ".Length..][..6]));
    }

    [Fact]
    public void All_mistakes_are_found_at_once_by_line_and_column()
    {
        var reading = Reading.Csv("activation,dataset,seed,testAccuracy\nrelu,,0,good\n,mnist,1,93%\nelu,mnist,1,0.9\n", Question);

        Assert.Null(reading.Study);
        Assert.Equal(
        [
            "results.csv, line 2, column dataset: the cell is empty. Fill it, or leave the column out by --ignore.",
            "results.csv, line 2, column testAccuracy: 'good' is no number. A training without a result has an empty cell.",
            "results.csv, line 3, column activation: the cell is empty. Fill it, or leave the column out by --ignore.",
            "results.csv, line 3, column testAccuracy: '93%' is no number: leave the percent sign out.",
        ], reading.Mistakes.Order());
    }

    [Fact]
    public void A_misspelled_column_is_told_with_the_nearest_and_all()
    {
        string mistake = Assert.Single(Reading.Csv("activation,testAccuracy\nrelu,0.9\n", Reading.Question("activatoin")).Mistakes);

        Assert.Equal("results.csv has no column 'activatoin' (--factor). Did you mean 'activation'? Columns: activation, testAccuracy.",
            mistake);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("NA", null)]
    [InlineData("nan", double.NaN)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("1e-3", 0.001)]
    public void An_empty_cell_is_no_value_and_nan_is_one(string cell, double? value)
    {
        var run = Reading.Csv($"activation,testAccuracy\nrelu,{cell}\n", Reading.Question()).Runs().Single();

        Assert.Equal(value, run.Epochs.Count == 0 ? null : run.Value());
    }

    [Fact]
    public void Columns_of_numbers_flags_and_texts_are_told_apart()
    {
        var run = Reading.Csv("activation,rate,augment,version,testAccuracy\nrelu,1e-3,True,007,0.9\n", Reading.Question()).Runs()[0];

        Assert.Equal(["Number", "Flag", "Text"], new[] { "rate", "augment", "version" }.Select(s => run.Settings[s].GetType().Name));
    }

    [Fact]
    public void What_each_row_has_a_value_of_its_own_in_is_left_out_and_told()
    {
        string rows = string.Concat(Enumerable.Range(0, 6).Select(i =>
            $"{(i % 2 == 0 ? "relu" : "elu")},{i / 2},run{i},{12.5 + i % 5},0.9\n"));
        var reading = Reading.Csv("activation,seed,id,seconds,testAccuracy\n" + rows, Question);

        Assert.Equal(["activation", "seed"], reading.Runs()[0].Settings.Keys);
        Assert.Equal("Left out, since nearly every training has a value of its own there: id, seconds. What counts is kept where --block "
            + "names it.", Assert.Single(reading.Notes));
    }

    [Fact]
    public void Blocks_say_what_counts()
    {
        var reading = Reading.Csv("activation,dataset,host,seed,testAccuracy\nrelu,a,h1,0,0.9\nelu,a,h2,0,0.9\n",
            Question with { Blocks = ["dataset"] });

        Assert.Equal(["activation", "dataset", "seed"], reading.Runs()[0].Settings.Keys);
        Assert.Equal("Left out, since --block says what counts: host.", Assert.Single(reading.Notes));
    }

    private static async Task<ImportReading> Read(string path) =>
        await new CsvSource().ReadAsync(path, Reading.Question(), TestContext.Current.CancellationToken);
}
