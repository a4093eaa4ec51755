using Sweep.Client.Page.Sweeps;
using Sweep.Store;

namespace Sweep.Page.Tests;

/// <summary>How trials are arranged on the map.</summary>
public sealed class SweepMapTests
{
    [Fact]
    public void Rows_are_configurations_and_columns_seeds_in_the_order_of_the_plan()
    {
        var map = SweepMap.Create([new(0, 7, 2, TrialState.Completed), new(1, 5, 2, TrialState.Failed), new(2, 7, 1, TrialState.Queued)]);
        Assert.Equal((2, 2, true), (map.Rows, map.Columns, map.HasConfigurations));
        Assert.Equal([2, 1], map.Seeds!);
        Assert.Equal([(byte)TrialState.Completed + 1, (byte)TrialState.Queued + 1, (byte)TrialState.Failed + 1, SweepMap.Nothing],
            map.States.Select(s => (int)s));
        Assert.Equal([2L, 1L, null, null],
            [map.OrdinalAt(0, 1), map.OrdinalAt(1, 0), map.OrdinalAt(1, 1), map.OrdinalAt(2, 0)]);
        Assert.Equal([0L, 2L], map.OrdinalsOf(0));
        Assert.Equal([1], map.RowsWith(TrialState.Failed));
        Assert.Equal(1, map.CountsOf(0)[TrialState.Queued]);
    }

    [Fact]
    public void Where_each_configuration_has_seeds_of_its_own_columns_are_its_trials_one_after_another()
    {
        var map = SweepMap.Create([.. Enumerable.Range(0, 100_000).Select(i => new TrialPlace(i, i / 2, i, TrialState.Completed))]);
        Assert.Equal((50_000, 2, true), (map.Rows, map.Columns, map.HasConfigurations));
        Assert.Null(map.Seeds);
        Assert.Equal(99_999, map.OrdinalAt(49_999, 1));
    }

    [Fact]
    public void Where_configurations_are_of_very_different_sizes_rows_follow_the_plan()
    {
        var map = SweepMap.Create([.. Enumerable.Range(0, 100_000)
            .Select(i => new TrialPlace(i, i < 50_000 ? 0 : i, i, TrialState.Completed))]);
        Assert.False(map.HasConfigurations);
        Assert.InRange((long)map.Rows * map.Columns, 100_000, 101_000);
        Assert.Equal(99_999, Enumerable.Range(0, map.Rows).Sum(r => map.OrdinalsOf(r).Count) - 1);
    }

    [Fact]
    public void No_trial_makes_an_empty_map() => Assert.Equal((0, 0), (SweepMap.Create([]).Rows, SweepMap.Create([]).Columns));
}
