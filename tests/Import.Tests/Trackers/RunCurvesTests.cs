using Sweep.Import.Trackers;

namespace Sweep.Import.Tests.Trackers;

public sealed class RunCurvesTests
{
    private readonly RunCurves run = new();

    [Fact]
    public void A_metric_logged_after_each_epoch_marks_the_epochs()
    {
        Log("loss", (10, 0.9), (20, 0.8), (30, 0.7), (40, 0.6));
        Log("acc", (20, 0.5), (40, 0.6));

        Assert.Equal("1: acc=0.5 loss=0.8 | 2: acc=0.6 loss=0.6", Epochs());
    }

    [Fact]
    public void What_is_logged_once_belongs_to_the_last_epoch()
    {
        Log("acc", (0, 0.5), (1, 0.6));
        Log("testAccuracy", (0, 0.55));
        Log("value", (RunCurves.Final, 7));

        Assert.Equal("1: acc=0.5 testAccuracy=0.55 | 2: acc=0.6 value=7", Epochs());
    }

    [Fact]
    public void What_is_logged_after_the_last_epoch_belongs_to_it()
    {
        Log("acc", (1, 0.5), (2, 0.6));
        Log("loss", (1, 0.4), (2, 0.3), (3, 0.2));

        Assert.Equal("1: acc=0.5 loss=0.4 | 2: acc=0.6 loss=0.2", Epochs());
    }

    [Fact]
    public void Metrics_logged_once_make_one_epoch()
    {
        Log("acc", (100, 0.5));
        Log("loss", (99, 0.4));

        Assert.Equal("1: acc=0.5 loss=0.4", Epochs());
    }

    [Fact]
    public void At_one_step_the_value_logged_last_counts()
    {
        Log("acc", (1, 0.5), (2, 0.6), (2, 0.7), (1, 0.4));

        Assert.Equal("1: acc=0.4 | 2: acc=0.7", Epochs());
    }

    [Fact]
    public void A_restart_forgets_what_came_after_its_step()
    {
        Log("acc", (1, 0.5), (2, 0.6), (3, 0.7));
        run.RestartAt(2);
        Log("acc", (2, 0.65));

        Assert.Equal("1: acc=0.5 | 2: acc=0.65", Epochs());
    }

    [Fact]
    public void The_clock_is_the_same_for_all_runs_although_one_of_them_ended_early()
    {
        var early = new RunCurves();
        early.Add("loss", 10, 0.9);
        early.Add("acc", 10, 0.4);
        var other = new RunCurves();
        foreach (var each in new[] { run, other })
        {
            for (int step = 10; step <= 40; step += 10)
                each.Add("loss", step, 1.0 / step);
            each.Add("acc", 20, 0.5);
            each.Add("acc", 40, 0.6);
        }

        Assert.Equal("acc", RunCurves.Clock([early, run, other]));
        Assert.Equal("1: acc=0.4 loss=0.9", Readings.Text(early.Epochs("acc")));
    }

    [Fact]
    public void Of_very_many_steps_several_make_an_epoch()
    {
        Log("loss", [.. Enumerable.Range(1, 2500).Select(step => ((long)step, (double)step))]);

        var epochs = run.Epochs(RunCurves.Clock([run]));

        Assert.Equal(834, epochs.Count);
        Assert.Equal([3.0, 6.0, 2499.0, 2500.0], new[] { 0, 1, 832, 833 }.Select(i => epochs[i].Values[0].Value));
    }

    private void Log(string metric, params IReadOnlyList<(long Step, double Value)> values)
    {
        foreach (var (step, value) in values)
            run.Add(metric, step, value);
    }

    private string Epochs() => Readings.Text(run.Epochs(RunCurves.Clock([run])));
}
