using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sweep.Client.Cluster;

/// <summary>Where clients reach a silo.</summary>
/// <param name="Host">Name or address, IPv6 without brackets.</param>
/// <param name="Port">From 1 to 65535.</param>
internal sealed record GatewayAddress(string Host, int Port)
{
    public override string ToString() =>
        $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Reads HOST:PORT[,HOST:PORT]; an IPv6 address stands in brackets.</summary>
    public static bool TryParseList(string text, [NotNullWhen(true)] out IReadOnlyList<GatewayAddress>? gateways)
    {
        var all = text.Split(',', StringSplitOptions.TrimEntries).Select(ParseOne).ToArray();
        gateways = all.OfType<GatewayAddress>().ToArray();
        if (gateways.Count == all.Length)
            return true;
        gateways = null;
        return false;
    }

    private static GatewayAddress? ParseOne(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port is < 1 or > 65535)
            return null;
        string host = text[..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed)
            host = host[1..^1];
        bool isHost = host.Contains(':', StringComparison.Ordinal)
            ? isBracketed
            : host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
        return isHost && host.Length > 0 ? new GatewayAddress(host, port) : null;
    }
}
