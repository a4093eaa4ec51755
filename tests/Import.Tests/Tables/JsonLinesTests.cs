using Sweep.Import.Sources;
using Sweep.Import.Tables;
using Sweep.Testing;

namespace Sweep.Import.Tests.Tables;

public sealed class JsonLinesTests
{
    private static readonly ImportQuestion Question = Reading.Question() with { Seed = "seed" };

    [Fact]
    public void Objects_within_objects_are_settings_of_their_own()
    {
        var run = Reading.Json("""{"activation": "relu", "seed": 3, "optimizer": {"name": "sgd", "momentum": 0.9}, "testAccuracy": 0.5}""",
            Question).Runs().Single();

        Assert.Equal(("sgd", "0.9", "3"), (run.Label("optimizer.name"), run.Label("optimizer.momentum"), run.Label("seed")));
    }

    [Fact]
    public void The_nan_of_python_is_read()
    {
        var run = Reading.Json("""{"activation": "relu", "seed": 0, "testAccuracy": NaN}""", Question).Runs().Single();

        Assert.Equal(double.NaN, run.Value());
    }

    [Fact]
    public void A_text_that_looks_like_nan_stays_a_text()
    {
        var run = Reading.Json("""{"activation": "relu", "note": "loss: NaN, twice", "seed": 0, "testAccuracy": 0.5}""", Question).Runs()
            .Single();

        Assert.Equal("loss: NaN, twice", run.Label("note"));
    }

    [Fact]
    public void Nans_that_follow_each_other_are_read()
    {
        var run = Reading.Json("""{"activation": "relu", "last": [NaN,NaN,-Infinity], "seed": 0, "testAccuracy": 0.5}""", Question).Runs()
            .Single();

        Assert.Equal("""["NaN","NaN","-Infinity"]""", run.Label("last"));
    }

    [Fact]
    public void An_array_of_objects_is_read_too()
    {
        var runs = Reading.Json("""[{"activation": "relu", "testAccuracy": 1}, {"activation": "elu", "testAccuracy": 0.5}]""",
            Reading.Question()).Runs();

        Assert.Equal(["object 1", "object 2"], runs.Select(r => r.Place));
    }

    [Fact]
    public void A_setting_has_values_of_one_kind()
    {
        string mistake = Assert.Single(Reading.Json("""
            {"activation": "relu", "rate": 0.1, "testAccuracy": 1}
            {"activation": "elu", "rate": "high", "testAccuracy": 1}
            """, Reading.Question()).Mistakes);

        Assert.Equal("results.jsonl, line 2, column rate: 'high' is a text, and the column begins with a number. A setting has values of "
            + "one kind.", mistake);
    }

    [Fact]
    public void A_line_that_is_no_json_is_told()
    {
        var mistakes = Reading.Json(
            "{\"activation\": \"relu\", \"testAccuracy\": 1}\n{\"activation\": }\n[1]\n", Reading.Question()).Mistakes;

        Assert.Equal(2, mistakes.Count);
        Assert.StartsWith("results.jsonl, line 2: this is not JSON:", mistakes[0]);
        Assert.StartsWith("results.jsonl, line 3: an object is expected", mistakes[1]);
    }

    [Fact]
    public void It_is_recognised_by_its_first_character()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("results.txt", [.. "  {\"a\": 1, \"b\": 2}\n"u8]);

        Assert.True(ImportSources.TryFind(path, null, out var source, out _));
        Assert.IsType<JsonLinesSource>(source);
    }
}
