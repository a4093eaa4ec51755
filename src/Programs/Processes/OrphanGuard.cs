using System.Globalization;
using System.IO.Pipes;
using System.Text;

namespace Sweep.Programs.Processes;

/// <summary>Ends running programs when this process dies, however it dies: a shell in a session of its own reads the groups that run from
/// a pipe; when the pipe ends, it ends what is left of them. One for all programs of a process. Thread-safe.</summary>
/// <remarks>A guard that was killed is replaced when the next program starts. Started with the first program.</remarks>
internal sealed class OrphanGuard : IDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        groups=
        while read -r op group; do
          case $op in
            +) groups="$groups $group" ;;
            -) rest=
               for g in $groups; do [ "$g" = "$group" ] || rest="$rest $g"; done
               groups=$rest ;;
          esac
        done
        for g in $groups; do kill -s TERM -- "-$g"; done
        tries=0
        while [ -n "$groups" ] && [ $tries -lt 100 ]; do
          rest=
          for g in $groups; do kill -s 0 -- "-$g" && rest="$rest $g"; done
          groups=$rest
          [ -z "$groups" ] || sleep 0.1
          tries=$((tries + 1))
        done
        for g in $groups; do kill -s KILL -- "-$g"; done
        """;

    private readonly Lock gate = new();
    private readonly HashSet<int> groups = [];
    private AnonymousPipeServerStream? pipe;
    private int shell;

    /// <summary>A group runs from now on.</summary>
    public void Watch(int group)
    {
        lock (gate)
        {
            if (pipe is not null && Posix.HasEnded(shell))
                Close();
            if (pipe is null)
            {
                Open();
                foreach (int other in groups)
                    Tell('+', other);
            }
            groups.Add(group);
            Tell('+', group);
        }
    }

    /// <summary>A group has ended.</summary>
    public void Forget(int group)
    {
        lock (gate)
        {
            if (groups.Remove(group))
                Tell('-', group);
        }
    }

    /// <summary>Ends the guard, and what still runs with it.</summary>
    public void Dispose()
    {
        lock (gate)
            Close();
    }

    private void Open()
    {
        pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        int sink = (int)nothing.DangerousGetHandle();
        int failure = Posix.Spawn(["sh", "-c", Script], ["PATH=/usr/local/bin:/usr/bin:/bin"], "/",
            (int)pipe.ClientSafePipeHandle.DangerousGetHandle(), sink, sink, out shell);
        if (failure != 0)
        {
            pipe.Dispose();
            pipe = null;
            throw new ProgramStartException("A shell (sh), which ends programs whose worker dies, cannot be started: "
                + new System.ComponentModel.Win32Exception(failure).Message + ".");
        }
        pipe.DisposeLocalCopyOfClientHandle();
    }

    private void Tell(char op, int group)
    {
        try
        {
            pipe?.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{op} {group}\n")));
        }
        catch (IOException)
        {
            // It was killed: the next start replaces it.
        }
    }

    private void Close()
    {
        if (pipe is null)
            return;
        pipe.Dispose();
        pipe = null;
        Posix.Reap(shell);
    }
}
