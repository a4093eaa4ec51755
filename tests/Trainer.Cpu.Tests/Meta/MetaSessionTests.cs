using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu.Tests.Meta;

public sealed class MetaSessionTests
{
    private static readonly MetaSettings Settings = new(MetaMethod.Maml, Ways: 3, Shots: 2, Queries: 5, InnerSteps: 3, InnerRate: 0.3,
        TasksPerStep: 1);

    private static readonly Dictionary<string, Func<NetworkBuilder>> Networks = new()
    {
        ["pooled"] = () => Builder().Conv2d(6, 3).MaxPool(2).Activation().Conv2d(5, 3).Activation().Flatten().Linear(3),
        ["normalised"] = () => Builder().Conv2d(6, 3, stride: 2, padding: 1).BatchNorm().Activation().Conv2d(7, 3, padding: 1).BatchNorm()
            .Activation().GlobalAveragePool().Linear(3),
    };

    public static TheoryData<string, MetaMethod> Cases
    {
        get
        {
            var rows = new TheoryData<string, MetaMethod>();
            foreach (string network in Networks.Keys)
            {
                foreach (var method in Enum.GetValues<MetaMethod>())
                    rows.Add(network, method);
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_outer_step_follows_the_gradient_of_the_reference(string network, MetaMethod method)
    {
        var task = Task(network) with { Meta = Settings with { Method = method } };
        var (loss, gradient) = task.Learn();
        var (expectedLoss, expected) = task.Expect();
        Assert.Equal(expectedLoss, loss, 1e-5 * expectedLoss);
        double largest = expected.Max(Math.Abs);
        Assert.All(expected.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * largest));
    }

    [Fact]
    public void A_step_averages_its_tasks()
    {
        var task = Task("pooled");
        var other = task.Episode with { Query = [.. task.Episode.Query.Reverse()] };
        double[] first = Moved(task, task.Meta, [task.Episode]), second = Moved(task, task.Meta, [other]);
        double[] both = Moved(task, task.Meta with { TasksPerStep = 2 }, [task.Episode, other]);
        Assert.All(both.Zip(first.Zip(second)), m => Assert.Equal((m.Second.First + m.Second.Second) / 2, m.First, 1e-6));
    }

    [Fact]
    public void A_sum_over_ways_takes_steps_of_so_many_times_the_rate()
    {
        var task = Task("normalised");
        Assert.Equal(Moved(task, task.Meta with { InnerRate = 3 * task.Meta.InnerRate }, [task.Episode]),
            Moved(task, task.Meta with { SumsOverWays = true }, [task.Episode]));
    }

    [Theory]
    [InlineData(MetaMethod.Maml)]
    [InlineData(MetaMethod.Reptile)]
    public void Its_memory_is_told_in_advance(MetaMethod method)
    {
        var task = Task("normalised") with { Meta = Settings with { Method = method } };
        using var session = task.Open();
        var factory = new CpuEngineFactory();
        Assert.Equal(factory.NetworkMemory(task.Settings, task.Shape).Bytes + factory.OptimizerMemory(task.Settings.Optimizer, task.Shape),
            session.BytesOf(0));
    }

    [Fact]
    public void Equal_trainings_give_equal_bits()
    {
        var task = Task("normalised");
        Assert.Equal(Moved(task, task.Meta, [task.Episode]), Moved(task, task.Meta, [task.Episode]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Judging_leaves_numbers_and_statistics_as_they_were(bool running)
    {
        var task = Task("normalised");
        using var session = task.Open(task.Meta with { UsesRunningStatistics = running });
        session.TrainEpisodes(new MetaEpoch("1", [[task.Episode]], [[0.1]]), CancellationToken.None);
        var before = session.Save(0);
        var scores = session.JudgeEpisodes([[task.Episode, task.Episode]], CancellationToken.None)[0];
        Assert.Equal(scores[0], scores[1]);
        Assert.All(before.Zip(session.Save(0)), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
    }

    [Fact]
    public void Running_statistics_judge_each_query_by_itself_those_of_the_queries_do_not()
    {
        Assert.Equal(0, Difference(running: true), 1e-6);
        Assert.NotInRange(Difference(running: false), -1e-4, 1e-4);

        static double Difference(bool running)
        {
            var task = Task("normalised");
            using var session = task.Open(task.Meta with { UsesRunningStatistics = running });
            session.TrainEpisodes(new MetaEpoch("1", [[task.Episode]], [[0.1]]), CancellationToken.None);
            Episode Part(Range queries) => task.Episode with { Query = [.. task.Episode.Query.Select(way => way[queries])] };
            var scores = session.JudgeEpisodes([[Part(..2), Part(2..4), Part(..4)]], CancellationToken.None)[0];
            return (scores[0].Loss + scores[1].Loss) / 2 - scores[2].Loss;
        }
    }

    // Adaptation too: with no rate it is the network in evaluation, which the running statistics make a plain function of the sample.
    [Fact]
    public void Running_statistics_are_constants_of_the_adaptation()
    {
        var task = Task("normalised");
        using var session = task.Open(task.Meta with { UsesRunningStatistics = true, InnerRate = 1e-3, TestSteps = 1 });
        using var still = task.Open(task.Meta with { UsesRunningStatistics = true, InnerRate = 1e-12, TestSteps = 1 });
        Episode support = task.Episode with { Query = task.Episode.Support };
        double before = Loss(still), after = Loss(session);
        Assert.True(after < before, $"{before} before, {after} after");

        double Loss(IMetaSession own) => own.JudgeEpisodes([[support]], CancellationToken.None)[0][0].Loss;
    }

    [Fact]
    public void Judging_drops_no_units()
    {
        var task = EpisodeCase.Of(Builder().Conv2d(6, 3).Activation().Dropout(0.5).Flatten().Linear(3).Build(), new(1, 8, 8), Settings);
        var without = EpisodeCase.Of(Builder().Conv2d(6, 3).Activation().Flatten().Linear(3).Build(), new(1, 8, 8), Settings);
        Assert.Equal(Score(without), Score(task));

        static EpisodeScore Score(EpisodeCase own)
        {
            using var session = own.Open();
            return session.JudgeEpisodes([[own.Episode]], CancellationToken.None)[0][0];
        }
    }

    [Fact]
    public void Judging_takes_its_own_number_of_steps()
    {
        var task = Task("pooled");
        using var session = task.Open(task.Meta with { TestSteps = 0 });
        using var longer = task.Open(task.Meta with { TestSteps = 20 });
        Episode seen = task.Episode with { Query = task.Episode.Support };
        double before = session.JudgeEpisodes([[seen]], CancellationToken.None)[0][0].Loss;
        var after = longer.JudgeEpisodes([[seen]], CancellationToken.None)[0][0];
        Assert.True(after.Loss < before / 2, $"{before} before, {after.Loss} after");
        Assert.Equal(1, after.Accuracy);
    }

    private static double[] Moved(EpisodeCase task, MetaSettings meta, IReadOnlyList<Episode> episodes)
    {
        using var session = task.Open(meta);
        session.TrainEpisodes(new MetaEpoch("1", [episodes], [[1.0]]), CancellationToken.None);
        return [.. task.Start.Zip(task.NumbersOf(session), (before, after) => (float)before - (double)after)];
    }

    private static EpisodeCase Task(string network) => EpisodeCase.Of(Networks[network]().Build(), new(2, 9, 8), Settings);

    private static NetworkBuilder Builder() => new("case");
}
