namespace Sweep.Client.Page.Access;

/// <summary>Who was admitted.</summary>
/// <param name="Session">What forms are bound to: the ticket, or the user's name.</param>
/// <param name="User">The name that a reverse proxy gave; null where nobody has one.</param>
internal sealed record Visitor(string Session, string? User);
