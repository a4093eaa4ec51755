namespace Sweep.Scheduling;

/// <summary>Keeps slots from beginning anything new while a failure waits for its judgement, so that a sick worker or a broken sweep costs
/// no more attempts than its breaker allows, however quickly trials fail and however many were claimed ahead. Thread-safe.</summary>
internal sealed class FailureGate : IDisposable
{
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim open = new(initialState: true);
    private int unjudged;
    private bool isForced;

    /// <summary>Whether new trainings may begin.</summary>
    public bool IsOpen => open.IsSet;

    /// <summary>A failure occurred.</summary>
    public void Close()
    {
        lock (gate)
        {
            unjudged++;
            if (!isForced)
                open.Reset();
        }
    }

    /// <summary>Failures were stored and judged.</summary>
    public void Judged(int failures)
    {
        lock (gate)
        {
            unjudged -= failures;
            if (unjudged == 0)
                open.Set();
        }
    }

    /// <summary>Opens for good: the slots are to end.</summary>
    public void Force()
    {
        lock (gate)
        {
            isForced = true;
            open.Set();
        }
    }

    /// <summary>Blocks the calling thread until new trainings may begin.</summary>
    public void Pass() => open.Wait();

    public void Dispose() => open.Dispose();
}
