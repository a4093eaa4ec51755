namespace Sweep.Import.Tests.Tables;

public sealed class TableFormTests
{
    [Fact]
    public void Epochs_are_not_taken_for_a_setting()
    {
        const string table = "activation,seed,epoch,testAccuracy\nrelu,0,1,0.5\nrelu,0,2,0.6\nelu,0,1,0.5\nelu,0,2,0.7\n";

        Assert.Equal("results.csv has a column epoch: say --epoch epoch if a training has a row for each, --ignore epoch if it has not.",
            Assert.Single(Reading.Csv(table, Reading.Question() with { Seed = "seed" }).Mistakes));
    }

    [Fact]
    public void Rows_of_one_training_are_its_epochs()
    {
        var runs = Reading.Csv("activation,seed,epoch,testAccuracy\nrelu,0,1,0.5\nrelu,0,2,0.7\nelu,0,2,0.8\nelu,0,1,0.6\n",
            Reading.Question() with { Seed = "seed", Epoch = "epoch" }).Runs();

        Assert.Equal(["relu", "elu"], runs.Select(r => r.Label("activation")));
        Assert.Equal([0.6, 0.8], runs[1].Epochs.Select(e => e.Values[0].Value));
    }

    [Fact]
    public void Epochs_from_zero_are_counted_from_one()
    {
        var reading = Reading.Csv("activation,seed,epoch,testAccuracy\nrelu,0,0,0.5\nrelu,0,1,0.7\n",
            Reading.Question() with { Seed = "seed", Epoch = "epoch" });

        Assert.Equal([1, 2], reading.Runs().Single().Epochs.Select(e => e.Epoch));
        Assert.Equal("Epochs begin with 0 in results.csv, and with 1 here.", Assert.Single(reading.Notes));
    }

    [Fact]
    public void An_epoch_that_is_given_twice_is_told_with_both_lines()
    {
        var reading = Reading.Csv("activation,seed,epoch,testAccuracy\nrelu,0,1,0.5\nrelu,0,1,0.7\n",
            Reading.Question() with { Seed = "seed", Epoch = "epoch" });

        Assert.Equal("results.csv, line 3: testAccuracy of epoch 1 is given for the same training in line 2. Remove one of them, or name a "
            + "column that tells them apart by --block.", Assert.Single(reading.Mistakes));
    }

    [Fact]
    public void A_row_may_be_one_value_of_one_metric()
    {
        var run = Reading.Csv("activation,seed,metric,value\nrelu,0,acc,0.9\nrelu,0,loss,0.3\n",
            new ImportQuestion("activation", []) { Seed = "seed", MetricColumns = ("metric", "value") }).Runs().Single();

        Assert.Equal([KeyValuePair.Create("acc", 0.9), KeyValuePair.Create("loss", 0.3)], run.Epochs.Single().Values);
    }

    [Fact]
    public void Columns_of_levels_become_trainings_and_the_levels_of_a_row_are_partners()
    {
        var runs = Reading.Csv("dataset,relu,elu\niris,0.9,0.8\nwine,0.7,\n",
            new ImportQuestion("activation", ["accuracy"]) { Wide = [], Blocks = ["dataset"] }).Runs();

        Assert.Equal([("iris", "relu", 0), ("iris", "elu", 0), ("wine", "relu", 0), ("wine", "elu", 0)],
            runs.Select(r => (r.Label("dataset"), r.Label("activation"), r.Seed!.Value)));
        Assert.Equal([1, 1, 1, 0], runs.Select(r => r.Epochs.Count));
    }

    [Fact]
    public void Rows_of_levels_without_blocks_are_numbered()
    {
        var runs = Reading.Csv("relu,elu\n0.9,0.8\n0.7,0.6\n", new ImportQuestion("activation", []) { Wide = [] }).Runs();

        Assert.Equal([0, 0, 1, 1], runs.Select(r => r.Seed));
        Assert.Equal("value", runs[0].Epochs[0].Values[0].Key);
    }

    [Fact]
    public void A_column_of_texts_among_levels_is_told()
    {
        string mistake = Assert.Single(Reading.Csv("dataset,relu,elu\niris,0.9,0.8\n",
            new ImportQuestion("activation", []) { Wide = [] }).Mistakes);

        Assert.StartsWith("results.csv: the column dataset holds texts and is no level of activation. Name it by --block,", mistake);
    }

    [Fact]
    public void A_wrong_number_among_levels_is_told_by_line_and_level()
    {
        string mistake = Assert.Single(Reading.Csv("relu,elu\n0.9,x\n0.8,0.7\n",
            new ImportQuestion("activation", []) { Wide = [] }).Mistakes);

        Assert.Equal("results.csv, line 2, column elu: 'x' is no number. A training without a result has an empty cell.", mistake);
    }
}
