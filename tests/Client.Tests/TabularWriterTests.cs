using System.Text.Json;
using Sweep.Client.Output;

namespace Sweep.Client.Tests;

public sealed class TabularWriterTests
{
    private static readonly TabularColumn[] Columns = [new("name"), new("learningRate", true)];

    [Fact]
    public async Task Csv_quotes_what_would_break_a_line()
    {
        string csv = await WriteAsync(OutputFormat.Csv, ["a,b", 0.1], ["say \"x\"", null]);
        Assert.Equal("name,learningRate\r\n\"a,b\",0.1\r\n\"say \"\"x\"\"\",\r\n", csv);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+SUM(A1)", "'+SUM(A1)")]
    [InlineData("-cmd|' /c calc'!A0", "'-cmd|' /c calc'!A0")]
    [InlineData("@x", "'@x")]
    [InlineData(" =1+1", "' =1+1")]
    [InlineData("\t=1", "\"'\t'=1\"")]
    [InlineData("\r=1", "\"'\r'=1\"")]
    [InlineData("\nabc", "\"'\nabc\"")]
    [InlineData("a;=1+1", "\"a;'=1+1\"")]
    [InlineData("a\t@x;-2", "\"a\t'@x;-2\"")]
    [InlineData("a\r\n =1+1;b", "\"a\r\n' =1+1;b\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("=\"a\",b", "\"'=\"\"a\"\",b\"")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("+1e-3", "+1e-3")]
    [InlineData("-Infinity", "-Infinity")]
    [InlineData("-", "-")]
    [InlineData("a=b", "a=b")]
    [InlineData("2 - 1", "2 - 1")]
    public async Task No_text_in_csv_is_a_formula_for_a_spreadsheet_and_numbers_stay_numbers(string text, string field)
    {
        Assert.Equal($"name,learningRate\r\n{field},-1.5\r\n", await WriteAsync(OutputFormat.Csv, [text, -1.5]));
        using var json = JsonDocument.Parse(await WriteAsync(OutputFormat.Json, [text, -1.5]));
        Assert.Equal(text, json.RootElement[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Columns_of_one_name_are_told_apart_in_every_format()
    {
        var data = Tabular.Create([new("a"), new("a_2"), new("a"), new("=a"), new("a")], [[1, 2, 3, 4, 5]]);
        var screen = new RememberingScreen();
        await TabularWriter.WriteAsync(data, OutputFormat.Csv, screen.Screen, CancellationToken.None);
        Assert.Equal("a,a_2,a_3,'=a,a_4\r\n1,2,3,4,5\r\n", screen.Data.ToString());
        Assert.Equal(["a", "a_2", "a_3", "=a", "a_4"], data.Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task Json_within_json_is_a_value_and_elsewhere_text()
    {
        using var labels = JsonDocument.Parse("{\"activation\":\"relu\"}");
        using var json = JsonDocument.Parse(await WriteAsync(OutputFormat.Json, [labels.RootElement, null]));
        Assert.Equal("relu", json.RootElement[0].GetProperty("name").GetProperty("activation").GetString());
        string csv = await WriteAsync(OutputFormat.Csv, [labels.RootElement, null]);
        Assert.Contains("\"{\"\"activation\"\":\"\"relu\"\"}\"", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_an_array_of_objects_and_spells_out_what_is_no_number()
    {
        using var json = JsonDocument.Parse(await WriteAsync(OutputFormat.Json, ["finite", 0.25], ["nan", double.NaN], ["none", null]));
        var values = json.RootElement.EnumerateArray().Select(row => row.GetProperty("learningRate")).ToArray();
        Assert.Equal(0.25, values[0].GetDouble());
        Assert.Equal("NaN", values[1].GetString());
        Assert.Equal(JsonValueKind.Null, values[2].ValueKind);
    }

    [Fact]
    public async Task Json_of_no_rows_is_an_empty_array()
    {
        using var json = JsonDocument.Parse(await WriteAsync(OutputFormat.Json));
        Assert.Equal(0, json.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task A_table_spells_column_names_as_words()
    {
        var screen = new RememberingScreen();
        await TabularWriter.WriteAsync(Tabular.Create(Columns, [["relu", 0.01]]), OutputFormat.Table, screen.Screen,
            CancellationToken.None);
        Assert.Contains("learning rate", screen.Tables.Output);
        Assert.Contains("0.01", screen.Tables.Output);
    }

    [Fact]
    public async Task What_does_not_fit_the_width_is_written_as_one_block_per_row()
    {
        var screen = new RememberingScreen();
        TabularColumn[] wide = [new("first"), new("second"), new("third")];
        await TabularWriter.WriteAsync(Tabular.Create(wide, [[new string('a', 40), new string('b', 40), "c"]]), OutputFormat.Table,
            screen.Screen, CancellationToken.None);
        Assert.Equal(["first   " + new string('a', 40), "second  " + new string('b', 40), "third   c"],
            screen.Tables.Lines.Where(l => l.Length > 0));
    }

    [Fact]
    public async Task The_last_column_of_a_table_wraps_at_words_within_the_width()
    {
        var screen = new RememberingScreen();
        string words = string.Join(' ', Enumerable.Repeat("word", 40));
        await TabularWriter.WriteAsync(Tabular.Create([new("name"), new("text")], [["relu", words]]), OutputFormat.Table, screen.Screen,
            CancellationToken.None);
        Assert.All(screen.Tables.Lines, line => Assert.True(line.Length <= 80, line));
        Assert.Equal(40, screen.Tables.Output.Split("word").Length - 1);
    }

    [Fact]
    public async Task A_text_of_many_words_is_wrapped_without_losing_one()
    {
        var screen = new RememberingScreen();
        string words = string.Join(' ', Enumerable.Repeat("word", 50_000));
        await TabularWriter.WriteAsync(Tabular.Create([new("name"), new("text")], [["relu", words]]), OutputFormat.Table, screen.Screen,
            CancellationToken.None);
        Assert.Equal(50_000, screen.Tables.Output.Split("word").Length - 1);
    }

    [Fact]
    public async Task Numbers_do_not_follow_the_culture_of_the_machine()
    {
        Assert.Contains("0.5", await WriteAsync(OutputFormat.Csv, ["x", 0.5]));
    }

    private static async Task<string> WriteAsync(OutputFormat format, params object?[][] rows)
    {
        var screen = new RememberingScreen();
        await TabularWriter.WriteAsync(Tabular.Create(Columns, rows), format, screen.Screen, CancellationToken.None);
        return screen.Data.ToString();
    }
}
