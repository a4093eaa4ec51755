using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Costs;

/// <summary>What a sweep takes whose spec declares its trainer: the time of its earlier trials is all that is known of a program.</summary>
/// <param name="Trainer">Its label.</param>
/// <param name="Trials">Trials to train.</param>
/// <param name="Slots">Trials at the same time.</param>
/// <param name="SecondsPerTrial">The median of earlier trials; null without any.</param>
/// <param name="EarlierTrials">How many there are.</param>
/// <param name="UnknownTime">Why the time is not known, where it is not.</param>
internal sealed record DeclaredTrainerCost(string Trainer, long Trials, int Slots, double? SecondsPerTrial, int EarlierTrials,
    string UnknownTime)
{
    /// <summary>Seconds until the last trial ends, if all slots are always busy; null if the time of a trial is not known.</summary>
    public double? Seconds => SecondsPerTrial * Trials / Math.Max(1, Math.Min(Slots, Trials));

    /// <summary>Reads the times of the program's earlier trials from the store beside the spec.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="path">The spec.</param>
    /// <param name="trials">Trials to train.</param>
    /// <param name="slots">Trials at the same time; null for as many as the machine has processors.</param>
    /// <param name="context">Of the command.</param>
    public static async Task<DeclaredTrainerCost> ReadAsync(DeclaredTrainer trainer, string path, long trials, int? slots,
        CommandContext context)
    {
        string label = trainer.Identity.Label;
        var cost = new DeclaredTrainerCost(label, trials, slots ?? Environment.ProcessorCount, null, 0, "");
        var reference = new SweepReference(null, path);
        var address = context.LocateStore(reference);
        if (!address.IsServer && !File.Exists(address.DisplayName))
            return cost with { UnknownTime = $"{address.DisplayName} is not there yet, and has no earlier trials of '{label}'" };
        try
        {
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            double[] seconds = await TimesAsync(store, label, context.Stop);
            return seconds.Length == 0 ? cost with { UnknownTime = $"{address.DisplayName} has no earlier trials of '{label}'" }
                : cost with
                {
                    SecondsPerTrial = (seconds[(seconds.Length - 1) / 2] + seconds[seconds.Length / 2]) / 2, EarlierTrials = seconds.Length,
                };
        }
        catch (StoreUnavailableException problem)
        {
            return cost with { UnknownTime = problem.Message.TrimEnd('.') };
        }
    }

    /// <summary>Rows of the summary: what, value.</summary>
    public IEnumerable<IReadOnlyList<object?>> Summary() =>
    [
        ["trainer", Trainer],
        ["time", Seconds is { } seconds ? $"about {QuantityText.Seconds(seconds)}, {Slots} at a time ({Source})"
            : $"not known: {UnknownTime}"],
    ];

    /// <summary>One row.</summary>
    /// <param name="forPeople">Whether times have a unit.</param>
    public Tabular Table(bool forPeople)
    {
        object? Time(double? seconds) => forPeople && seconds is { } known ? QuantityText.Seconds(known) : seconds;
        return Tabular.Create(
            [new("trainer"), new("trials", true), new("secondsPerTrial", true), new("seconds", true), new("timeFrom")],
            [[Trainer, Trials, Time(SecondsPerTrial), Time(Seconds), SecondsPerTrial is null ? UnknownTime : Source]]);
    }

    private string Source => $"from {EarlierTrials} earlier trial{(EarlierTrials == 1 ? "" : "s")}";

    // A trial may be of several sweeps.
    private static async Task<double[]> TimesAsync(ITrialReader store, string label, CancellationToken stop)
    {
        var filter = new TrialFilter
        {
            States = new HashSet<TrialState> { TrialState.Completed },
            Where = new Dictionary<string, IReadOnlyList<string>> { [DeclaredTrainer.Setting] = [label] },
        };
        var seconds = new Dictionary<TrialId, double>();
        await foreach (var row in store.ReadTrialsAsync(filter, MetricSelection.None, stop))
        {
            if (row.TrainDuration is { } duration)
                seconds[row.Trial.Id] = duration.TotalSeconds;
        }
        return [.. seconds.Values.Order()];
    }
}
