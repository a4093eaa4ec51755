using Sweep.Import.Designs;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Import.Tests.Designs;

public sealed class StudyDesignTests
{
    private const string Complete = "activation,rate,seed,testAccuracy\nrelu,0.1,0,0.9\nrelu,0.1,1,0.8\nelu,0.1,0,0.7\nelu,0.1,1,0.6\n";

    [Fact]
    public void The_text_that_is_stored_gives_the_same_plan_with_exactly_the_imported_trials()
    {
        var sweep = Studies.Sweep(Complete, Studies.Request() with { Baseline = "relu", Alpha = 0.01, Rope = 0.02 });

        var again = SpecReader.Read(sweep.Plan.SpecText, new SpecVocabulary([])).Spec!.ToPlan();
        Assert.Equal(sweep.Plan.Hash, again.Hash);
        Assert.Equal(again.Trials.Select(t => t.Id), sweep.Trials.Select(t => t.Trial.Id));
        Assert.Equal(("activation", "relu", "testAccuracy", 0.01, 0.02), (again.Comparison!.Factor, again.Comparison.Baseline,
            again.Comparison.Metric, again.Comparison.Alpha, again.Comparison.Rope));
    }

    [Fact]
    public void A_baseline_may_be_written_as_another_form_of_its_number()
    {
        var request = new ImportRequest("study", Reading.Question("rate") with { Seed = "seed" }) { Baseline = "1e-1" };
        var sweep = Studies.Sweep("rate,seed,testAccuracy\n0.10,0,0.9\n0.2,0,0.8\n", request);

        Assert.Equal("0.1", sweep.Plan.Comparison!.Baseline);
    }

    [Fact]
    public void Trials_of_a_seed_are_partners_across_the_levels_of_the_factor()
    {
        var sweep = Studies.Sweep(Complete, Studies.Request());

        Assert.All(sweep.Trials.GroupBy(t => t.Trial.Seed), g => Assert.Single(g.Select(t => t.Trial.StreamKey).Distinct()));
        Assert.Equal(2, sweep.Trials.Select(t => t.Trial.StreamKey).Distinct().Count());
    }

    [Fact]
    public void Without_seeds_nothing_is_paired_and_that_is_told()
    {
        var design = Studies.Design("activation,testAccuracy\nrelu,0.9\nrelu,0.8\nelu,0.7\n", Studies.Request() with
        {
            Question = Reading.Question(),
        });

        Assert.Equal(3, design.Sweep!.Trials.Select(t => t.Trial.StreamKey).Distinct().Count());
        Assert.Equal([0, 1, 0], design.Sweep.Trials.OrderBy(t => t.Level() != "relu").Select(t => t.Trial.Seed.Value));
        Assert.Contains(design.Notes, n => n.StartsWith("No seed is named: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Seeds_that_are_texts_are_numbered()
    {
        var sweep = Studies.Sweep("activation,seed,testAccuracy\nrelu,b,0.9\nrelu,a,0.8\nelu,b,0.7\nelu,a,0.6\n", Studies.Request());

        Assert.Equal([0, 1], sweep.Plan.Trials.Select(t => t.Seed.Value).Distinct());
        Assert.Equal(0.6, sweep.Trials.Single(t => t.Level() == "elu" && t.Trial.Seed.Value == 1).Epochs[0].Values[0].Value);
    }

    [Fact]
    public void What_makes_partners_is_no_setting()
    {
        var request = Studies.Request() with { Question = Reading.Question() with { PairedBy = ["dataset", "fold"] } };
        const string csv = "activation,dataset,fold,testAccuracy\nrelu,a,1,1\nelu,a,1,1\nrelu,a,2,1\nelu,a,2,1\nrelu,b,1,1\nelu,b,1,1\n";
        var sweep = Studies.Sweep(csv, request);

        Assert.Equal(["activation", "trainer"], sweep.Trials[0].Trial.Configuration.Settings.Keys);
        Assert.Equal([0, 1, 2], sweep.Trials.Select(t => t.Trial.Seed.Value).Distinct().Order());
    }

    [Fact]
    public void A_table_with_holes_has_no_trials_for_them()
    {
        const string csv = "activation,dataset,seed,testAccuracy\nrelu,a,0,1\nelu,a,0,1\nrelu,b,0,1\nrelu,b,7,1\n";
        var sweep = Studies.Sweep(csv, Studies.Request());

        Assert.Equal(["relu a 0", "elu a 0", "relu b 0", "relu b 7"],
            sweep.Trials.Select(t => $"{t.Level()} {t.Level("dataset")} {t.Trial.Seed}"));
    }

    [Fact]
    public void A_last_value_that_is_not_finite_diverged_and_none_failed()
    {
        var sweep = Studies.Sweep("activation,seed,testAccuracy,testLoss\nrelu,0,0.9,nan\nelu,0,nan,1\ngelu,0,,1\n",
            Studies.Request("testAccuracy", "testLoss"));

        Assert.Equal(new TrialOutcome.Completed(), sweep.OutcomeOf("relu"));
        Assert.Equal(new TrialOutcome.Diverged(1, 0), sweep.OutcomeOf("elu"));
        Assert.Equal(new TrialOutcome.Failed(FailureKind.Data, "testAccuracy is empty in results.csv, line 4."), sweep.OutcomeOf("gelu"));
    }

    [Fact]
    public void Mistakes_of_the_design_are_told_at_once_with_their_lines()
    {
        var design = Studies.Design("activation,seed,testAccuracy\nrelu,0,1\nrelu,0,0.9\nrelu,1,1\n", Studies.Request() with
        {
            Baseline = "Relu",
        });

        Assert.Equal(
        [
            "results.csv, line 3: line 2 has the same settings and the same seed. Name what tells them apart by --block or --paired-by, or "
                + "remove one.",
            "results.csv: activation has the single level relu; a comparison needs two.",
            "--baseline Relu: activation has no such level. Did you mean 'relu'? Levels: relu.",
        ], design.Mistakes);
        Assert.Null(design.Sweep);
    }

    [Fact]
    public void A_seed_is_whole_or_a_text()
    {
        var design = Studies.Design("activation,seed,testAccuracy\nrelu,0.5,1\nelu,1,1\n", Studies.Request());

        Assert.Equal("results.csv, line 2, column seed: a seed is a whole number or a text, not 0.5.", Assert.Single(design.Mistakes));
    }

    [Fact]
    public void Names_that_a_spec_cannot_have_are_changed_and_told()
    {
        var design = Studies.Design("act fn,fold,seed,val acc\nrelu,1,0,1\nelu,1,0,1\n",
            new Import.Designs.ImportRequest("study", new ImportQuestion("act fn", ["val acc"]) { Seed = "seed" }));

        Assert.Equal(["act_fn", "fold_", "trainer"], design.Sweep!.Trials[0].Trial.Configuration.Settings.Keys);
        Assert.Equal("val_acc", design.Sweep.Plan.Comparison!.Metric);
        Assert.Equal(3, design.Notes.Count(n => n.Contains(" is called ", StringComparison.Ordinal)));
    }

    [Fact]
    public void More_is_better_unless_it_is_known_or_said_otherwise()
    {
        const string csv = "activation,seed,score,testLoss,error\nrelu,0,1,1,1\nelu,0,1,1,1\n";
        var sweep = Studies.Sweep(csv, Studies.Request("score", "testLoss", "error") with { LowerIsBetter = ["error"] });

        Assert.Equal([true, false, false], sweep.Plan.Metrics.Declared.Select(m => m.LargerIsBetter));
    }

    [Fact]
    public void Accuracies_in_percent_are_not_taken_for_fractions()
    {
        var sweep = Studies.Sweep("activation,seed,testAccuracy\nrelu,0,91.5\nelu,0,93\n", Studies.Request());

        Assert.Equal(MetricUnit.None, sweep.Plan.Metrics.Declared[0].Unit);
    }

    [Fact]
    public void The_metric_that_a_source_has_alone_counts()
    {
        var study = new ImportedStudy("optuna.db", [Run("trial 0", "sgd", 0.5), Run("trial 1", "adam", 0.6)],
            new Dictionary<string, bool?> { ["value"] = false });
        var sweep = Import.Designs.StudyDesign.Create(study, new("study", new ImportQuestion("optimizer", [])), null).Sweep!;

        Assert.Equal(("value", false), (sweep.Plan.Metrics.Declared[0].Name, sweep.Plan.Metrics.Declared[0].LargerIsBetter));
    }

    private static ImportedRun Run(string place, string optimizer, double value) => new(place,
        new Dictionary<string, SettingValue> { ["optimizer"] = new SettingValue.Text(optimizer) }, null, new TrialOutcome.Completed(),
        [new EpochMetrics(1, [KeyValuePair.Create("value", value)])]);
}
