namespace Sweep.Programs.Processes;

/// <summary>A program cannot be started.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class ProgramStartException(string message) : Exception(message);
