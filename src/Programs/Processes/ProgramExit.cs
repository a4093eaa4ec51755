namespace Sweep.Programs.Processes;

/// <summary>How a process ended: one of the two is set.</summary>
/// <param name="Code">What it returned, 0 to 255.</param>
/// <param name="Signal">The signal that ended it.</param>
internal readonly record struct ProgramExit(int? Code, int? Signal);
