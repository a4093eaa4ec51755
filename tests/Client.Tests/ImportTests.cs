using System.Text;
using System.Text.Json;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>Results from elsewhere as a user brings them.</summary>
public sealed class ImportTests : IDisposable
{
    // 14 datasets and four learners, a row for each dataset.
    private const string Datasets = """
        dataset,C4.5,C4.5+m,C4.5+cf,C4.5+m+cf
        adult,0.763,0.768,0.771,0.798
        breast_cancer,0.599,0.591,0.59,0.569
        breast_cancer_wisconsin,0.954,0.971,0.968,0.967
        cmc,0.628,0.661,0.654,0.657
        ionosphere,0.882,0.888,0.886,0.898
        iris,0.936,0.931,0.916,0.931
        liver_disorders,0.661,0.668,0.609,0.685
        lung_cancer,0.583,0.583,0.563,0.625
        lymphography,0.775,0.838,0.866,0.875
        mushroom,1,1,1,1
        primary_tumor,0.94,0.962,0.965,0.962
        rheum,0.619,0.666,0.614,0.669
        voting,0.972,0.981,0.975,0.975
        wine,0.957,0.978,0.946,0.97
        """;

    private const string Runs = "activation,seed,testAccuracy\nrelu,0,0.91\nelu,0,0.92\nrelu,1,0.90\nelu,1,nan\ngelu,0,\n";
    private static readonly string[] OfRuns = ["--name", "study", "--factor", "activation", "--seed", "seed", "--metric", "testAccuracy"];
    private static readonly string[] OfDatasets =
        ["--name", "trees", "--factor", "learner", "--wide", "--paired-by", "dataset", "--metric", "auc", "--baseline", "C4.5"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>With a, m, cf and mcf the columns, by SciPy 1.10:
    /// stats.ttest_rel(m, a).pvalue = 0.013755830847342564;
    /// stats.friedmanchisquare(a, m, cf, mcf): statistic 10.952380952380956, p 0.011986176325417788;
    /// d = np.round(np.array(m) - a, 6); stats.permutation_test((d,), np.mean, permutation_type="samples", n_resamples=np.inf): p
    /// 0.00732421875; of Wilcoxon's signed ranks with zeros after Pratt, r = stats.rankdata(abs(d)); r[d == 0] = 0;
    /// stats.permutation_test((d,), lambda v, axis=-1: (np.sign(v) * r).sum(axis), ...): p 0.0078125.</summary>
    [Fact]
    public async Task The_verdict_of_an_imported_table_has_the_values_of_scipy()
    {
        await ImportAsync(Datasets, OfDatasets);
        var ended = await RunAsync("compare", "trees", "--format", "json");

        Assert.True(ended.Code == 0, ended.Error);
        var answer = JsonDocument.Parse(ended.Output).RootElement;
        var tests = answer.GetProperty("comparisons")[0].GetProperty("overall").GetProperty("tests");
        Assert.Equal(0.013755830847342564, tests.GetProperty("t").GetDouble(), 1e-12);
        Assert.Equal(0.00732421875, tests.GetProperty("signFlip").GetDouble());
        Assert.Equal(0.0078125, tests.GetProperty("signedRank").GetDouble());
        var friedman = answer.GetProperty("omnibus").GetProperty("friedman").GetProperty("tieCorrected");
        Assert.Equal(10.952380952380956, friedman.GetProperty("statistic").GetDouble(), 1e-9);
        Assert.Equal(0.011986176325417788, friedman.GetProperty("p").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Table_explanation_report_and_json_say_that_it_was_imported_and_not_planned()
    {
        const string said = "the results were imported from table.csv, and the comparison was not planned before them";
        await ImportAsync(Datasets, OfDatasets);

        Assert.Contains($"Exploratory: {said}.", OnOneLine((await RunAsync("compare", "trees")).Output));
        Assert.Contains(said, OnOneLine((await RunAsync("compare", "trees", "--explain", "C4.5+m")).Output));
        Assert.False(JsonDocument.Parse((await RunAsync("compare", "trees", "--format", "json")).Output).RootElement
            .GetProperty("isPlanned").GetBoolean());
        var report = await RunAsync("report", "trees", "--out", "report");
        Assert.True(report.Code == 0, report.Error);
        foreach (string file in new[] { "report.html", "report.md", "methods.tex" })
            Assert.Contains(said, OnOneLine(await File.ReadAllTextAsync(folder["report/" + file], TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task An_import_tells_what_it_found_and_a_grown_file_adds_its_rows_only()
    {
        var first = await ImportAsync(Runs, OfRuns);
        var same = await ImportAsync(Runs, OfRuns);
        var grown = await ImportAsync(Runs + "relu,2,0.93\n", OfRuns);

        Assert.Contains("study: 5 trainings imported from table.csv, 5 in all: 3 completed, 1 diverged, 1 failed", first);
        Assert.Contains("study: nothing new in table.csv; 5 trainings stored", same);
        Assert.Contains("study: 1 training imported from table.csv, 6 in all", grown);
        var query = await RunAsync("query", "select activation || ' ' || seed from v_trials where seed = 2", "--format", "csv");
        Assert.Contains("relu 2", query.Output);
    }

    [Fact]
    public async Task A_changed_value_is_refused_and_nothing_is_stored()
    {
        await ImportAsync(Runs, OfRuns);
        Write("table.csv", Runs.Replace("0.92", "0.99", StringComparison.Ordinal) + "relu,9,1\n");
        var changed = await RunAsync(["import", "table.csv", .. OfRuns]);

        Assert.Equal(2, changed.Code);
        Assert.Contains("table.csv, line 3: testAccuracy is 0.99, and 0.92 is stored.", OnOneLine(changed.Error));
        Assert.Contains("1 mistake; nothing was stored.", OnOneLine(changed.Error));
        Assert.Contains("5", (await RunAsync("query", "select count(*) from v_trials", "--format", "csv")).Output);
    }

    [Fact]
    public async Task An_imported_sweep_is_not_trained()
    {
        await ImportAsync(Runs, OfRuns);
        string spec = (await RunAsync("query", "select spec_text from sweeps", "--format", "json")).Output;
        Write("spec.yaml", JsonDocument.Parse(spec).RootElement[0].GetProperty("spec_text").GetString()!);

        var status = await RunAsync("status", "study");
        Assert.Contains("study: 1 failed by missing or damaged data. `sweep status study --failed` shows them.", OnOneLine(status.Error));
        foreach (string[] command in new[] { new[] { "retry", "study" }, ["run", "spec.yaml"], ["submit", "spec.yaml"] })
        {
            var refused = await RunAsync(command);
            Assert.Equal(2, refused.Code);
            Assert.Contains("The results of study were imported from table.csv: there is nothing to train.", OnOneLine(refused.Error));
        }
    }

    [Fact]
    public async Task A_sweep_that_was_trained_here_keeps_its_name()
    {
        Write("spec.yaml", "name: study\ndataset: synthetic-digits\narchitecture: mnist-conv\nactivation: relu\noptimizer: sgd\n"
            + "learningRate: 0.02\nseeds: 1\n");
        Assert.Equal(0, (await RunAsync("submit", "spec.yaml")).Code);
        Write("table.csv", Runs);
        var refused = await RunAsync(["import", "table.csv", .. OfRuns]);

        Assert.Equal(2, refused.Code);
        Assert.Contains("has a sweep 'study' that was trained here: give another --name.", OnOneLine(refused.Error));
    }

    private async Task<string> ImportAsync(string csv, string[] options)
    {
        Write("table.csv", csv);
        var ended = await RunAsync(["import", "table.csv", .. options]);
        Assert.True(ended.Code == 0, ended.Error);
        return OnOneLine(ended.Error);
    }

    private void Write(string name, string text) => folder.Write(name, Encoding.UTF8.GetBytes(text));

    private Task<SweepProcess.Ended> RunAsync(params string[] arguments) => SweepProcess.RunAsync(folder.FullName, arguments);

    private static string OnOneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
