namespace Sweep.Programs.Processes;

/// <summary>What to start.</summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Environment">All its variables.</param>
/// <param name="Folder">Where it starts.</param>
internal sealed record ProgramStart(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, string Folder);
