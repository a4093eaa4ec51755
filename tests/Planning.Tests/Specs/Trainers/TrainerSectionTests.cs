using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Tests.Specs.Trainers;

/// <summary>What a spec with a trainer of its own says.</summary>
public sealed class TrainerSectionTests
{
    [Fact]
    public void A_program_is_read_with_its_settings_and_metrics()
    {
        var trainer = Assert.IsType<ProgramTrainer>(ProgramSpec.Read(ProgramSpec.Text).Trainer);
        Assert.Equal(["python3", "train.py"], trainer.Command);
        Assert.Equal(["activation", "learningRate", "hidden", "augment", "tag"], trainer.Settings.Select(s => s.Name));
        Assert.Equal(["testAccuracy", "testLoss"], trainer.Plan.Metrics);
        Assert.Null(trainer.Plan.Timeout);
    }

    [Fact]
    public void Each_trial_has_all_declared_settings_and_its_trainer()
    {
        var plan = ProgramSpec.Read(ProgramSpec.Text).ToPlan();
        Assert.Equal("""
            {"activation":"relu","augment":false,"hidden":64,"learningRate":0.05,"tag":"","trainer":{"command":["python3","train.py"]}}
            """, plan.Trials.First().Configuration.CanonicalJson);
        Assert.Equal(10, plan.TrialCount);
    }

    [Fact]
    public void Ids_are_frozen() // stores have them
    {
        var plan = ProgramSpec.Read(ProgramSpec.Text).ToPlan();
        Assert.Equal("p1-1d9695cf49c233b5d3bcca05f17210e0", plan.Hash.Value);
        Assert.Equal("t1-f8b599172ba07881506ca69e847c919a", plan.Trials.First().Id.Value);
    }

    [Fact]
    public void The_label_of_a_trainer_is_its_command_in_one_line() =>
        Assert.Equal("python3 train.py", ProgramSpec.Read(ProgramSpec.Text).Trainer!.Identity.Label);

    [Fact]
    public void The_first_metric_counts_in_the_direction_that_the_spec_declares()
    {
        var comparison = ProgramSpec.Read(ProgramSpec.Text).Comparison!;
        Assert.Equal(("testAccuracy", true, MetricUnit.Fraction),
            (comparison.Metric, comparison.Definition.LargerIsBetter, comparison.Definition.Unit));
        Assert.False(ProgramSpec.Read(ProgramSpec.Text).ToPlan().Metrics.Find("testLoss").LargerIsBetter);
    }

    [Fact]
    public void Any_epoch_may_be_compared() => Assert.Equal(1_000_000,
        ProgramSpec.Read(ProgramSpec.Text.Replace("baseline: relu", "epoch: 1000000", StringComparison.Ordinal)).Comparison!.Epoch);

    [Fact]
    public void A_metric_that_is_optional_need_not_be_reported()
    {
        var spec = ProgramSpec.Read(ProgramSpec.Text.Replace("testLoss: smaller", "testLoss: { better: smaller, optional: true }",
            StringComparison.Ordinal));
        Assert.Equal(["testAccuracy"], Assert.IsType<ProgramTrainer>(spec.Trainer).Plan.Metrics);
    }

    [Theory]
    [InlineData("timeout: 10m", 600)]
    [InlineData("timeout: 90s", 90)]
    [InlineData("timeout: 1.5h", 5400)]
    [InlineData("timeout: 2d", 172_800)]
    public void Limits_have_units(string limit, double seconds)
    {
        string yaml = ProgramSpec.Text.Replace("  settings:", $"  {limit}\n  settings:", StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.IsType<ProgramTrainer>(ProgramSpec.Read(yaml).Trainer).Plan.Timeout);
    }

    [Fact]
    public void Limits_change_neither_ids_nor_the_plan()
    {
        var limited = ProgramSpec.Read(ProgramSpec.Text.Replace("  settings:", "  timeout: 1h\n  silence: 2m\n  grace: 0s\n  settings:",
            StringComparison.Ordinal)).ToPlan();
        Assert.Equal(Ids(ProgramSpec.Read(ProgramSpec.Text).ToPlan()), Ids(limited));
        Assert.Equal(ProgramSpec.Read(ProgramSpec.Text).ToPlan().Hash, limited.Hash);
    }

    [Fact]
    public void What_is_better_is_part_of_the_plan()
    {
        string contrary = ProgramSpec.Text.Replace("better: larger", "better: smaller", StringComparison.Ordinal);
        Assert.NotEqual(ProgramSpec.Read(ProgramSpec.Text).ToPlan().Hash, ProgramSpec.Read(contrary).ToPlan().Hash);
        Assert.Equal(Ids(ProgramSpec.Read(ProgramSpec.Text).ToPlan()), Ids(ProgramSpec.Read(contrary).ToPlan()));
    }

    [Fact]
    public void Another_command_gives_other_trials() => Assert.Empty(Ids(ProgramSpec.Read(ProgramSpec.Text).ToPlan()).Intersect(
        Ids(ProgramSpec.Read(ProgramSpec.Text.Replace("train.py", "other.py", StringComparison.Ordinal)).ToPlan())));

    [Fact]
    public void Candidates_are_pruned_in_the_direction_that_the_spec_declares()
    {
        string yaml = ProgramSpec.Text.Replace("learningRate: 0.05\n", "", StringComparison.Ordinal)
            .Replace("grid: {", "grid: { learningRate: [0.1, 0.2],", StringComparison.Ordinal)
            .Replace("baseline: relu", "tuning: { factors: [learningRate], selectionSeeds: 2, prune: { rule: median } }",
                StringComparison.Ordinal);
        var pruning = ProgramSpec.Read(yaml).Comparison!.Tuning!.Pruning!;
        Assert.Equal("median testAccuracy 5 1 1 larger", pruning.Text);
        Assert.True(PruningPlan.Parse(pruning.Text).LargerIsBetter);
        Assert.False(PruningPlan.Parse("asha testAccuracy 4 1 smaller").LargerIsBetter);
        Assert.True(PruningPlan.Parse("median validationAccuracy 5 1 1").LargerIsBetter); // as stores of old have it
    }

    [Fact]
    public void Imported_results_are_read_without_any_program()
    {
        string yaml = ProgramSpec.Text.Replace("command: [python3, train.py]", "imported: { study: old runs, source: \"results.csv\" }",
            StringComparison.Ordinal);
        var spec = ProgramSpec.Read(yaml);
        var imported = Assert.IsType<ImportedResults>(spec.Trainer);
        Assert.Equal(("old runs", "results.csv"), (imported.Study, imported.Source));
        Assert.Equal("imported old runs", spec.ToPlan().Trials.First().Configuration.Settings["trainer"].Label);
    }

    [Fact]
    public void A_stored_spec_tells_its_trainer_without_a_vocabulary()
    {
        Assert.Equal(["testAccuracy", "testLoss"], SpecReader.FindTrainer(ProgramSpec.Text)!.Metrics.Names);
        Assert.Null(SpecReader.FindTrainer(Reading.Head + "description: no trainer\n"));
    }

    private static string[] Ids(SweepPlan plan) => [.. plan.Trials.Select(t => t.Id.Value)];
}
