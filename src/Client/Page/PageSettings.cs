using System.Net;
using System.Security.Cryptography.X509Certificates;
using Sweep.Client.Page.Access;

namespace Sweep.Client.Page;

/// <summary>Where the page is served, and to whom.</summary>
/// <param name="Endpoint">Address and port; port 0 for any that is free.</param>
/// <param name="Admission">Who may see it.</param>
internal sealed record PageSettings(IPEndPoint Endpoint, Admission Admission)
{
    /// <summary>The port where nothing else is said.</summary>
    public const int DefaultPort = 8477;

    /// <summary>Whether another port that is free will do where this one is taken.</summary>
    public bool MayMove { get; init; }

    /// <summary>Names under which browsers ask for it, beside addresses in numbers, localhost and those of the certificate.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Certificate with key for TLS; null for none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Those that lead from it to its authority.</summary>
    public X509Certificate2Collection CertificateChain { get; init; } = [];

    /// <summary>Told of errors of the program, for its log.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>On this machine alone, for whoever has the token.</summary>
    public static PageSettings Loopback(int port, string? token = null) =>
        new(new IPEndPoint(IPAddress.Loopback, port), new Admission.Token(token ?? Secret.Create()));
}
