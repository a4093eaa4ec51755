using Npgsql;

namespace Sweep.Store;

/// <summary>Reads postgres://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE. No exception repeats any of it.</summary>
internal static class PostgresUrl
{
    // libpq's names, and the driver's.
    private static readonly Dictionary<string, string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["host"] = "Host",
        ["options"] = "Options",
        ["password"] = "Password",
        ["search_path"] = "Search Path",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["user"] = "Username",
    };

    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new StoreAddressException("The address of the store is not understood: expected postgres://USER@HOST:PORT/DATABASE. "
                + "Special characters in it, as in a password, are written as %XX.");
        }
        var server = new NpgsqlConnectionStringBuilder();
        string[] user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            server.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            server.Password = Uri.UnescapeDataString(user[1]);
        server.Host = url.Host.Length > 0 ? url.Host.Trim('[', ']') : "localhost";
        if (url.Port > 0)
            server.Port = url.Port;
        if (Uri.UnescapeDataString(url.AbsolutePath.Trim('/')) is { Length: > 0 } database)
            server.Database = database;
        foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Apply(server, pair);
        return server;
    }

    private static void Apply(NpgsqlConnectionStringBuilder server, string pair)
    {
        string[] parts = pair.Split('=', 2);
        if (parts.Length != 2 || !Options.TryGetValue(parts[0], out string? key))
            throw new StoreAddressException("The address of the store has an unknown option. Known are: "
                + $"{string.Join(", ", Options.Keys.Order(StringComparer.Ordinal))}.");
        try
        {
            string value = Uri.UnescapeDataString(parts[1].Replace('+', ' '));
            // libpq's verify-full is the driver's VerifyFull
            server[key] = key == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw new StoreAddressException($"The option '{parts[0].ToLowerInvariant()}' in the address of the store has a value that "
                + "does not fit it.");
        }
    }
}
