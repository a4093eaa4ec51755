using System.Text.Json.Nodes;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;

namespace Sweep.Client.Tests.Compare;

/// <summary>What users read where the effect differs between blocks.</summary>
public class DifferingBlocksTests
{
    [Fact]
    public void Better_on_average_names_the_blocks_that_say_otherwise()
    {
        var view = Rendering.Answer(Rates("", rate => rate == "0.1" ? .05 : -.04));
        string text = Rendering.Table(view, width: 400);
        Assert.Contains("arelu is better than relu on average: +0.5", text, StringComparison.Ordinal);
        Assert.Contains(" Blocks have opposite effects: better at learningRate=0.1, worse at learningRate=0.01 (effects alike: p < "
            + "0.001; no opposite signs: p < 0.001).",
            text, StringComparison.Ordinal);
        Assert.Contains(" better on average", text, StringComparison.Ordinal);
        Assert.Contains("Better over blocks: by the mean of the blocks' mean differences, each weighing the same; a single block may "
            + "differ.",
            text, StringComparison.Ordinal);
    }

    [Fact]
    public void Effects_that_cancel_are_never_called_equivalent_without_more()
    {
        var view = Rendering.Answer(Rates(", rope: 0.002", rate => rate == "0.1" ? .05 : -.05));
        string text = Rendering.Table(view, width: 400);
        Assert.Contains("arelu and relu are equivalent on average:", text, StringComparison.Ordinal);
        Assert.Contains("better at learningRate=0.1, worse at learningRate=0.01", text, StringComparison.Ordinal);
        var json = JsonNode.Parse(ComparisonJson.Write(view))!["comparisons"]![0]!["overall"]!;
        Assert.Equal(("equivalent", true, true),
            ((string)json["verdict"]!, (bool)json["isOnAverage"]!, (bool)json["blockEffects"]!["isOpposite"]!));
        Assert.Equal("learningRate=0.1", (string)json["blockEffects"]!["better"]![0]!);
        string[][] csv = [.. ComparisonCsv.Write(view).Split('\n').Select(l => l.Split(','))];
        Assert.Equal("true", csv[1][Array.IndexOf(csv[0], "isOnAverage")]);
    }

    [Fact]
    public void A_table_of_means_says_over_columns_that_an_effect_is_one_on_average()
    {
        var view = Rendering.Answer(Rates("", rate => rate == "0.1" ? .05 : -.04),
            Rendering.AsPlanned with { Columns = ["learningRate"] });
        string text = Rendering.Table(view, width: 400);
        Assert.Contains("Over all columns relu is worse than arelu, the best other activation on average", text.Replace(" learnable", "",
            StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Simultaneous_intervals_stand_beside_adjusted_p_and_plain_ones_are_narrower()
    {
        var study = new Study("""
            name: family
            dataset: mnist
            grid: { activation: [relu, arelu, tanh, swish, elu] }
            seeds: 10
            compare: { factor: activation, baseline: relu }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        var view = Rendering.Answer(study);
        foreach (var result in view.Report.Comparisons.Select(c => c.Overall))
        {
            var (together, plain) = (result.Difference!.Interval!.Value, result.Difference.PlainInterval!.Value);
            Assert.True(together.Lower <= plain.Lower && plain.Upper <= together.Upper, $"{plain} within {together}");
            bool excludes = together.Lower > 0 || together.Upper < 0;
            Assert.True(excludes || result.Decision.Verdict == Verdict.Undecided || together.Lower == 0 || together.Upper == 0);
            Assert.True(!excludes || result.Decision.AdjustedP <= .05, $"{together} beside p = {result.Decision.AdjustedP}");
        }
    }

    // Ten seeds at two learning rates, the effect as told, with a spread of 0.1 points.
    private static Study Rates(string more, Func<string, double> effect) => new($$"""
        name: rates
        dataset: mnist
        grid: { activation: [relu, arelu], learningRate: [0.1, 0.01] }
        seeds: 10
        compare: { factor: activation, baseline: relu{{more}} }
        """, trial =>
    {
        string rate = Study.Label(trial, "learningRate"), level = Study.Label(trial, "activation");
        double accuracy = .5 + .02 * Study.Noise(trial, "seed");
        return Study.Completed(trial, ("testAccuracy",
            level == "relu" ? accuracy : accuracy + effect(rate) + .002 * (Study.Noise(trial, level) - .5)));
    });
}
