namespace Sweep.Scheduling.Looks;

/// <summary>The stored trials cannot answer the question; the message has the remedy.</summary>
public sealed class UnfitTrialsException(string message) : Exception(message);
