using System.Net;

namespace Sweep.Client.Page.Access;

/// <summary>Who may see the page.</summary>
internal abstract record Admission
{
    /// <summary>Whoever opens the printed address.</summary>
    /// <param name="Value">What is in the address.</param>
    public sealed record Token(string Value) : Admission;

    /// <summary>Whoever knows the password.</summary>
    /// <param name="Value">The password.</param>
    public sealed record Password(string Value) : Admission;

    /// <summary>Whom a reverse proxy has recognized.</summary>
    /// <param name="Header">The header in which it names the user.</param>
    /// <param name="Addresses">Where it calls from; others are refused.</param>
    /// <param name="SharedToken">What it must show besides, as "Authorization: Bearer TOKEN"; null for nothing.</param>
    public sealed record Proxy(string Header, IReadOnlyList<IPAddress> Addresses, string? SharedToken) : Admission;
}
