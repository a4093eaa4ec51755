using Sweep.Store;

namespace Sweep.Scheduling.Looks;

/// <summary>Hears of planned looks. Called from several threads; must be quick, thread-safe and must not throw.</summary>
public interface ILookObserver
{
    /// <summary>A planned look at a sweep's data was taken here. Does nothing unless implemented.</summary>
    void LookTaken(LookTaking look, LookReceipt receipt)
    {
    }

    /// <summary>A sweep was paused: a planned look could not be taken, or a breaker has tripped.</summary>
    void SweepPaused(string sweep, string reason);
}
