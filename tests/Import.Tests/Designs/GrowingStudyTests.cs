using Sweep.Import.Designs;

namespace Sweep.Import.Tests.Designs;

public sealed class GrowingStudyTests
{
    private const string Header = "activation,seed,testAccuracy\n", First = "relu,0,0.9\nelu,0,0.8\n";

    private readonly ImportedSweep before = Studies.Sweep(Header + First, Studies.Request());

    [Fact]
    public void The_same_file_adds_nothing()
    {
        var again = Studies.Sweep(Header + First, Studies.Request(), before.Stored());

        Assert.Equal((0, before.Plan.Hash), (again.Added, again.Plan.Hash));
    }

    [Fact]
    public void What_a_later_import_does_not_say_of_the_comparison_stays()
    {
        var first = Studies.Sweep(Header + First, Studies.Request() with { Baseline = "relu", Alpha = 0.01, LowerIsBetter = [] });
        var grown = Studies.Sweep(Header + First + "gelu,0,0.7\n", Studies.Request(), first.Stored());

        Assert.False(grown.ComparesAnew);
        Assert.Equal(("relu", 0.01, false), (grown.Plan.Comparison!.Baseline, grown.Plan.Comparison.Alpha,
            grown.Plan.Comparison.Definition.LargerIsBetter));
    }

    [Fact]
    public void The_same_file_with_another_baseline_is_compared_anew()
    {
        var again = Studies.Sweep(Header + First, Studies.Request() with { Baseline = "elu" }, before.Stored());

        Assert.Equal((0, true, "elu"), (again.Added, again.ComparesAnew, again.Plan.Comparison!.Baseline));
    }

    [Fact]
    public void Another_factor_than_the_stored_one_is_refused()
    {
        const string table = "activation,rate,seed,testAccuracy\nrelu,0.1,0,0.9\nelu,0.1,0,0.8\nrelu,0.2,0,0.9\n";
        var first = Studies.Sweep(table, Studies.Request());
        var design = Studies.Design(table, Studies.Request() with { Question = Reading.Question("rate") with { Seed = "seed" } },
            first.Stored());

        Assert.StartsWith("The stored sweep compares the levels of activation, and --factor names rate.", Assert.Single(design.Mistakes));
    }

    [Fact]
    public void New_rows_and_levels_are_added_and_stored_trials_keep_their_ids()
    {
        var grown = Studies.Sweep(Header + First + "gelu,0,0.7\nrelu,1,0.9\n", Studies.Request(), before.Stored());

        Assert.Equal((2, 4), (grown.Added, grown.Trials.Count));
        Assert.Subset(grown.Trials.Select(t => t.Trial.Id).ToHashSet(), before.Trials.Select(t => t.Trial.Id).ToHashSet());
    }

    [Fact]
    public void Rows_that_a_file_lacks_stay_and_a_second_file_is_named_as_a_source()
    {
        var request = Studies.Request();
        var reading = Reading.Csv(Header + "elu,1,0.7\n", request.Question);
        var sweep = StudyDesign.Create(reading.Study! with { Source = "more.csv" }, request, before.Stored()).Sweep!;

        Assert.Equal((1, 2, 3), (sweep.Added, sweep.Stored, sweep.Trials.Count));
        Assert.Equal("results.csv, more.csv", sweep.Stored().Results.Source);
    }

    [Fact]
    public void A_changed_value_is_refused_by_its_line()
    {
        var design = Studies.Design(Header + "relu,0,0.9\nelu,0,0.85\nelu,1,0.85\n", Studies.Request(), before.Stored());

        Assert.Equal("results.csv, line 3: testAccuracy is 0.85, and 0.8 is stored. What was imported stays: give another --name.",
            Assert.Single(design.Mistakes));
    }

    [Fact]
    public void Other_settings_than_the_stored_ones_are_refused()
    {
        var design = Studies.Design("activation,rate,seed,testAccuracy\nrelu,0.1,0,0.9\nelu,0.1,0,0.8\n", Studies.Request(),
            before.Stored());

        Assert.Equal("results.csv: the stored sweep has the settings activation; new are rate. Say by --block and --ignore which count, as "
            + "at the first import, or give another --name.", Assert.Single(design.Mistakes));
    }

    [Fact]
    public void Leaving_the_seed_out_later_is_refused()
    {
        var request = Studies.Request() with { Question = Reading.Question() };
        var design = Studies.Design("activation,testAccuracy\nrelu,0.9\nelu,0.8\n", request, before.Stored());

        Assert.Equal("The sweep study was imported with seeds, and this names none. Give the same options, or another --name.",
            Assert.Single(design.Mistakes));
    }
}
