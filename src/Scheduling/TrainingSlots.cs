using System.Collections.Concurrent;
using Sweep.Planning;
using Sweep.Trainer;

namespace Sweep.Scheduling;

/// <summary>The threads that train: one per slot, taking assignments from one queue. Owns its threads until disposed.</summary>
internal sealed class TrainingSlots : IDisposable
{
    private readonly BlockingCollection<Assignment> queue = new(new ConcurrentQueue<Assignment>());
    private readonly Thread[] threads;
    private readonly ITrainer trainer;
    private readonly IWorkObserver observer;
    private readonly TimeProvider time;
    private readonly Action<Assignment> ended;
    private int busy;
    private long meanTicks = -1; // of recent trainings; -1 before the first

    /// <param name="count">Number of slots.</param>
    /// <param name="trainer">What trains.</param>
    /// <param name="observer">Told of starts, epochs and endings.</param>
    /// <param name="time">Measures trainings.</param>
    /// <param name="ended">Called on the slot's thread when an assignment has its ending.</param>
    public TrainingSlots(int count, ITrainer trainer, IWorkObserver observer, TimeProvider time, Action<Assignment> ended)
    {
        (this.trainer, this.observer, this.time, this.ended) = (trainer, observer, time, ended);
        threads = [.. Enumerable.Range(0, count).Select(slot => new Thread(Work) { IsBackground = true, Name = $"slot {slot}" })];
        foreach (var thread in threads)
            thread.Start();
    }

    /// <summary>Assignments claimed but not begun.</summary>
    public int Waiting => queue.Count;

    /// <summary>Slots with nothing to do, less what waits for them; negative when more waits than there are free slots.</summary>
    public int Free => threads.Length - Volatile.Read(ref busy) - queue.Count;

    /// <summary>How long recent trainings took, on average; null before the first has ended.</summary>
    public TimeSpan? MeanDuration => Interlocked.Read(ref meanTicks) is var ticks and >= 0 ? TimeSpan.FromTicks(ticks) : null;

    public void Add(Assignment assignment) => queue.Add(assignment);

    /// <summary>Takes back what no slot has begun.</summary>
    public IReadOnlyList<Assignment> TakeWaiting()
    {
        var taken = new List<Assignment>();
        while (queue.TryTake(out var assignment))
            taken.Add(assignment);
        return taken;
    }

    /// <summary>Waits for the threads to end what they run; interrupt the assignments first.</summary>
    public void Dispose()
    {
        queue.CompleteAdding();
        foreach (var thread in threads)
            thread.Join();
        queue.Dispose();
    }

    private void Work()
    {
        foreach (var assignment in queue.GetConsumingEnumerable())
        {
            Interlocked.Increment(ref busy);
            assignment.IsBegun = true;
            long startedAt = time.GetTimestamp();
            var outcome = Train(assignment);
            var duration = time.GetElapsedTime(startedAt);
            long mean = Interlocked.Read(ref meanTicks);
            Interlocked.Exchange(ref meanTicks, mean < 0 ? duration.Ticks : mean + (duration.Ticks - mean) / 8);
            assignment.Ending = (outcome, duration);
            Interlocked.Decrement(ref busy);
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
