using System.Xml.Linq;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Figures;
using Sweep.Client.Tests.Compare;
using Sweep.Store;

namespace Sweep.Client.Tests.Report;

public class FigureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public async Task A_study_with_everything_has_every_figure()
    {
        var document = ReportComposition.Compose(await ReportStudies.InputAsync(ReportStudies.Full));
        Assert.Equal(["forest", "interquartile-means", "critical-difference", "verdicts", "strip", "heat-map-learningrate",
            "heat-map-optimizer", "learning-curves", "learning-rate",
            "performance-profile", "variance-components", "power"], document.Figures.Where(f => f.Drawing is not null).Select(f => f.Id));
    }

    [Fact]
    public async Task Learning_curves_show_the_first_phase_before_the_second_and_mark_it()
    {
        var figure = LearningCurves.Draw(await ReportStudies.InputAsync(ReportStudies.Transfer,
            ReportStudies.AsPlanned with { Vocabulary = ReportStudies.Trainer }));
        var lines = XDocument.Parse(figure.Drawing!.ToSvg(isFile: true)).Descendants(Svg + "polyline")
            .Select(p => p.Attribute("points")!.Value.Split(' ').Length);
        Assert.Equal([2, 2, 3, 3], lines); // points of each level in each phase
        Assert.Contains(">first phase<", figure.Drawing!.ToSvg(isFile: true), StringComparison.Ordinal);
        Assert.EndsWith("the first phase, on its own dataset (pretrain.testAccuracy).", figure.Caption, StringComparison.Ordinal);
        Assert.DoesNotContain("first phase", LearningCurves.Draw(await ReportStudies.InputAsync(ReportStudies.Full)).Caption,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_data_do_not_support_is_left_out_with_a_reason()
    {
        var omitted = ReportComposition.Compose(await ReportStudies.InputAsync(Studies.Quickstart)).Figures.Where(f => f.Drawing is null)
            .ToDictionary(f => f.Id, f => f.Caption);
        Assert.Equal("there is one dataset.", omitted["critical-difference-datasets"]);
        Assert.Contains("nothing but activation varies", omitted["heat-map"], StringComparison.Ordinal);
        Assert.Equal("the trials report one epoch only.", omitted["learning-curves"]);
        Assert.Equal("there is one learning rate.", omitted["learning-rate"]);
        Assert.Contains("two blocks", omitted["variance-components"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_tuned_learning_rate_every_rate_is_shown_over_the_seeds_that_all_have()
    {
        var figure = RateSensitivity.Draw(await ReportStudies.InputAsync(Pruned()));
        Assert.Contains("over the 2 seeds that every rate has (0, 1)", figure.Caption, StringComparison.Ordinal);
        Assert.Equal(4, Hints(figure).Count(h => h.EndsWith("n = 2", StringComparison.Ordinal)));
        var omitted = RateSensitivity.Draw(await ReportStudies.InputAsync(Pruned(shareSeeds: false)));
        Assert.Null(omitted.Drawing);
        Assert.Contains("no seed has an outcome at every rate", omitted.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_of_rates_that_were_not_chosen_are_explained()
    {
        var figure = Assert.Single(HeatMap.Draw(await ReportStudies.InputAsync(Pruned())), f => f.Id == "heat-map-learningrate");
        Assert.Contains("-: this learningRate was not chosen for the level.", figure.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_on_every_shade_have_the_contrast_that_WCAG_asks_for()
    {
        Assert.Equal(21, Shade.Contrast("#FFFFFF", "#000000"), 6);
        Assert.Equal(4.54, Shade.Contrast("#767676", "#FFFFFF"), 2); // the grey that WCAG's examples name
        for (int i = 0; i <= 1000; i++)
            Assert.True(Shade.Contrast(Shade.Compute(i / 1000.0), Shade.TextOn(i / 1000.0)) >= 4.5, Shade.Compute(i / 1000.0));
    }

    [Fact]
    public async Task Each_comparison_has_its_row_in_the_forest_and_its_numbers_at_hand()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full);
        string[] hints = Hints(ForestPlot.Draw(input));
        Assert.Equal(3, hints.Length);
        foreach (var (comparison, hint) in input.View.Report.Comparisons.Zip(hints))
        {
            Assert.StartsWith($"{comparison.Level} - relu: {input.Scale.Difference(comparison.Overall.Difference!.Mean.Value)} pp", hint,
                StringComparison.Ordinal);
            Assert.Contains(input.Scale.Range(comparison.Overall.Difference.Interval), hint, StringComparison.Ordinal);
            Assert.Contains(MetricScale.P(comparison.Overall.Decision.AdjustedP), hint, StringComparison.Ordinal);
        }
    }

    // Under Holm six pairs cannot reach 0.05/2, whatever the difference: their curve lies on the axis, that of twelve pairs rises.
    [Fact]
    public async Task The_power_curve_of_so_few_pairs_that_nothing_can_be_decided_is_flat()
    {
        var study = new Study("""
            name: six
            dataset: mnist
            grid: { activation: [relu, arelu, tanh] }
            seeds: 6
            compare: { factor: activation, baseline: relu, adjustment: holm }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        var lines = Parse(PowerCurve.Draw(await ReportStudies.InputAsync(study))).Descendants(Svg + "polyline")
            .Select(l => l.Attribute("points")!.Value.Split(' ').Select(p => p.Split(',')[1]).Distinct().Count());
        Assert.Equal([true, false, false], lines.Select(heights => heights == 1));
    }

    [Fact]
    public async Task Every_judged_trial_is_a_mark_and_divergence_has_a_lane()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full);
        var figure = StripPlot.Draw(input);
        string[] hints = Hints(figure);
        Assert.Equal(input.Judged.Count, hints.Count(h => h.Contains(": ", StringComparison.Ordinal)));
        Assert.Single(hints, h => h.EndsWith(": diverged", StringComparison.Ordinal));
        Assert.Contains(Parse(figure).Descendants(Svg + "text"), t => t.Value == "diverged");
    }

    [Fact]
    public async Task A_pair_seen_from_the_other_side_has_the_opposite_sign()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full, ReportStudies.AsPlanned with { AllPairs = true });
        var texts = Parse(VerdictMatrix.Draw(input)).Descendants(Svg + "text").Select(t => t.Value).ToArray();
        string difference = input.Scale.Difference(input.View.Report.Comparisons[0].Overall.Difference!.Mean.Value);
        Assert.Equal("+2.30", difference);
        Assert.Contains(difference, texts);
        Assert.Contains("-2.30", texts);
    }

    [Theory]
    [InlineData(1.0, new[] { "0-1", "1-2" })] // 1.0 | 1.9 | 2.5: neighbours within 1, the ends not
    [InlineData(0.5, new string[0])]
    [InlineData(2.0, new[] { "0-2" })] // a group within a group is not drawn
    public void Levels_within_the_critical_difference_are_joined(double critical, string[] expected) =>
        Assert.Equal(expected, CriticalDifferenceDiagram.Groups([("a", 1), ("b", 1.9), ("c", 2.5)], critical)
            .Select(g => $"{g.First}-{g.Last}"));

    // R: quantile(c(1, 2, 4, 8), c(.25, .5, .75)) gives 1.75, 3, 5.
    [Theory]
    [InlineData(.25, 1.75)]
    [InlineData(.5, 3)]
    [InlineData(.75, 5)]
    public void Boxes_have_R_s_quartiles(double share, double expected) =>
        Assert.Equal(expected, StripPlot.Quantile([1, 2, 4, 8], share), 12);

    [Fact]
    public async Task Cells_of_a_heat_map_are_means_over_seeds_then_configurations()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full);
        var grid = FactorGrid.Create(input, "learningRate");
        Assert.Equal(["0.001", "0.01"], grid.Columns.Select(c => c.Label));
        double[] means = [.. input.View.Report.Summaries.Where(s => s.Level == "relu" && s.Block is { } b
            && b.Contains("learningRate=0.001", StringComparison.Ordinal)).Select(s => s.Mean!.Value)];
        Assert.Equal(2, means.Length);
        Assert.Equal(means.Average(), grid.Cells[0][0]!.Mean!.Value, 12);
    }

    [Fact]
    public async Task Blocks_are_named_by_their_values_where_that_is_unambiguous()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full);
        Assert.Equal("0.01, adam", input.ShortBlock("learningRate=0.01, optimizer=adam"));
        Assert.Equal("something else", input.ShortBlock("something else"));
    }

    [Fact]
    public void Ticks_are_round_numbers_within_the_axis() =>
        Assert.Equal(["-2", "0", "2", "4"], Axis.Linear(-3, 5, 0, 100, 4).Ticks.Select(t => t.Label));

    [Fact]
    public void An_axis_of_a_single_number_is_still_an_axis()
    {
        var axis = Axis.Linear(0.5, 0.5, 0, 100);
        Assert.Equal(50, axis[0.5], 6);
        Assert.NotEmpty(axis.Ticks);
    }

    [Fact]
    public void Series_differ_without_colour() =>
        Assert.Equal(40, Enumerable.Range(0, 40).Select(i => (SeriesStyle.ForIndex(i).Shape, SeriesStyle.ForIndex(i).Dash)).Distinct()
            .Count());

    // relu chooses 0.1 and arelu 0.01 on the seeds 0 and 1; what they did not choose has no further seeds.
    private static Study Pruned(bool shareSeeds = true) => new("""
        name: pruned
        dataset: mnist
        grid: { activation: [relu, arelu], learningRate: [0.1, 0.01] }
        seeds: 8
        compare: { factor: activation, tuning: { factors: [learningRate], metric: validationAccuracy, selectionSeeds: 2, prune: true } }
        """, trial =>
    {
        bool isRelu = Study.Label(trial, "activation") == "relu", isChosen = isRelu == (Study.Label(trial, "learningRate") == "0.1");
        return trial.Seed.Value > 1 && !isChosen ? Study.Row(trial, TrialState.Unneeded)
            : !shareSeeds && !isChosen && trial.Seed.Value == (isRelu ? 0 : 1) ? Study.Row(trial, TrialState.Failed)
            : Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial)), ("validationAccuracy", isChosen ? .9 : .8));
    });

    private static XElement Parse(ReportFigure figure) => XDocument.Parse(figure.Drawing!.ToSvg(isFile: true)).Root!;

    private static string[] Hints(ReportFigure figure) =>
        [.. Parse(figure).Descendants(Svg + "g").Select(g => g.Element(Svg + "title")?.Value).OfType<string>()];
}
