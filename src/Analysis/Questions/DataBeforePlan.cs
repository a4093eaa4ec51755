using System.Globalization;
using Sweep.Analysis.Names;
using Sweep.Store;

namespace Sweep.Analysis.Questions;

/// <summary>How many of the trials asked about had ended when the plan was submitted: it came before the data of the others only.</summary>
/// <param name="Count">Trials that completed or diverged before; where that is not known, those that may have.</param>
/// <param name="TrialCount">Trials asked about.</param>
/// <param name="IsKnown">False where the store has not kept the first submission of the plan.</param>
public sealed record DataBeforePlan(int Count, int TrialCount, bool IsKnown)
{
    /// <summary>The count; null where it is not known.</summary>
    public int? KnownCount => IsKnown || Count == 0 ? Count : null;

    /// <summary>How this departs from a plan that came before its data; null when it does not.</summary>
    public string? Deviation => Count == 0 ? null
        : IsKnown ? Text($"{Count} of {TrialCount} trials had ended when the sweep was submitted with this plan")
        : Text($"whether {Count} of {TrialCount} trials had ended when the sweep was first submitted with this plan is not known: ")
            + "the version of sweep that stored it kept the last submission";

    /// <summary>Counts those that ended earlier than the plan was submitted; both times are the store's.</summary>
    /// <param name="sweep">The plan.</param>
    /// <param name="endings">When each trial ended; null where it has not.</param>
    public static DataBeforePlan Create(SweepIdentity sweep, IEnumerable<DateTimeOffset?> endings)
    {
        int trials = 0, before = 0;
        foreach (var ending in endings)
        {
            trials++;
            if (ending < sweep.SubmittedAt)
                before++;
        }
        return new DataBeforePlan(before, trials, sweep.IsFirstSubmission);
    }

    /// <summary>The same of all trials of a stored sweep.</summary>
    public static async Task<DataBeforePlan> ReadAsync(ITrialReader store, string sweep, CancellationToken cancellation)
    {
        var status = await StoredSweeps.FindAsync(store, sweep, cancellation);
        var endings = new List<DateTimeOffset?>();
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = sweep }, MetricSelection.None, cancellation))
            endings.Add(row.State is TrialState.Completed or TrialState.Diverged ? row.EndedAt : null);
        return Create(SweepIdentity.From(status), endings);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
