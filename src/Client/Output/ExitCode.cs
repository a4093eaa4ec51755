using Sweep.Store;

namespace Sweep.Client.Output;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCode
{
    public const int AllComplete = 0;
    public const int SomeTrialsFailed = 1;
    public const int UsageOrSpecError = 2;
    public const int Unreachable = 3; // store or cluster
    public const int ConditionHolds = 4; // compare --fail-if
    public const int InternalError = 70; // EX_SOFTWARE of sysexits.h
    public const int OutputLost = 74; // EX_IOERR
    public const int Interrupted = 130;
    public const int ReaderGone = 141; // what a shell says of a program that SIGPIPE ended

    /// <summary>How a sweep ended.</summary>
    public static int ForSweep(SweepStatus status)
    {
        long fine = status.Count(TrialState.Completed) + status.Count(TrialState.Diverged) + status.Count(TrialState.Unneeded)
            + status.Count(TrialState.Pruned);
        return fine == status.Total ? AllComplete : SomeTrialsFailed;
    }
}
