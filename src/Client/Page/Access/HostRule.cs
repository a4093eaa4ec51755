using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Sweep.Client.Page.Access;

/// <summary>Under which names a browser may ask for the page. A name that somebody else has pointed at this machine (DNS rebinding) is
/// refused; an address in numbers can be pointed nowhere.</summary>
/// <param name="names">Names that were given.</param>
/// <param name="certificate">Its names are known, too; null for none.</param>
internal sealed class HostRule(IReadOnlyList<string> names, X509Certificate2? certificate)
{
    /// <summary>Whether a host, without its port, may be asked for.</summary>
    public bool Allows(string host) => IPAddress.TryParse(host.Trim('[', ']'), out _)
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || names.Contains(host, StringComparer.OrdinalIgnoreCase)
        || (certificate is not null && Uri.CheckHostName(host) == UriHostNameType.Dns && certificate.MatchesHostname(host));

    /// <summary>Whether a request that changes something came from the page itself.</summary>
    /// <param name="fetchSite">The header Sec-Fetch-Site; empty where the browser sends none.</param>
    /// <param name="origin">The header Origin; empty where the browser sends none.</param>
    /// <param name="host">Which host was asked, with its port.</param>
    public bool IsOwn(string fetchSite, string origin, string host)
    {
        if (fetchSite.Length > 0 && fetchSite != "same-origin")
            return false;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var from))
            return fetchSite.Length > 0 && origin.Length == 0;
        return from.Authority.Equals(host, StringComparison.OrdinalIgnoreCase)
            || names.Contains(from.Host, StringComparer.OrdinalIgnoreCase);
    }
}
