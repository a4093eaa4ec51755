using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Programs.Processes;
using Sweep.Programs.Reports;
using Sweep.Trainer;

namespace Sweep.Programs;

/// <summary>Trains trials by programs of the user's (docs/programs.md): one start per attempt, on the calling thread.</summary>
/// <remarks>
/// <para>Owns the programs that it started: each runs in a session and process group of its own and is ended with all that it started, by
/// SIGTERM and, after the grace of its plan, SIGKILL. Should this process die, a guard ends them (<see cref="OrphanGuard"/>).</para>
/// <para>A request to stop is observed within 100 ms: that is when SIGTERM is sent. Training returns when the program has ended, at the
/// latest after the grace.</para>
/// <para>Needs a POSIX system (Linux, macOS).</para>
/// </remarks>
/// <param name="options">Where and how.</param>
/// <param name="time">Measures limits.</param>
public sealed class ProgramEngine(ProgramOptions options, TimeProvider time) : ITrainer, IDisposable
{
    private const int Pace = 10; // milliseconds between two looks at what needs no pipe: the end, limits, requests to stop

    // Who ends a service or a job tells the worker and its programs at once: a program may have ended before the worker has heard of it.
    private static readonly TimeSpan Hearsay = TimeSpan.FromSeconds(1);

    private readonly OrphanGuard guard = new();
    private readonly SlotNumbers slots = new();
    private readonly TrackedFileCheck files = new();

    /// <inheritdoc/>
    public string Name => "program";

    /// <inheritdoc/>
    public IReadOnlyList<TrialOutcome> Train(FusedTrials trials, ITrainingObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(observer);
        var outcomes = new TrialOutcome[trials.Trials.Count];
        int slot = slots.Take();
        try
        {
            for (int i = 0; i < outcomes.Length; i++)
            {
                var attempt = i < trials.Attempts.Count ? trials.Attempts[i] : new AttemptDescription("", 1, null);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop,
                    i < trials.Stops.Count ? trials.Stops[i] : CancellationToken.None);
                outcomes[i] = Train(trials.Trials[i], attempt, slot, observer, either.Token);
            }
            return outcomes;
        }
        finally
        {
            slots.Return(slot);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => guard.Dispose();

    private TrialOutcome Train(TrialDescription trial, AttemptDescription attempt, int slot, ITrainingObserver observer,
        CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return new TrialOutcome.Cancelled();
        if (ProgramCommand.Read(trial.Configuration) is not { } command)
            return Fail("The trial was imported from elsewhere: no program trains it.");
        if (Refuse(command) is { } reason)
            return Fail(reason);
        try
        {
            using var attemptFiles = new AttemptFiles(options, trial, attempt, ProgramDevice.Of(slot, options.Slots));
            using var journal = attemptFiles.OpenJournal();
            var report = new AttemptReport(attempt.Program?.Metrics ?? [], journal, m => observer.EpochCompleted(trial.Id, m));
            var outcome = Run(command, attempt.Program ?? ProgramPlan.Default, attemptFiles, report, stop);
            if (report.Output is { } output)
                observer.OutputKept(trial.Id, output);
            if (outcome is TrialOutcome.Completed or TrialOutcome.Diverged && attemptFiles.RemoveFolder() is { } trouble)
                observer.Noted(trial.Id, trouble);
            return outcome;
        }
        catch (ProgramStartException problem)
        {
            return Fail(problem.Message);
        }
    }

    private string? Refuse(ProgramCommand command)
    {
        if (OperatingSystem.IsWindows())
            return "Programs as trainers need Linux or macOS; on Windows, start the worker in WSL.";
        if (options.Folder is not { } folder)
            return "This worker was given no folder with programs: start it with --programs FOLDER, or set SWEEP_PROGRAMS.";
        return Directory.Exists(folder) ? files.Check(folder, command.Tracked)
            : $"The folder with programs, {folder}, does not exist on this machine.";
    }

    private TrialOutcome Run(ProgramCommand command, ProgramPlan plan, AttemptFiles attemptFiles, AttemptReport report,
        CancellationToken stop)
    {
        long begun = time.GetTimestamp(), heard = begun, terminated = 0;
        var reason = EndReason.None;
        bool isKilled = false;
        using var program = new RunningProgram(new ProgramStart(command.Words, attemptFiles.Environment(), options.Folder!),
            attemptFiles.MetricsPipe, guard);
        while (!program.HasEnded)
        {
            if (program.Read(Pace, Take))
                heard = time.GetTimestamp();
            if (reason == EndReason.None && (reason = FindReason(plan, begun, heard, report, stop)) != EndReason.None)
            {
                terminated = time.GetTimestamp();
                program.Terminate();
            }
            else if (reason != EndReason.None && !isKilled && time.GetElapsedTime(terminated) >= plan.Grace)
            {
                isKilled = true;
                program.Kill();
            }
        }
        var exit = program.End(Take);
        if (reason == EndReason.None && ProgramEnding.IsTerminated(exit) && stop.WaitHandle.WaitOne(Hearsay))
            reason = EndReason.Stop;
        report.End(isComplete: reason == EndReason.None && exit is { Code: 0 });
        return ProgramEnding.Judge(command.Words, exit, reason, report, plan);

        void Take(ProgramChannel channel, ReadOnlySpan<byte> bytes) => report.Add((int)channel, bytes);
    }

    private EndReason FindReason(ProgramPlan plan, long begun, long heard, AttemptReport report, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return EndReason.Stop;
        if (report.Divergence is not null)
            return EndReason.Divergence;
        if (report.IsTooMuch)
            return EndReason.TooMuch;
        if (plan.Timeout is { } timeout && time.GetElapsedTime(begun) >= timeout)
            return EndReason.Timeout;
        return plan.Silence is { } silence && time.GetElapsedTime(heard) >= silence ? EndReason.Silence : EndReason.None;
    }

    private static TrialOutcome.Failed Fail(string message) => new(FailureKind.Exception, message);
}
