namespace Sweep.Planning.Errors;

/// <summary>A place in the user's text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct TextPosition(int Line, int Column);
