namespace Sweep.Scheduling;

/// <summary>How many trials a worker can use now: an idle slot as many as its engine trains together.</summary>
/// <param name="Free">Trials that would begin at once; at least 0.</param>
/// <param name="Queue">Further trials that may wait here because trainings are so quick that slots would idle between claims; at least
/// 0.</param>
public readonly record struct SlotOffer(int Free, int Queue)
{
    /// <summary>Both together: how many to claim.</summary>
    public int Total => Free + Queue;
}
