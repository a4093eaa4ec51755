using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace Sweep.Programs.Processes;

/// <summary>A program that was started in a process group of its own, with what it prints. One thread at a time.</summary>
/// <remarks>Owns the process, its group and its pipes: disposing it ends the group at once.</remarks>
internal sealed class RunningProgram : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly OrphanGuard guard;
    private readonly AnonymousPipeServerStream output, error;
    private readonly SafeFileHandle? metrics;
    private readonly int process;
    private readonly byte[] buffer = new byte[BufferSize];
    private readonly Posix.PollEntry[] polls;
    private bool isReaped;

    /// <summary>Starts a program.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="metricsPipe">A named pipe that is read, too.</param>
    /// <param name="guard">Ends the group should this process die.</param>
    /// <exception cref="ProgramStartException">It cannot be started.</exception>
    public RunningProgram(ProgramStart start, string metricsPipe, OrphanGuard guard)
    {
        this.guard = guard;
        output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        error = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        try
        {
            // Open for both, it is never at its end, and nobody who opens it to write has to wait.
            metrics = File.OpenHandle(metricsPipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            int failure = Posix.Spawn(start.Command, start.Environment.Select(v => $"{v.Key}={v.Value}"), start.Folder, -1,
                Descriptor(output.ClientSafePipeHandle), Descriptor(error.ClientSafePipeHandle), out process);
            if (failure != 0)
                throw new ProgramStartException(Explain(start, failure));
            guard.Watch(process);
        }
        catch
        {
            isReaped = process == 0;
            Dispose();
            throw;
        }
        output.DisposeLocalCopyOfClientHandle();
        error.DisposeLocalCopyOfClientHandle();
        polls = [Entry(output.SafePipeHandle), Entry(error.SafePipeHandle), Entry(metrics)];
    }

    /// <summary>Takes what a program wrote to one of its channels; good until it returns.</summary>
    public delegate void Reader(ProgramChannel channel, ReadOnlySpan<byte> bytes);

    /// <summary>Whether the program itself has ended; what it started may run on.</summary>
    public bool HasEnded => Posix.HasEnded(process);

    /// <summary>Waits for something to read, at most so long, and reads it.</summary>
    /// <returns>Whether anything was read.</returns>
    public bool Read(int milliseconds, Reader read)
    {
        Posix.Wait(polls, polls[0].Descriptor < 0 && polls[1].Descriptor < 0 ? Math.Min(1, milliseconds) : milliseconds);
        bool any = false;
        for (int i = 0; i < polls.Length; i++)
        {
            if (polls[i].Descriptor < 0 || polls[i].Came == 0)
                continue;
            int count = Posix.Read(polls[i].Descriptor, buffer);
            if (count == 0)
                polls[i].Descriptor = -1;
            else
                read((ProgramChannel)i, buffer.AsSpan(0, count));
            any |= count > 0;
        }
        return any;
    }

    /// <summary>Asks the program and all that it started to end.</summary>
    public void Terminate() => Posix.SignalGroup(process, Posix.SigTerm);

    /// <summary>Ends the program and all that it started.</summary>
    public void Kill() => Posix.SignalGroup(process, Posix.SigKill);

    /// <summary>After the program has ended: ends what it left behind and reads what is left in its pipes.</summary>
    public ProgramExit? End(Reader read)
    {
        Kill(); // while the id of the group is still taken by the ended process
        var exit = Posix.Reap(process);
        isReaped = true;
        guard.Forget(process);
        // A pipe holds so much; what a process that left the group still writes is not waited for.
        for (int i = 0; i < 64 && Read(0, read); i++)
        {
        }
        return exit;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!isReaped)
        {
            Kill();
            Posix.Reap(process);
            isReaped = true;
            guard.Forget(process);
        }
        Close();
    }

    private static Posix.PollEntry Entry(System.Runtime.InteropServices.SafeHandle handle) =>
        new() { Descriptor = Descriptor(handle), Wanted = Posix.PollIn };

    private static int Descriptor(System.Runtime.InteropServices.SafeHandle handle) => (int)handle.DangerousGetHandle();

    private static string Explain(ProgramStart start, int failure)
    {
        string program = start.Command[0];
        bool isPath = program.Contains('/', StringComparison.Ordinal);
        return failure switch
        {
            Posix.NoSuchFile when isPath => $"There is no program '{program}' in {start.Folder}, or the interpreter that its first line "
                + "names is missing.",
            Posix.NoSuchFile => $"The program '{program}' is not installed on this machine: it is in no folder of PATH.",
            Posix.NoPermission => $"The program '{program}' may not be executed: `chmod +x` it, or name its interpreter in the command.",
            Posix.NoExecutable => $"'{program}' is no program that this system can start: a script begins with a line such as "
                + "#!/usr/bin/env python3.",
            _ => $"The program '{program}' cannot be started: {new System.ComponentModel.Win32Exception(failure).Message}.",
        };
    }

    private void Close()
    {
        output.Dispose();
        error.Dispose();
        metrics?.Dispose();
    }
}
