using Sweep.Planning;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>Passes each epoch of a trial on once: a group that memory ended is trained again in halves, with the same numbers.</summary>
internal sealed class OnceObserver(ITrainingObserver observer) : ITrainingObserver
{
    private readonly Dictionary<TrialId, int> heard = [];

    /// <inheritdoc/>
    public void EpochCompleted(TrialId trial, EpochMetrics metrics)
    {
        if (metrics.Epoch <= heard.GetValueOrDefault(trial))
            return;
        heard[trial] = metrics.Epoch;
        observer.EpochCompleted(trial, metrics);
    }
}
