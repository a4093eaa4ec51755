using System.Globalization;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Programs.Processes;
using Sweep.Programs.Reports;

namespace Sweep.Programs;

/// <summary>What the end of a program means for its trial: the table in docs/programs.md.</summary>
internal static class ProgramEnding
{
    private const int DataError = 65, NoInput = 66, TemporaryFailure = 75; // EX_DATAERR, EX_NOINPUT and EX_TEMPFAIL of sysexits.h
    private const int NotExecutable = 126, NotFound = 127, Killed = 128 + Posix.SigKill, Terminated = 128 + Posix.SigTerm; // of shells
    private const int MaxQuoted = 400;
    private const string TerminatedFromOutside = "ended (SIGTERM) from outside, as by a scheduler that takes its machine back";
    private const string KilledFromOutside = "killed (SIGKILL) from outside, as the system does when memory runs out";

    /// <summary>Whether somebody else asked the program to end, and so perhaps this process, too.</summary>
    public static bool IsTerminated(ProgramExit? exit) => exit is { Signal: Posix.SigTerm } or { Code: Terminated };

    /// <summary>The outcome of an attempt.</summary>
    /// <param name="words">The command.</param>
    /// <param name="exit">How the program ended; null where that is not known.</param>
    /// <param name="reason">Why it was ended from here.</param>
    /// <param name="report">What it reported.</param>
    /// <param name="plan">Its limits.</param>
    public static TrialOutcome Judge(IReadOnlyList<string> words, ProgramExit? exit, EndReason reason, AttemptReport report,
        ProgramPlan plan)
    {
        if (report.Divergence is { } divergence)
            return divergence;
        string command = Shorten(string.Join(' ', words), 80);
        string? what = reason switch
        {
            EndReason.Timeout => $"took longer than {Span(plan.Timeout)} (timeout) and was ended",
            EndReason.Silence => $"wrote nothing for {Span(plan.Silence)} (silence) and was ended",
            EndReason.TooMuch => Invariant($"reported more than {AttemptReport.MaxValues:N0} values of metrics and was ended; report them ")
                + "once per epoch",
            _ => null,
        };
        return reason == EndReason.Stop ? new TrialOutcome.Cancelled()
            : what is not null ? new TrialOutcome.Failed(FailureKind.Exception, $"'{command}' {what}{Quote(report)}")
            : JudgeExit(command, exit, report);
    }

    private static TrialOutcome JudgeExit(string command, ProgramExit? exit, AttemptReport report)
    {
        if (exit is { Code: 0 })
        {
            return report.Missing is { Count: > 0 } missing
                ? new TrialOutcome.Failed(FailureKind.Exception, $"'{command}' ended without reporting {string.Join(", ", missing)}; it "
                    + "writes lines such as {\"epoch\": 1, \"" + missing[0] + "\": 0.5} to standard output or to $SWEEP_METRICS"
                    + Quote(report))
                : new TrialOutcome.Completed();
        }
        var (kind, what) = exit switch
        {
            null => (FailureKind.Exception, "ended, and another process took its exit code"),
            { Signal: Posix.SigKill } => (FailureKind.OutOfMemory, "was " + KilledFromOutside),
            { Signal: Posix.SigTerm } => (FailureKind.Preempted, "was " + TerminatedFromOutside),
            { Signal: { } signal } => (FailureKind.Exception, "was ended by " + Name(signal)),
            { Code: { } code } => Judge(code, report),
            _ => throw new ArgumentException("A program ends by a code or a signal.", nameof(exit)),
        };
        return new TrialOutcome.Failed(kind, $"'{command}' {what}{Quote(report)}");
    }

    private static (FailureKind, string) Judge(int code, AttemptReport report)
    {
        var (kind, meaning) = code switch
        {
            DataError or NoInput => (FailureKind.Data, ": its data are missing or damaged"),
            TemporaryFailure => (FailureKind.Preempted, ": it asks to be tried again"),
            Killed => (FailureKind.OutOfMemory, ": something in it was " + KilledFromOutside),
            Terminated => (FailureKind.Preempted, ": something in it was " + TerminatedFromOutside),
            NotFound => (FailureKind.Exception, ": it did not find a program that it starts"),
            NotExecutable => (FailureKind.Exception, ": a program that it starts may not be executed"),
            _ => (RanOutOfMemory(report) ? FailureKind.OutOfMemory : FailureKind.Exception, ""),
        };
        return (kind, Invariant($"ended with exit code {code}{meaning}"));
    }

    // How Python, PyTorch, CUDA and Java say it, in their last words.
    private static bool RanOutOfMemory(AttemptReport report) => report.LastErrors.Any(line =>
        line.StartsWith("MemoryError", StringComparison.Ordinal) || line.Contains("OutOfMemoryError", StringComparison.Ordinal)
        || line.Contains("out of memory", StringComparison.OrdinalIgnoreCase));

    private static string Quote(AttemptReport report)
    {
        string said = string.Join(" / ", report.LastErrors);
        if (said.Length == 0)
            return ".";
        return ": " + (said.Length <= MaxQuoted ? said : "..." + said[StartOfCharacter(said, said.Length - MaxQuoted)..]);
    }

    private static string Name(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL, an illegal instruction",
        6 => "SIGABRT, which it sent itself",
        8 => "SIGFPE",
        11 => "SIGSEGV, an access to memory that is not its own",
        13 => "SIGPIPE",
        _ => Invariant($"signal {signal}"),
    };

    private static string Span(TimeSpan? span) => span switch
    {
        null => "",
        { TotalSeconds: < 120 } short_ => Invariant($"{short_.TotalSeconds:0.###} s"),
        { TotalMinutes: < 120 } middle => Invariant($"{middle.TotalMinutes:0.#} min"),
        { } rest => Invariant($"{rest.TotalHours:0.#} h"),
    };

    private static string Shorten(string text, int length) => text.Length <= length ? text
        : text[..StartOfCharacter(text, length - 3)] + "...";

    // Half a surrogate pair is no text that a store takes.
    private static int StartOfCharacter(string text, int at) => char.IsLowSurrogate(text[at]) ? at + 1 : at;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
