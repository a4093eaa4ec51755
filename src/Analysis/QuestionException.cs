namespace Sweep.Analysis;

/// <summary>A question that cannot be asked or answered as it is: it names what does not exist, or the store holds nothing that answers it.
/// The message has all mistakes and the remedy, for people.</summary>
public sealed class QuestionException(string message) : Exception(message);
