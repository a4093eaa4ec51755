using System.Runtime.InteropServices;

namespace Sweep.Client.CommandLine;

/// <summary>Turns Ctrl-C and SIGTERM into a token, and sees to it that the command ends: the first asks for a stop, which whoever waits or
/// reads hears at once; a command that computes and has not returned a second later is left behind, and the process ends without it. A
/// second signal ends the process at once.</summary>
/// <remarks>What is left behind holds at most a transaction that its store rolls back. A worker's trainings and leases do not end so: while
/// they are handed back, the deadline is off (<see cref="Postpone"/>).</remarks>
internal sealed class StopSignal : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(0.6); // the process itself takes a moment to end

    private readonly CancellationTokenSource source = new();
    // Completed on the signal's own thread: a pool that computes may have none to spare.
    private readonly TaskCompletionSource overdue = new();
    private readonly ManualResetEventSlim returned = new();
    private readonly Lock gate = new();
    private readonly PosixSignalRegistration? interrupt, terminate;
    private bool isPostponed, isDue;

    /// <summary>Listens to the signals of the process.</summary>
    public StopSignal()
        : this(listens: true)
    {
    }

    /// <param name="listens">Whether to listen to signals; tests stop it themselves.</param>
    internal StopSignal(bool listens)
    {
        if (!listens)
            return;
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The outcome of a command, or the end of waiting for it.</summary>
    /// <param name="command">The command; works on another thread, because it may compute before it first waits.</param>
    /// <exception cref="OperationCanceledException">It had not returned by the deadline after a signal.</exception>
    public async Task<int> WaitForAsync(Func<Task<int>> command)
    {
        var running = Task.Run(command);
        bool isOver = await Task.WhenAny(running, overdue.Task).ConfigureAwait(false) == running;
        returned.Set();
        return isOver ? await running.ConfigureAwait(false) : throw new OperationCanceledException(Token);
    }

    /// <summary>Takes the deadline off until the result is disposed: what goes on in between ends by the token, in its own time.</summary>
    public IDisposable Postpone()
    {
        lock (gate)
            isPostponed = true;
        return new Postponement(this);
    }

    /// <summary>What the first signal does; returns with the command, or at the deadline.</summary>
    internal void Stop()
    {
        source.CancelAsync();
        Expire();
    }

    public void Dispose()
    {
        interrupt?.Dispose();
        terminate?.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested; // the second time the system's own handling ends the process
        if (context.Cancel)
            new Thread(Stop) { IsBackground = true, Name = "stop" }.Start();
    }

    private void Expire()
    {
        if (returned.Wait(Deadline))
            return;
        lock (gate)
        {
            isDue = true;
            if (isPostponed)
                return;
        }
        overdue.TrySetResult();
    }

    private sealed class Postponement(StopSignal signal) : IDisposable
    {
        public void Dispose()
        {
            lock (signal.gate)
            {
                signal.isPostponed = false;
                if (!signal.isDue)
                    return;
            }
            new Thread(signal.Expire) { IsBackground = true, Name = "stop" }.Start(); // what is left to say gets the same time
        }
    }
}
