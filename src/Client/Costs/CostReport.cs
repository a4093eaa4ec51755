using System.Globalization;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Client.Costs;

/// <summary>What a sweep takes, in words and as a table. Pure.</summary>
/// <param name="Groups">By architecture and dataset.</param>
/// <param name="Slots">Trainings at the same time.</param>
/// <param name="AvailableBytes">Memory of the machine that trains; null if it is another one.</param>
/// <param name="UnknownTimes">Why times are not known, where they are not.</param>
internal sealed record CostReport(IReadOnlyList<CostGroup> Groups, int Slots, long? AvailableBytes, string UnknownTimes)
{
    /// <summary>What is measured of the networks after each epoch.</summary>
    public RecordedStatistics Recorded { get; init; }

    private const int MaxGroupsShown = 12;
    private const double Night = 12 * 3600; // seconds

    /// <summary>Seconds until the last trial ends, if all slots are always busy; null if the time of a trial is not known.</summary>
    public double? Seconds => Groups.Any(g => g.Seconds is null) ? null : Groups.Sum(g => g.Seconds!.Value) / Math.Min(Slots, Trials);

    /// <summary>Bytes of as many of the largest trainings as there are slots, with the samples.</summary>
    public long MemoryBytes
    {
        get
        {
            long left = Slots, bytes = 0;
            foreach (var group in Groups.OrderByDescending(g => g.MemoryBytes))
            {
                long taken = Math.Min(left, group.Trials);
                bytes += taken * group.MemoryBytes;
                left -= taken;
            }
            return bytes + Groups.DistinctBy(g => g.Dataset).Select(g => g.DatasetBytes).OrderDescending()
                .Take(Math.Max(Slots, DatasetLoader.KeptDatasets)).Sum();
        }
    }

    private long Trials => Groups.Sum(g => g.Trials);

    /// <summary>Rows of the summary: what, value.</summary>
    public IEnumerable<IReadOnlyList<object?>> Summary()
    {
        if (Groups.Count == 0)
            yield break;
        foreach (var group in Groups.Take(MaxGroupsShown))
            yield return ["cost of a trial", Describe(group)];
        if (Groups.Count > MaxGroupsShown)
            yield return ["cost of a trial", $"{Groups.Count - MaxGroupsShown} more architectures and datasets (--costs has all)"];
        yield return ["memory", $"{AtATime} {(Slots == 1 ? "takes" : "take")} {About}{QuantityText.Bytes(MemoryBytes)} with the samples"
            + (AvailableBytes is { } available ? $"; {QuantityText.Bytes(available)} are available" : "")];
        yield return ["time", Seconds is { } seconds
            ? $"about {QuantityText.Seconds(seconds)}, {AtATime} ({Source(Groups.Min(g => g.EarlierTrials))})"
            : $"not known: {UnknownTimes}"];
        if (Recorded != RecordedStatistics.None)
            yield return ["recording", RecordingCost.Describe(Recorded, Groups)];
        foreach (string warning in Warnings)
            yield return ["warning", warning];
    }

    /// <summary>What does not fit memory or a night, with what helps.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            if (AvailableBytes is { } available && MemoryBytes > available)
            {
                yield return $"{AtATime} {(Slots == 1 ? "needs" : "need")} {QuantityText.Bytes(MemoryBytes)} of memory, and "
                    + $"{QuantityText.Bytes(available)} are available. Use fewer --slots, a smaller batchSize or a narrower network.";
            }
            if (Seconds > Night)
            {
                yield return $"The sweep takes about {QuantityText.Seconds(Seconds.Value)}, more than a night (12 h). Fewer epochs, more "
                    + "workers (sweep submit, then sweep worker on several machines) or a narrower network make it fit.";
            }
        }
    }

    /// <summary>A row for each group and one for all.</summary>
    /// <param name="forPeople">Whether large numbers have three digits and a unit.</param>
    public Tabular Table(bool forPeople)
    {
        object Count(double count) => forPeople ? QuantityText.Count(count) : count;
        object Bytes(double bytes) => forPeople ? QuantityText.Bytes(bytes) : bytes;
        object? Time(double? seconds) => forPeople && seconds is { } known ? QuantityText.Seconds(known) : seconds;
        var rows = Groups.Select(g => (IReadOnlyList<object?>)
        [
            g.Architecture, g.Dataset, g.Trials, Count(g.Largest.Parameters), Count(g.Largest.MultiplyAdds),
            Count(g.Largest.TrainingMultiplyAdds), Bytes(g.MemoryBytes), g.IsMemoryExact, Time(g.Seconds / g.Trials),
            Time(g.Seconds), g.Seconds is null ? null : Source(g.EarlierTrials),
        ]);
        IReadOnlyList<object?> total = ["total", null, Trials, null, null, Count(Groups.Sum(g => g.TrainingMultiplyAdds)),
            Bytes(MemoryBytes), Groups.All(g => g.IsMemoryExact), null, Time(Seconds), $"{Slots} at a time"];
        return Tabular.Create(
            [
                new("architecture"), new("dataset"), new("trials", true), new("parameters", true), new("multAdds", true),
                new("trainingMultAdds", true), new("memoryBytes", true), new("isMemoryExact"), new("secondsPerTrial", true),
                new("seconds", true), new("timeFrom"),
            ],
            rows.Append(total));
    }

    private string AtATime => Slots == 1 ? "1 training at a time" : $"{Slots} trainings at a time";

    private string About => Groups.All(g => g.IsMemoryExact) ? "up to " : "about ";

    private static string Describe(CostGroup group)
    {
        var cost = group.Largest;
        string text = $"{group.Architecture} on {group.Dataset}: "
            + string.Create(CultureInfo.InvariantCulture, $"{cost.Parameters:N0} parameters, ")
            + $"{QuantityText.Count(cost.MultiplyAdds)} multiply-adds per sample, "
            + $"{QuantityText.Count(cost.TrainingMultiplyAdds)} {(cost.BudgetSeconds is null ? "to train" : "in an epoch")}, "
            + $"{(group.IsMemoryExact ? "" : "about ")}{QuantityText.Bytes(group.MemoryBytes)}";
        return group.Seconds is { } seconds ? $"{text}, {QuantityText.Seconds(seconds / group.Trials)}" : text;
    }

    private static string Source(int earlier) => earlier == 0 ? "measured" : earlier == TrialTime.OfBudget ? "as budgeted"
        : $"from {earlier} earlier trial{(earlier == 1 ? "" : "s")}";
}
