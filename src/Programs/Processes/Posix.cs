using System.Runtime.InteropServices;

namespace Sweep.Programs.Processes;

/// <summary>The system calls that .NET's own process class has no words for: a session of its own, signals to a group, one wait for
/// several pipes.</summary>
internal static unsafe partial class Posix
{
    public const int SigKill = 9, SigTerm = 15;
    public const short PollIn = 1;
    public const int NoSuchFile = 2, NoPermission = 13, NoExecutable = 8; // errno

    private const short SetSignalDefaults = 0x04, SetSignalMask = 0x08;
    private const int SigInt = 2, SigQuit = 3, SigPipe = 13;
    private const int ByProcess = 1, NoHang = 1, Exited = 4;
    private const int MaxOpaque = 1024; // more than any system's posix_spawnattr_t, posix_spawn_file_actions_t, sigset_t or siginfo_t

    private static readonly short OwnSession = (short)(OperatingSystem.IsMacOS() ? 0x400 : 0x80);
    private static readonly int LeaveWaitable = OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;

    /// <summary>Starts a program as the leader of a session and process group of its own, with nothing to read and default
    /// signals.</summary>
    /// <param name="command">The program, looked for in PATH unless it has a slash, and its arguments.</param>
    /// <param name="environment">Its environment, "NAME=value" each.</param>
    /// <param name="folder">Where it starts.</param>
    /// <param name="input">What it reads; -1 for nothing.</param>
    /// <param name="output">Where it writes.</param>
    /// <param name="error">Where its errors go.</param>
    /// <param name="process">Its id, which is also its group's.</param>
    /// <returns>The errno of a failure; 0 for none.</returns>
    public static int Spawn(IReadOnlyList<string> command, IEnumerable<string> environment, string folder, int input, int output, int error,
        out int process)
    {
        process = 0;
        byte* actions = stackalloc byte[MaxOpaque], attributes = stackalloc byte[MaxOpaque], signals = stackalloc byte[MaxOpaque];
        using var arguments = new StringArray(command);
        using var variables = new StringArray(environment);
        int failure = posix_spawn_file_actions_init(actions);
        if (failure != 0)
            return failure;
        posix_spawnattr_init(attributes);
        try
        {
            int id = 0;
            sigemptyset(signals);
            failure = First(
                posix_spawnattr_setsigmask(attributes, signals),
                sigaddset(signals, SigPipe) | sigaddset(signals, SigInt) | sigaddset(signals, SigQuit) | sigaddset(signals, SigTerm),
                posix_spawnattr_setsigdefault(attributes, signals),
                posix_spawnattr_setflags(attributes, (short)(OwnSession | SetSignalDefaults | SetSignalMask)),
                input < 0 ? posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0)
                    : posix_spawn_file_actions_adddup2(actions, input, 0),
                posix_spawn_file_actions_adddup2(actions, output, 1),
                posix_spawn_file_actions_adddup2(actions, error, 2),
                posix_spawn_file_actions_addchdir_np(actions, folder));
            if (failure == 0)
                failure = posix_spawnp(&id, command[0], actions, attributes, arguments.Pointer, variables.Pointer);
            process = id;
            return failure;
        }
        finally
        {
            posix_spawn_file_actions_destroy(actions);
            posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>Waits until one of the descriptors can be read, at most so long; those below zero are passed over.</summary>
    /// <param name="polls">What to wait for, and what came of it.</param>
    /// <param name="milliseconds">How long.</param>
    public static void Wait(Span<PollEntry> polls, int milliseconds)
    {
        fixed (PollEntry* first = polls)
            _ = poll(first, (nuint)polls.Length, milliseconds); // an interrupted wait is a short one
    }

    /// <summary>Reads what is there; 0 at the end, or where it cannot be read.</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* first = buffer)
            return Math.Max(0, (int)read(descriptor, first, (nuint)buffer.Length));
    }

    /// <summary>Sends a signal to all processes of a group; to none where it has ended.</summary>
    public static void SignalGroup(int group, int signal) => _ = kill(-group, signal);

    /// <summary>Whether a child has ended; its id stays taken until it is reaped.</summary>
    public static bool HasEnded(int process)
    {
        byte* info = stackalloc byte[MaxOpaque];
        *(int*)info = 0; // si_signo, the first field, is set for a child that ended
        return waitid(ByProcess, process, info, Exited | NoHang | LeaveWaitable) != 0 || *(int*)info != 0;
    }

    /// <summary>Waits for the end of a child and tells how it ended; null where somebody else has taken the status.</summary>
    public static ProgramExit? Reap(int process)
    {
        int status = 0;
        while (waitpid(process, &status, 0) < 0)
        {
            const int Interrupted = 4;
            if (Marshal.GetLastPInvokeError() != Interrupted)
                return null;
        }
        int signal = status & 0x7f;
        return signal == 0 ? new ProgramExit((status >> 8) & 0xff, null) : new ProgramExit(null, signal);
    }

    /// <summary>Makes a named pipe for this user; false where that is not possible.</summary>
    public static bool MakePipe(string path) => mkfifo(path, 0x180) == 0; // rw-------

    private static int First(params ReadOnlySpan<int> failures)
    {
        foreach (int failure in failures)
        {
            if (failure != 0)
                return failure;
        }
        return 0;
    }

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    private static partial int sigaddset(byte* signals, int signal);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawnp(int* process, string file, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollEntry* polls, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitid(int kind, int process, byte* info, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int process, int* status, int options);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    /// <summary>pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        /// <summary>The descriptor; below zero for none.</summary>
        public int Descriptor;

        /// <summary>What to wait for.</summary>
        public short Wanted;

        /// <summary>What came: data, or an end.</summary>
        public short Came;
    }

    /// <summary>Texts as C has them: pointers, the last one null.</summary>
    private sealed class StringArray : IDisposable
    {
        private readonly nint[] texts;
        private readonly GCHandle pinned;

        public StringArray(IEnumerable<string> values)
        {
            texts = [.. values.Select(Marshal.StringToCoTaskMemUTF8), 0];
            pinned = GCHandle.Alloc(texts, GCHandleType.Pinned);
        }

        public nint* Pointer => (nint*)pinned.AddrOfPinnedObject();

        public void Dispose()
        {
            pinned.Free();
            foreach (nint text in texts)
                Marshal.FreeCoTaskMem(text);
        }
    }
}
