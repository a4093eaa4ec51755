using System.Collections.Concurrent;
using Sweep.Planning;
using Sweep.Trainer;

namespace Sweep.Scheduling;

/// <summary>The threads that train: one per slot, taking assignments from one queue. Owns its threads until disposed.</summary>
internal sealed class TrainingSlots : IDisposable
{
    private const long Idle = long.MinValue;

    private readonly BlockingCollection<Assignment> queue = new(new ConcurrentQueue<Assignment>());
    private readonly Thread[] threads;
    private readonly ITrainer trainer;
    private readonly IWorkObserver observer;
    private readonly TimeProvider time;
    private readonly Action<Assignment> ended;
    private readonly FailureGate gate;
    private readonly long[] startedAt; // (slots) timestamp of what each one runs; Idle when nothing
    private int held; // waiting or running
    private long meanTicks = -1; // of recent trainings; -1 before the first

    /// <param name="count">Number of slots.</param>
    /// <param name="trainer">What trains.</param>
    /// <param name="observer">Told of starts, epochs and endings.</param>
    /// <param name="time">Measures trainings.</param>
    /// <param name="gate">Closed by a failure until it is judged.</param>
    /// <param name="ended">Called on the slot's thread when an assignment has its ending.</param>
    public TrainingSlots(int count, ITrainer trainer, IWorkObserver observer, TimeProvider time, FailureGate gate, Action<Assignment> ended)
    {
        (this.trainer, this.observer, this.time, this.gate, this.ended) = (trainer, observer, time, gate, ended);
        startedAt = [.. Enumerable.Repeat(Idle, count)];
        threads = [.. Enumerable.Range(0, count).Select(slot => new Thread(() => Work(slot)) { IsBackground = true, Name = $"slot {slot}" })];
        foreach (var thread in threads)
            thread.Start();
    }

    /// <summary>Assignments claimed but not begun.</summary>
    public int Waiting => queue.Count;

    /// <summary>Slots with nothing to do, less what waits for them; negative when more waits than there are free slots.</summary>
    /// <remarks>Counted from the moment of <see cref="Add"/>: a slot that is just waking up must not look free.</remarks>
    public int Free => threads.Length - Volatile.Read(ref held);

    /// <summary>How long recent trainings took, on average; null before the first has ended and after a failure, which tells nothing about the next.</summary>
    public TimeSpan? MeanDuration => Interlocked.Read(ref meanTicks) is var ticks and >= 0 ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>How many slots are idle or have not run their training for longer than this.</summary>
    public int CountNimble(TimeSpan limit)
    {
        int count = 0;
        for (int slot = 0; slot < startedAt.Length; slot++)
        {
            long start = Volatile.Read(ref startedAt[slot]);
            count += start == Idle || time.GetElapsedTime(start) <= limit ? 1 : 0;
        }
        return count;
    }

    public void Add(Assignment assignment)
    {
        Interlocked.Increment(ref held);
        queue.Add(assignment);
    }

    /// <summary>Takes back what no slot has begun.</summary>
    public IReadOnlyList<Assignment> TakeWaiting()
    {
        var taken = new List<Assignment>();
        while (queue.TryTake(out var assignment))
        {
            Interlocked.Decrement(ref held);
            taken.Add(assignment);
        }
        return taken;
    }

    /// <summary>Waits for the threads to end what they run; interrupt the assignments first.</summary>
    public void Dispose()
    {
        queue.CompleteAdding();
        gate.Force();
        foreach (var thread in threads)
            thread.Join(); // the queue is left to the collector: who keeps the leases until the last ending is stored still asks what waits
    }

    private void Work(int slot)
    {
        while (true)
        {
            gate.Pass(); // before taking: what is not taken can still be given back
            if (!queue.TryTake(out var assignment, Timeout.Infinite))
                return;
            long start = time.GetTimestamp();
            assignment.Begin(start);
            Volatile.Write(ref startedAt[slot], start);
            var outcome = Train(assignment);
            var duration = time.GetElapsedTime(start);
            Volatile.Write(ref startedAt[slot], Idle);
            if (outcome is TrialOutcome.Failed)
                gate.Close();
            long mean = Interlocked.Read(ref meanTicks);
            Interlocked.Exchange(ref meanTicks, outcome is TrialOutcome.Failed ? -1 : mean < 0 ? duration.Ticks : mean + (duration.Ticks - mean) / 8);
            assignment.Ending = new AttemptResult(outcome, duration);
            Interlocked.Decrement(ref held);
            ended(assignment);
        }
    }

    private TrialOutcome Train(Assignment assignment)
    {
        var trial = assignment.Leased.Trial;
        if (assignment.Stop.IsCancellationRequested)
            return new TrialOutcome.Cancelled();
        observer.TrialStarted(trial);
        TrialOutcome outcome;
        try
        {
            outcome = trainer.Train(new ReplicaGroup([trial]), new MetricsRelay(assignment, observer), assignment.Stop).Single();
        }
        catch (OutOfMemoryException error)
        {
            outcome = new TrialOutcome.Failed(FailureKind.OutOfMemory, OneLine(error));
        }
        catch (OperationCanceledException) when (assignment.Stop.IsCancellationRequested)
        {
            outcome = new TrialOutcome.Cancelled();
        }
        catch (Exception error) // a bug of the trainer is the trial's failure, never the worker's end
        {
            outcome = new TrialOutcome.Failed(FailureKind.Exception, OneLine(error));
        }
        observer.TrialEnded(trial, outcome);
        return outcome;
    }

    private static string OneLine(Exception error) => $"{error.GetType().Name}: {error.Message}".ReplaceLineEndings(" ");

    private sealed class MetricsRelay(Assignment assignment, IWorkObserver observer) : ITrainingObserver
    {
        public void EpochCompleted(TrialId trial, EpochMetrics metrics)
        {
            assignment.Add(metrics);
            observer.EpochCompleted(assignment.Leased.Trial, metrics);
        }
    }
}
