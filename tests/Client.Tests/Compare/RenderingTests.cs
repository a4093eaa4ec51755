using System.Text.Json;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Trainer.Protocols;
using static Sweep.Client.Tests.Compare.Rendering;

namespace Sweep.Client.Tests.Compare;

public class RenderingTests
{
    [Fact]
    public void One_block_reads_well_in_80_columns() => Golden.Matches("quickstart.txt", Table(Answer(Studies.Quickstart)));

    [Fact]
    public void All_verdicts_fit_one_line() =>
        Assert.Equal("better than relu: arelu +2.29 pp; worse than relu: tanh -0.80 pp; equivalent to relu: swish +0.03 pp",
            VerdictText.InShort(Answer(Studies.Quickstart)));

    [Fact]
    public void A_line_of_many_verdicts_names_the_largest_differences() =>
        Assert.Equal("undecided against relu: softplus, arelu, selu and 6 more", VerdictText.InShort(Answer(Studies.Many)));

    [Fact]
    public void Blocks_divergence_and_missing_pairs_are_told() => Golden.Matches("blocks.txt", Table(Answer(Studies.Blocks)));

    [Fact]
    public void Many_levels_are_grouped_by_verdict() => Golden.Matches("many.txt", Table(Answer(Studies.Many)));

    [Fact]
    public void A_tuned_loss_shows_what_was_chosen() => Golden.Matches("tuned.txt", Table(Answer(Studies.Tuned)));

    [Fact]
    public void An_unplanned_factor_is_exploratory_and_unpaired() =>
        Golden.Matches("unplanned.txt", Table(Answer(Studies.Blocks, Rendering.AsPlanned with { Factor = "optimizer" })));

    [Fact]
    public void Rows_and_columns_make_the_table_of_a_paper() => Golden.Matches("matrix.txt", Table(Answer(Studies.Blocks, Matrix)));

    [Fact]
    public void The_papers_table_fits_80_columns() =>
        Golden.Matches("paper.txt", Table(Answer(PaperStudy.FiveSeeds, Matrix with { Vocabulary = TrainerVocabulary.Create() })));

    [Fact]
    public void The_csv_of_a_matrix_has_one_row_per_cell() =>
        Golden.Matches("matrix.csv", ComparisonCsv.Write(Answer(Studies.Blocks, Matrix)));

    [Fact]
    public void The_csv_has_one_row_per_comparison_and_block() => Golden.Matches("blocks.csv", ComparisonCsv.Write(Answer(Studies.Blocks)));

    [Fact]
    public void The_json_has_every_number() => Golden.Matches("quickstart.json", ComparisonJson.Write(Answer(Studies.Quickstart)));

    [Theory]
    [MemberData(nameof(AllStudies))]
    public void No_line_is_wider_than_the_terminal(int study)
    {
        string[] lines = Table(Answer(All[study])).Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void A_terminal_too_narrow_for_a_table_loses_columns_that_are_named_and_no_word_is_cut()
    {
        string text = Table(Answer(Studies.Quickstart), width: 64);
        Assert.Contains(" minus relu  diff (pp)    95% interval  n  p adj  verdict", text, StringComparison.Ordinal);
        Assert.Contains(" swish           +0.03  -0.03 to +0.09  8  0.195  equivalent", text, StringComparison.Ordinal);
        Assert.Contains(" No room for: d_z, w/t/l (--format csv has it).", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_single_level_it_is_said_that_there_is_nothing_to_compare_and_nothing_of_tests()
    {
        var study = new Study("""
            name: single
            dataset: secret-data
            grid: { activation: [relu, arelu], optimizer: [sgd, adam] }
            seeds: 6
            compare: { factor: activation }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        CompareSettings settings = Rendering.AsPlanned with { Factor = "learningRate" };
        string text = Table(Answer(study, settings));
        Assert.Contains("There is nothing to compare: learningRate has the single level 0.01.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Within blocks", text, StringComparison.Ordinal);
        Assert.DoesNotContain("blocks: .", text, StringComparison.Ordinal);
        Assert.DoesNotContain("adjusted by", text, StringComparison.Ordinal);
        var document = Client.Report.ReportComposition.Compose(await Report.ReportStudies.InputAsync(study, settings));
        Assert.DoesNotContain(document.Sections.SelectMany(s => s.Blocks).OfType<Client.Report.Documents.ReportBlock.Subheading>(),
            h => h.Text.StartsWith("Within blocks", StringComparison.Ordinal));
    }

    [Fact]
    public void Levels_that_share_no_block_are_said_to_be_apart_with_the_remedy()
    {
        var study = new Study("""
            name: apart
            dataset: secret-data
            grid: { optimizer: [{ name: sgd, with: { learningRate: [0.1] } }, { name: adam, with: { learningRate: [0.001] } }] }
            seeds: 6
            compare: { factor: optimizer, baseline: adam }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        string text = Table(Answer(study));
        Assert.Contains("sgd against adam was not tested: they share no learningRate.", text, StringComparison.Ordinal);
        Assert.Contains("tuning: { factors: [learningRate], selectionSeeds: 2 }", text.Replace('\n', ' '), StringComparison.Ordinal);
        Assert.DoesNotContain("\nlearningRate=0.1\n", text, StringComparison.Ordinal); // no table without a number
    }

    [Fact]
    public void Differences_of_accuracies_have_as_many_decimals_as_their_intervals_justify()
    {
        var study = new Study("""
            name: close
            dataset: secret-data
            grid: { activation: [relu, arelu] }
            seeds: 10
            compare: { factor: activation }
            """, trial => Study.Completed(trial, ("testAccuracy", 0.95 + 1e-4 * trial.Seed.Value
            + (Study.Label(trial, "activation") == "arelu" ? 2e-5 + 1e-6 * trial.Seed.Value : 0))));
        Assert.Contains("arelu is better than relu: +0.0025 pp (95% interval +0.0022 to +0.0027 pp", Table(Answer(study)),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllStudies))]
    public void Json_is_json_whatever_is_missing(int study)
    {
        using var document = JsonDocument.Parse(ComparisonJson.Write(Answer(All[study], Matrix)));
        Assert.Equal(2, document.RootElement.GetProperty("formatVersion").GetInt32());
    }

    [Fact]
    public void A_single_seed_has_no_spread_and_no_crash()
    {
        var study = new Study("""
            name: one
            dataset: secret-data
            grid: { activation: [relu, arelu] }
            seeds: 1
            compare: { factor: activation }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        string text = Table(Answer(study));
        Assert.Contains("1 pair: the smallest possible p is 1;", text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(ComparisonJson.Write(Answer(study)));
        var difference = document.RootElement.GetProperty("comparisons")[0].GetProperty("overall").GetProperty("difference");
        Assert.Equal(JsonValueKind.Null, difference.GetProperty("standardError").ValueKind);
    }

    public static TheoryData<int> AllStudies => [0, 1, 2, 3, 4];

    private static Study[] All => [Studies.Quickstart, Studies.Blocks, Studies.Many, Studies.Tuned, PaperStudy.FiveSeeds];

    private static CompareSettings Matrix => Rendering.AsPlanned with { Rows = "activation", Columns = ["optimizer", "learningRate"] };
}
