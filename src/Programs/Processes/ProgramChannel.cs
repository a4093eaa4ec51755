namespace Sweep.Programs.Processes;

/// <summary>Where a program writes.</summary>
internal enum ProgramChannel
{
    /// <summary>Its standard output.</summary>
    Output,

    /// <summary>Its standard error.</summary>
    Error,

    /// <summary>The named pipe for metrics.</summary>
    Metrics,
}
