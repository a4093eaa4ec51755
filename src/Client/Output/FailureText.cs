using Sweep.Planning.Trials;

namespace Sweep.Client.Output;

/// <summary>Failure kinds in words.</summary>
internal static class FailureText
{
    public static string Describe(FailureKind kind) => kind switch
    {
        FailureKind.Exception => "an error of the trainer",
        FailureKind.OutOfMemory => "exhausted memory",
        FailureKind.LostWorker => "lost workers",
        FailureKind.Preempted => "preemption",
        FailureKind.Data => "missing or damaged data",
        _ => kind.ToString(),
    };
}
