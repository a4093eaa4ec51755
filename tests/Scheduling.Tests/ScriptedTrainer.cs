using Sweep.Planning.Trials;
using Sweep.Trainer;

namespace Sweep.Scheduling.Tests;

/// <summary>Trains nothing: does what the test says, and remembers what it was asked.</summary>
internal sealed class ScriptedTrainer(Func<TrialDescription, ITrainingObserver, CancellationToken, TrialOutcome> script) : ITrainer
{
    private readonly Lock gate = new();
    private readonly List<int> begun = [];

    public ScriptedTrainer(Func<int, TrialOutcome> bySeed)
        : this((trial, _, _) => bySeed(trial.Seed.Value))
    {
    }

    /// <summary>Ends every trial at once.</summary>
    public static ScriptedTrainer Instant() => new(_ => new TrialOutcome.Completed());

    public string Name => "scripted";

    /// <summary>Seeds of the trainings begun, in order.</summary>
    public IReadOnlyList<int> Begun
    {
        get
        {
            lock (gate)
                return [.. begun];
        }
    }

    public IReadOnlyList<TrialOutcome> Train(FusedTrials group, ITrainingObserver observer, CancellationToken stop)
    {
        var trial = group.Trials.Single();
        lock (gate)
            begun.Add(trial.Seed.Value);
        return [script(trial, observer, stop)];
    }
}

/// <summary>A training that goes on until it is let go or told to stop.</summary>
internal sealed class Hold
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // ends a test that hangs; nothing is measured by it

    private readonly ManualResetEventSlim release = new();
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a training waits here.</summary>
    public Task Begun => begun.Task.WaitAsync(Patience);

    public void Release() => release.Set();

    public TrialOutcome Wait(CancellationToken stop)
    {
        begun.TrySetResult();
        try
        {
            return release.Wait(Patience, stop) ? new TrialOutcome.Completed() : throw new TimeoutException("Nobody let this training go.");
        }
        catch (OperationCanceledException)
        {
            return new TrialOutcome.Cancelled();
        }
    }
}
