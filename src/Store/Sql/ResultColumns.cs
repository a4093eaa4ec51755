using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <summary>How the end of a trial is written in the columns of an attempt.</summary>
internal sealed record ResultColumns(string Outcome, string? FailureKind, string? FailureMessage, int? DivergedEpoch, long? DivergedStep)
{
    /// <exception cref="ArgumentException">It is no end that can be imported.</exception>
    public static ResultColumns Of(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Completed => new(ColumnText.Format(TrialState.Completed), null, null, null, null),
        TrialOutcome.Diverged diverged => new(ColumnText.Format(TrialState.Diverged), null, null, diverged.Epoch, diverged.Step),
        TrialOutcome.Failed failed =>
            new(ColumnText.Format(TrialState.Failed), ColumnText.Format(failed.Kind), failed.Message, null, null),
        _ => throw new ArgumentException($"A trial that ended elsewhere completed, diverged or failed; not {outcome.GetType().Name}.",
            nameof(outcome)),
    };
}
