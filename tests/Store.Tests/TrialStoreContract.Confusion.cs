using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    private static readonly ConfusionMatrix Matrix = new([new(0, 0, 40), new(0, 2, 3), new(2, 1, 7)]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_claimed_trial_knows_whether_its_confusion_matrix_is_kept(bool keeps)
    {
        await SubmitAsync(TestPlans.Create("kept", ["relu"], seeds: 1, keep: new KeepPlan(keeps)));
        await RegisterAsync(Worker);
        Assert.Equal(keeps, (await ClaimOneAsync()).Keep.ConfusionMatrix);
    }

    [Theory]
    [InlineData(RecordedStatistics.None)]
    [InlineData(RecordedStatistics.Activations)]
    [InlineData(RecordedStatistics.Activations | RecordedStatistics.Gradients)]
    public async Task A_claimed_trial_knows_what_is_recorded_of_it(RecordedStatistics recorded)
    {
        await SubmitAsync(TestPlans.Create("recorded", ["relu"], seeds: 1, keep: new KeepPlan(Recorded: recorded)));
        await RegisterAsync(Worker);
        Assert.Equal(recorded, (await ClaimOneAsync()).Keep.Recorded);
    }

    [Fact]
    public async Task A_confusion_matrix_is_read_as_it_was_stored_and_shown_cell_by_cell()
    {
        await SubmitAsync(TestPlans.Create("kept", ["relu"], seeds: 2));
        await RegisterAsync(Worker);
        var claimed = await ClaimAsync(2);
        await FinishAsync(claimed[0], null, Epoch(1, ("testAccuracy", 0.8)) with { Confusion = Matrix });
        await FinishAsync(claimed[1], null, Epoch(1, ("testAccuracy", 0.8)));
        Assert.Equal(Matrix.Cells, (await Store.ReadConfusionAsync(claimed[0].Trial.Id, Cancellation))?.Cells);
        Assert.Null(await Store.ReadConfusionAsync(claimed[1].Trial.Id, Cancellation));

        var rows = await QueryAsync("select sweep, trial, activation, true_class, predicted_class, samples from v_confusion "
            + "order by true_class, predicted_class");
        Assert.Equal<object?>(["kept", claimed[0].Trial.Id.Value, "relu", 0L, 2L, 3L], rows[2]);
        Assert.Equal(1 + Matrix.Cells.Count, rows.Count);
    }

    [Fact]
    public async Task A_matrix_of_an_attempt_that_has_lost_its_lease_is_not_stored()
    {
        await SubmitAsync(TestPlans.Create("kept", ["relu"], seeds: 1));
        await RegisterAsync(Worker);
        var first = await ClaimOneAsync();
        await Store.ReleaseAsync([first.Lease], Cancellation);
        var second = await ClaimOneAsync();
        Assert.Equal(LeaseAnswer.Lost, await FinishAsync(first, null, Epoch(1, ("testAccuracy", 0.8)) with { Confusion = Matrix }));
        await FinishAsync(second, null, Epoch(1, ("testAccuracy", 0.8)));
        Assert.Null(await Store.ReadConfusionAsync(second.Trial.Id, Cancellation));
        Assert.Equal(0, await CountAsync("select count(*) from confusion_cells"));
    }

    [Fact]
    public async Task A_matrix_that_is_stored_twice_is_there_once()
    {
        await SubmitAsync(TestPlans.Create("kept", ["relu"], seeds: 1));
        await RegisterAsync(Worker);
        var trial = await ClaimOneAsync();
        var last = Epoch(1, ("testAccuracy", 0.8)) with { Confusion = Matrix };
        await Store.AppendMetricsAsync([new AttemptMetrics(trial.Lease, last)], Cancellation);
        Assert.Null(await Store.ReadConfusionAsync(trial.Trial.Id, Cancellation)); // it still runs
        await FinishAsync(trial, null, last);
        Assert.Equal(Matrix.Cells, (await Store.ReadConfusionAsync(trial.Trial.Id, Cancellation))?.Cells);
    }

    [Theory]
    [InlineData("update confusion_cells set samples = 1")]
    [InlineData("delete from confusion_cells")]
    public async Task A_stored_matrix_cannot_be_changed(string sql)
    {
        await SubmitAsync(TestPlans.Create("kept", ["relu"], seeds: 1));
        await RegisterAsync(Worker);
        await FinishAsync(await ClaimOneAsync(), null, Epoch(1, ("testAccuracy", 0.8)) with { Confusion = Matrix });
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ExecuteAsync(sql));
    }
}
