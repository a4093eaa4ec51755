using Sweep.Client.Costs;
using Sweep.Planning.Trials;
using Sweep.Trainer.Costs;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Tests.Costs;

/// <summary>What `sweep plan` says of costs that are made up.</summary>
public sealed class CostReportTests
{
    private const long Gigabyte = 1_000_000_000;

    [Fact]
    public void All_trials_share_the_slots()
    {
        var report = Report(slots: 4, available: 100 * Gigabyte, Group(trials: 10, memory: Gigabyte, seconds: 60));
        Assert.Equal(150, report.Seconds);
        Assert.Equal(4 * Gigabyte + ImageBytes, report.MemoryBytes);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void Fewer_trials_than_slots_take_as_long_as_one_and_no_more_memory_than_they_are()
    {
        var report = Report(slots: 64, available: 100 * Gigabyte, Group(trials: 2, memory: Gigabyte, seconds: 60));
        Assert.Equal((60, 2 * Gigabyte + ImageBytes), (report.Seconds, report.MemoryBytes));
    }

    [Fact]
    public void More_memory_than_there_is_is_warned_of_with_what_helps() => Assert.Equal(
        "4 trainings at a time need 4.06 GB of memory, and 3 GB are available. Use fewer --slots, a smaller batchSize or a narrower "
            + "network.",
        Assert.Single(Report(slots: 4, available: 3 * Gigabyte, Group(trials: 10, memory: Gigabyte, seconds: 1)).Warnings));

    [Fact]
    public void More_than_a_night_is_warned_of_with_what_helps() => Assert.Equal(
        "The sweep takes about 25 h, more than a night (12 h). Fewer epochs, more workers (sweep submit, then sweep worker on several "
            + "machines) or a narrower network make it fit.",
        Assert.Single(Report(slots: 1, available: 100 * Gigabyte, Group(trials: 25, memory: Gigabyte, seconds: 3600)).Warnings));

    [Fact]
    public void The_memory_of_another_machine_is_not_judged() =>
        Assert.Empty(Report(slots: 4, available: null, Group(trials: 10, memory: Gigabyte, seconds: 1)).Warnings);

    [Fact]
    public void One_unknown_time_makes_the_whole_unknown()
    {
        var report = Report(slots: 1, available: null, Group(trials: 1, memory: 1, seconds: 1), Group(trials: 1, memory: 1, seconds: null));
        Assert.Null(report.Seconds);
        Assert.Contains("not known: no store", report.Summary().Select(row => row[1]));
    }

    [Fact]
    public void The_fewest_earlier_trials_behind_a_time_are_told()
    {
        var group = new CostGroup("resnet", "mnist");
        group.Add(Cost(1), trials: 1, new TrialTime(1, EarlierTrials: 7));
        group.Add(Cost(1), trials: 1, new TrialTime(1, EarlierTrials: 3));
        Assert.Contains("about 2 s, 1 training at a time (from 3 earlier trials)",
            Report(slots: 1, available: null, group).Summary().Select(row => row[1]));
    }

    private static long ImageBytes => DatasetCatalogue.Find("mnist")!.Bytes;

    private static CostReport Report(int slots, long? available, params CostGroup[] groups) => new(groups, slots, available, "no store");

    private static CostGroup Group(long trials, long memory, double? seconds)
    {
        var group = new CostGroup("mnist-conv", "mnist");
        group.Add(Cost(memory), trials, seconds is { } known ? new TrialTime(known, EarlierTrials: 5) : null);
        return group;
    }

    private static TrialCost Cost(long memory)
    {
        (string, string)[] names = [("dataset", "mnist"), ("architecture", "mnist-conv"), ("activation", "relu"), ("optimizer", "sgd")];
        var settings = TrialSettings.Read(new Configuration(
        [
            .. names.Select(s => KeyValuePair.Create(s.Item1, (SettingValue)new SettingValue.Text(s.Item2))),
            new("learningRate", new SettingValue.Number(0.1)),
        ]));
        var network = settings.Network(new(1, 28, 28), new Classification(10));
        return new TrialCost([new PhaseWork(settings, DatasetCatalogue.Find("mnist")!, network)], new MemoryNeed(memory, IsExact: true));
    }
}
