using System.Globalization;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>Confusion matrices, from the spec to the exported table.</summary>
public sealed class KeptMatrixTests : IDisposable
{
    private const string Spec = """
        name: kept
        dataset: synthetic-digits
        architecture: { name: mlp, hidden: "8" }
        protocol: { epochs: 1, batchSize: 32, trainSamples: 64 }
        optimizer: sgd
        learningRate: 0.02
        activation: relu
        seeds: 2

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", false)]
    [InlineData("keep: { confusionMatrix: false }", false)]
    [InlineData("keep: { confusionMatrix: true }", true)]
    public void A_spec_says_whether_matrices_are_kept(string keep, bool expected) =>
        Assert.Equal(new KeepPlan(expected), Read(Spec + keep).ToPlan().Keep);

    [Fact]
    public void What_is_kept_changes_no_trial_and_no_plan()
    {
        var (plain, keeping) = (Read(Spec).ToPlan(), Read(Spec + "keep: { confusionMatrix: true }").ToPlan());
        Assert.Equal(plain.Hash, keeping.Hash);
        Assert.Equal(plain.Trials.Select(t => t.Id), keeping.Trials.Select(t => t.Id));
    }

    [Theory]
    [InlineData("keep: { confusion: true }", "There is no key 'confusion'", "confusionMatrix")]
    [InlineData("keep: everything", "Expected what is stored beside metrics, such as { confusionMatrix: true }")]
    [InlineData("keep: { confusionMatrix: yes please }", "Expected tr")]
    public void What_a_spec_gets_wrong_is_told_with_its_place(string keep, params string[] expected)
    {
        string message = Assert.Throws<UserErrorException>(() => Read(Spec + keep)).Message;
        Assert.Contains("spec.yaml:9:", message, StringComparison.Ordinal);
        Assert.All(expected, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Masks_have_no_confusion_matrix()
    {
        string masks = Spec.Replace("synthetic-digits", "shape-masks", StringComparison.Ordinal)
            .Replace("{ name: mlp, hidden: \"8\" }", "unet", StringComparison.Ordinal) + "keep: { confusionMatrix: true }";
        Assert.Contains("A confusion matrix is of classes, and the dataset shape-masks has none: leave keep.confusionMatrix out.",
            Assert.Throws<UserErrorException>(() => Read(masks)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_matrix_of_each_trial_can_be_exported_after_a_run()
    {
        File.WriteAllText(folder["spec.yaml"], Spec + "keep: { confusionMatrix: true }");
        var run = await SweepProcess.RunAsync(folder.FullName, "run", "spec.yaml", "-q");
        Assert.True(run.Code == 0, run.Error);
        var export = await SweepProcess.RunAsync(folder.FullName, "export", "spec.yaml", "--confusion");
        Assert.True(export.Code == 0, export.Error);
        string[][] rows = [.. export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(','))];
        int trial = Array.IndexOf(rows[0], "trial"), samples = Array.IndexOf(rows[0], "samples");
        long[] perTrial = [.. rows.Skip(1).GroupBy(row => row[trial])
            .Select(g => g.Sum(row => long.Parse(row[samples], CultureInfo.InvariantCulture)))];
        Assert.Equal(2, perTrial.Length);
        Assert.All(perTrial, count => Assert.Equal(Trainer.Data.Drawn.SyntheticDigits.Description.TestCount, count));

        var both = await SweepProcess.RunAsync(folder.FullName, "export", "spec.yaml", "--confusion", "--long");
        Assert.NotEqual(0, both.Code);
        Assert.Contains("--long and --confusion are two tables: name one of them.", both.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trials_without_matrices_are_named_so_beside_the_empty_table()
    {
        File.WriteAllText(folder["spec.yaml"], Spec);
        var submit = await SweepProcess.RunAsync(folder.FullName, "submit", "spec.yaml");
        Assert.True(submit.Code == 0, submit.Error);
        var export = await SweepProcess.RunAsync(folder.FullName, "export", "spec.yaml", "--confusion");
        Assert.Single(export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)); // the header
        Assert.Contains("None of these trials has a confusion matrix.", export.Error, StringComparison.Ordinal);
    }

    private SweepSpec Read(string text)
    {
        File.WriteAllText(folder["spec.yaml"], text);
        return SpecFile.Read(folder["spec.yaml"], forTraining: true);
    }
}
