using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Tests.Training;

/// <summary>What the training loop makes of meta learning, whatever the engine computes.</summary>
public sealed class MetaLearningTests : ITrainingObserver
{
    private readonly List<(TrialId Trial, EpochMetrics Metrics)> heard = [];

    [Fact]
    public void An_epoch_has_its_tasks_and_the_rates_of_its_outer_steps()
    {
        var engine = new MetaEngine();
        var falling = Blobs.Group(("value", Blobs.Number(0.1)), ("schedule", Blobs.Text("polynomial")));
        Train(engine, Blobs.Trial(0, [], ("learningRate", falling)));
        Assert.Equal(["1", "2"], engine.Epochs.Select(e => e.Label));
        Assert.All(engine.Epochs, e => Assert.Equal((20, 10), (e.Episodes[0].Count, e.Rates[0].Length)));
        Assert.Equal(Enumerable.Range(0, 20).Select(step => 0.1 * (1 - step / 20.0)), engine.Epochs.SelectMany(e => e.Rates[0]),
            (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.NotEqual(Numbers(engine.Epochs[0].Episodes[0]), Numbers(engine.Epochs[1].Episodes[0]));
    }

    [Fact]
    public void Every_epoch_is_judged_by_the_same_tasks_of_held_out_classes()
    {
        var engine = new MetaEngine();
        Train(engine, Blobs.Trial(0, []));
        Assert.Equal(4, engine.Judged.Count); // test and validation of two epochs
        Assert.Equal(Numbers(engine.Judged[0][0]), Numbers(engine.Judged[2][0]));
        Assert.Equal(Numbers(engine.Judged[1][0]), Numbers(engine.Judged[3][0]));
        Assert.NotEqual(Numbers(engine.Judged[0][0]), Numbers(engine.Judged[1][0]));
        Assert.All(engine.Judged, tasks => Assert.Equal(20, tasks[0].Count));
    }

    [Fact]
    public void No_class_of_the_validation_or_the_test_is_trained_on_or_in_both()
    {
        var engine = new MetaEngine();
        Train(engine, Blobs.Trial(0, []));
        int[][] classes =
        [
            [.. engine.Epochs.SelectMany(e => Numbers(e.Episodes[0])).Select(Blobs.ClassOf).Distinct()],
            .. engine.Judged.Take(2).Select(tasks => (int[])[.. Numbers(tasks[0]).Select(Blobs.ClassOf).Distinct()]),
        ];
        Assert.Distinct(classes.SelectMany(c => c));
        Assert.All(classes, c => Assert.InRange(c.Length, 6, 32));
    }

    [Fact]
    public void Trials_of_one_seed_see_the_same_tasks_whatever_they_differ_in()
    {
        MetaEngine relu = new(), reptile = new();
        Train(relu, Blobs.Trial(0, []));
        Train(reptile, Blobs.Trial(0, [("name", Blobs.Text("reptile")), ("innerSteps", Blobs.Number(3))],
            ("activation", Blobs.Text("arelu"))));
        Assert.Equal(relu.Epochs.SelectMany(e => Numbers(e.Episodes[0])), reptile.Epochs.SelectMany(e => Numbers(e.Episodes[0])));
        Assert.Equal(relu.Judged.SelectMany(tasks => Numbers(tasks[0])), reptile.Judged.SelectMany(tasks => Numbers(tasks[0])));
    }

    [Fact]
    public void Fused_trials_have_tasks_of_their_own()
    {
        var engine = new MetaEngine();
        Train(engine, Blobs.Trial(0, []), Blobs.Trial(1, []));
        Assert.Equal(2, engine.Description!.Trials.Count);
        Assert.NotEqual(Numbers(engine.Epochs[0].Episodes[0]), Numbers(engine.Epochs[0].Episodes[1]));
    }

    [Fact]
    public void The_network_has_an_output_for_each_way()
    {
        var engine = new MetaEngine();
        Train(engine, Blobs.Trial(0, [("ways", Blobs.Number(7))]));
        Assert.Equal(7, engine.Description!.Trials[0].Network.Output.Count);
        Assert.Equal(7 * 4, engine.Description.Trials[0].Settings.BatchSize);
    }

    [Fact]
    public void Metrics_are_means_over_the_tasks_and_the_interval_is_that_of_the_accuracy()
    {
        // Accuracies 0 and 1 by turns in 20 tasks: standard deviation sqrt(20/19)/2.
        Train(new MetaEngine { Score = task => new EpisodeScore(task, task % 2) }, Blobs.Trial(0, []));
        var metrics = heard[0].Metrics.Values.ToDictionary(v => v.Key, v => v.Value);
        Assert.Equal(0.5, metrics["testAccuracy"]);
        Assert.Equal(9.5, metrics["testLoss"]);
        Assert.Equal(1.96 * Math.Sqrt(20.0 / 19) / 2 / Math.Sqrt(20), metrics["testAccuracyInterval"], 1e-12);
        Assert.Equal((0.5, 9.5, 1.0), (metrics["validationAccuracy"], metrics["validationLoss"], metrics["trainLoss"]));
        Assert.DoesNotContain("testMacroF1", metrics.Keys);
    }

    [Fact]
    public void An_outer_step_without_a_finite_loss_ends_the_trial() => Assert.Equal(new TrialOutcome.Diverged(1, 4),
        Assert.Single(Train(new MetaEngine { Loss = step => step == 3 ? double.NaN : 1 }, Blobs.Trial(0, []))));

    [Fact]
    public void A_stop_cancels_a_trial()
    {
        using var stop = new CancellationTokenSource();
        Assert.IsType<TrialOutcome.Cancelled>(Assert.Single(Trainer(new MetaEngine { OnEpoch = stop.Cancel })
            .Train(new FusedTrials([Blobs.Trial(0, [])]), this, stop.Token)));
    }

    [Theory]
    [InlineData("maml", false)]
    [InlineData("anil", false)]
    [InlineData("first-order-maml", true)]
    [InlineData("reptile", true)]
    public void An_engine_without_second_derivatives_refuses_what_needs_them(string method, bool trains)
    {
        var trial = Blobs.Trial(0, [("name", Blobs.Text(method))]);
        var basic = EngineCapabilities.Basic with { SecondOrderGradients = false };
        Assert.Equal(trains, basic.Refuses(trial.Configuration) is null);
        Assert.Equal(trains, Train(new MetaEngine { Capabilities = basic }, trial).Single() is TrialOutcome.Completed);
        Assert.Equal(trains, !basic.Lacks["meta.name"].Contains(method));
    }

    private static IEnumerable<int> Numbers(IReadOnlyList<Episode> tasks) =>
        tasks.SelectMany(t => t.Support.Concat(t.Query)).SelectMany(n => n);

    private IReadOnlyList<TrialOutcome> Train(MetaEngine engine, params TrialDescription[] trials) =>
        Trainer(engine).Train(new FusedTrials(trials), this, default);

    private static TrialTrainer Trainer(MetaEngine engine) =>
        new(engine, (_, _) => Blobs.Dataset, TimeProvider.System);

    void ITrainingObserver.EpochCompleted(TrialId trial, EpochMetrics metrics) => heard.Add((trial, metrics));
}
