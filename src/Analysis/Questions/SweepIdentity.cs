using Sweep.Planning.Plans;
using Sweep.Store;

namespace Sweep.Analysis.Questions;

/// <summary>What an answer is about.</summary>
/// <param name="Name">The sweep.</param>
/// <param name="PlanHash">Its plan.</param>
public sealed record SweepIdentity(string Name, PlanHash PlanHash)
{
    /// <summary>When the plan was submitted, by the store's clock; what had ended by then was no news to it.</summary>
    public DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Whether that was its first submission; else it is known to have been there by then, and may have been before.</summary>
    public bool IsFirstSubmission { get; init; } = true;

    /// <summary>That of a stored sweep.</summary>
    public static SweepIdentity From(SweepStatus status) =>
        new(status.Name, status.PlanHash) { SubmittedAt = status.SubmittedAt, IsFirstSubmission = status.IsFirstSubmission };
}
