using Sweep.Planning.Trials;
using Sweep.Trainer;

namespace Sweep.Scheduling;

/// <summary>The threads that train: one per slot, taking assignments from one queue, as many at once as the trainer can train together.
/// Owns its threads until disposed.</summary>
internal sealed class TrainingSlots : IDisposable
{
    private const long Idle = long.MinValue;

    private readonly WaitingTrials waiting;
    private readonly Thread[] threads;
    private readonly ITrainer trainer;
    private readonly IWorkObserver observer;
    private readonly TimeProvider time;
    private readonly Action<Assignment> ended;
    private readonly FailureGate gate;
    private readonly TrialPruner pruner;
    private readonly long[] startedAt; // (slots) timestamp of what each one runs; Idle when nothing
    private long meanTicks = -1; // of recent trainings; -1 before the first

    /// <param name="count">Number of slots.</param>
    /// <param name="trainer">What trains.</param>
    /// <param name="observer">Told of starts, epochs and endings.</param>
    /// <param name="time">Measures trainings.</param>
    /// <param name="gate">Closed by a failure until it is judged.</param>
    /// <param name="pruner">Asked after epochs whether a trial goes on.</param>
    /// <param name="ended">Called when an assignment has its ending: on the slot's thread, or on the one that asked the trial to
    /// stop.</param>
    public TrainingSlots(int count, ITrainer trainer, IWorkObserver observer, TimeProvider time, FailureGate gate, TrialPruner pruner,
        Action<Assignment> ended)
    {
        (this.trainer, this.observer, this.time, this.gate, this.pruner, this.ended) = (trainer, observer, time, gate, pruner, ended);
        waiting = new WaitingTrials(count, () => MaxFusedTrials, assignment => trainer.FusionKeyOf(assignment.Leased.Trial));
        startedAt = [.. Enumerable.Repeat(Idle, count)];
        threads = [.. Enumerable.Range(0, count)
            .Select(slot => new Thread(() => Work(slot)) { IsBackground = true, Name = $"slot {slot}" })];
        foreach (var thread in threads)
            thread.Start();
    }

    /// <summary>The most trials that one slot can train together now; at least 1.</summary>
    public int MaxFusedTrials => Math.Max(1, trainer.MaxFusedTrials);

    /// <summary>Assignments claimed but not begun.</summary>
    public int Waiting => waiting.Count;

    /// <summary>Trials that idle slots would begin at once, less those that wait already; negative when more waits than they can
    /// use.</summary>
    public int Free => waiting.Free;

    /// <summary>How long slots were busy with recent trainings, on average; null before the first has ended and after a failure, which
    /// tells nothing about the next.</summary>
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

    public void Add(Assignment assignment) => waiting.Add(assignment);

    /// <summary>Takes back what no slot has begun.</summary>
    public IReadOnlyList<Assignment> TakeWaiting() => waiting.TakeAll();

    /// <summary>Waits for the threads to end what they run; interrupt the assignments first.</summary>
    public void Dispose()
    {
        waiting.Close();
        gate.Force();
        foreach (var thread in threads)
            thread.Join();
    }

    private void Work(int slot)
    {
        while (waiting.Take(gate) is { Count: > 0 } group)
        {
            long start = time.GetTimestamp();
            Volatile.Write(ref startedAt[slot], start);
            int failures = 0; // among those that ended early; a thread that cancels a trial never fails it
            var rest = TrialGroupRun.Run(group, trainer, observer, time, (assignment, ending) =>
            {
                failures += Judge(ending);
                End(assignment, ending);
            }, pruner);
            var duration = time.GetElapsedTime(start);
            Volatile.Write(ref startedAt[slot], Idle);
            failures += rest.Sum(r => Judge(r.Ending));
            long mean = Interlocked.Read(ref meanTicks);
            Interlocked.Exchange(ref meanTicks, failures > 0 ? -1 : mean < 0 ? duration.Ticks : mean + (duration.Ticks - mean) / 8);
            waiting.Done(); // before the endings are told: who hears of them may offer this slot
            foreach (var (assignment, ending) in rest)
                End(assignment, ending);
        }
    }

    /// <summary>Keeps slots from beginning anything new after a failure, until it is stored and judged.</summary>
    private int Judge(AttemptResult ending)
    {
        if (ending.Outcome is not TrialOutcome.Failed)
            return 0;
        gate.Close();
        return 1;
    }

    private void End(Assignment assignment, AttemptResult ending)
    {
        assignment.Ending = ending;
        ended(assignment);
    }
}
