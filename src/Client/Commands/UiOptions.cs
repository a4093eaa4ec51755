using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sweep.Client.Output;
using Sweep.Client.Page;
using Sweep.Client.Page.Access;

namespace Sweep.Client.Commands;

/// <summary>Where `sweep ui` serves its page, and to whom. What would be open to strangers is refused.</summary>
internal sealed class UiOptions
{
    /// <summary>Environment variables with secrets, which do not belong on a command line.</summary>
    public const string PasswordVariable = "SWEEP_UI_PASSWORD", TokenVariable = "SWEEP_UI_TOKEN";

    private const int MinPassword = 8, MinToken = 16, MaxPort = 65535;

    private readonly Option<int?> port = new("--port")
    {
        Description = $"The port; 0 for any that is free. Default: {PageSettings.DefaultPort}, or any that is free where it is taken.",
        HelpName = "PORT",
    };

    private readonly Option<string?> listen = new("--listen")
    {
        Description = "The address to listen on, such as 0.0.0.0:8443 for all networks of this machine. Default: 127.0.0.1, this machine "
            + "alone. Anything else needs a password and TLS, or a reverse proxy.",
        HelpName = "ADDRESS[:PORT]",
    };

    private readonly Option<string?> passwordFile = new("--password-file")
    {
        Description = $"A file with the password that the page asks for instead of a token. Or set {PasswordVariable}.",
        HelpName = "FILE",
    };

    private readonly Option<string?> proxyHeader = new("--proxy-user-header")
    {
        Description = "A reverse proxy admits users and names them in this header, such as X-Remote-User.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> proxyAddress = new("--proxy-address")
    {
        Description = "Where the reverse proxy calls from; all others are refused. Default: this machine.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string[]> host = new("--host")
    {
        Description = "A name under which browsers find the page, such as that of the reverse proxy. Those of the certificate are known.",
        HelpName = "NAME",
    };

    private readonly Option<string?> certificate = new("--certificate")
    {
        Description = "A PEM file with the certificate for TLS, and after it those that lead to its authority.",
        HelpName = "FILE",
    };

    private readonly Option<string?> certificateKey = new("--certificate-key")
    {
        Description = "A PEM file with the certificate's private key, without passphrase.",
        HelpName = "FILE",
    };

    /// <summary>Whether sweeps may be changed.</summary>
    public Option<bool> Control { get; } = new("--control") { Description = "Let the page pause, resume, cancel and retry sweeps." };

    /// <summary>Whether to show the page in a browser.</summary>
    public Option<bool> Open { get; } = new("--open") { Description = "Open the page in this machine's browser." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { port, listen, Control, passwordFile, proxyHeader, proxyAddress, host, certificate,
            certificateKey, Open })
            command.Add(option);
    }

    /// <summary>The page beside a run: on this machine, for whoever has the token.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="UserErrorException">The token that was set is too short.</exception>
    public static PageSettings ForRun(Func<string, string?> variable)
    {
        var problems = new List<string>();
        string? token = ReadToken(variable, problems);
        return problems.Count > 0 ? throw new UserErrorException(problems[0])
            : PageSettings.Loopback(PageSettings.DefaultPort, token) with { MayMove = true };
    }

    /// <summary>What the options say.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="UserErrorException">All that is wrong or missing, each with its remedy.</exception>
    public PageSettings Read(ParseResult parse, Func<string, string?> variable)
    {
        var problems = new List<string>();
        var endpoint = ReadEndpoint(parse, problems);
        bool isLocal = IPAddress.IsLoopback(endpoint.Address);
        var admission = ReadAdmission(parse, variable, isLocal, problems);
        var (own, chain) = ReadCertificate(parse, problems);
        problems.AddRange(Values(parse, host).Where(name => Uri.CheckHostName(name) == UriHostNameType.Unknown)
            .Select(name => $"--host {name}: expected a name alone, such as sweep.example.org, without https:// and port."));
        if (!isLocal && own is null && admission is not Admission.Proxy
            && parse.GetValue(certificate) is null && parse.GetValue(certificateKey) is null)
        {
            problems.Add($"--listen {endpoint.Address}: passwords and results must not cross a network in clear. Give --certificate FILE "
                + "and --certificate-key FILE, or put a reverse proxy with TLS before the page (--proxy-user-header), or leave --listen "
                + "out and use `ssh -L`.");
        }
        if (problems.Count > 0)
            throw new UserErrorException(string.Join(Environment.NewLine, problems));
        return new PageSettings(endpoint, admission!)
        {
            MayMove = parse.GetValue(port) is null && parse.GetValue(listen) is null,
            HostNames = Values(parse, host),
            Certificate = own,
            CertificateChain = chain,
        };
    }

    private static string[] Values(ParseResult parse, Option<string[]> option) => parse.GetValue(option) ?? [];

    private static string? ReadToken(Func<string, string?> variable, List<string> problems)
    {
        string? token = NonEmpty(variable(TokenVariable));
        if (token is { Length: < MinToken })
            problems.Add($"{TokenVariable} has {token.Length} characters: a token needs at least {MinToken}, best random ones.");
        return token;
    }

    private IPEndPoint ReadEndpoint(ParseResult parse, List<string> problems)
    {
        int? asked = parse.GetValue(port);
        if (asked is < 0 or > MaxPort)
            problems.Add($"--port {asked}: a port is a number from 0 to {MaxPort}.");
        int number = asked is >= 0 and <= MaxPort ? asked.Value : PageSettings.DefaultPort;
        if (parse.GetValue(listen) is not { } address)
            return new IPEndPoint(IPAddress.Loopback, number);
        string text = address.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + address["localhost".Length..]
            : address;
        bool isNumber = text.All(char.IsAsciiDigit); // which would be an address, too
        if (isNumber || !IPEndPoint.TryParse(text, out var endpoint))
        {
            problems.Add($"--listen {address}: expected an address of this machine in numbers, such as 0.0.0.0:8443 or [::]:8443.");
            return new IPEndPoint(IPAddress.Loopback, number);
        }
        if (endpoint.Port != 0 && asked is not null && asked != endpoint.Port)
            problems.Add($"--listen {address} and --port {asked} name two ports: leave one of them out.");
        return endpoint.Port == 0 ? new IPEndPoint(endpoint.Address, number) : endpoint;
    }

    private Admission? ReadAdmission(ParseResult parse, Func<string, string?> variable, bool isLocal, List<string> problems)
    {
        string? token = ReadToken(variable, problems);
        string? password = ReadPassword(parse, variable, problems);
        if (parse.GetValue(proxyHeader) is { } header)
        {
            if (password is not null)
                problems.Add("--proxy-user-header and a password exclude each other: the proxy admits users, or the page does.");
            var addresses = ReadAddresses(parse, problems);
            if (!isLocal && Values(parse, proxyAddress).Length == 0)
            {
                problems.Add("--proxy-user-header on a network: say with --proxy-address where the proxy calls from, since anybody "
                    + "else could write the header, too.");
            }
            return new Admission.Proxy(header, addresses, token);
        }
        if (Values(parse, proxyAddress).Length > 0)
            problems.Add("--proxy-address goes with --proxy-user-header NAME.");
        if (password is not null)
        {
            if (token is not null)
                problems.Add($"A password and {TokenVariable} exclude each other: unset one of them.");
            return new Admission.Password(password);
        }
        if (!isLocal && parse.GetValue(passwordFile) is null)
        {
            problems.Add($"--listen beyond this machine needs a password: --password-file FILE or {PasswordVariable}. Or let a reverse "
                + "proxy admit users: --proxy-user-header NAME.");
        }
        return new Admission.Token(token ?? Secret.Create());
    }

    private string? ReadPassword(ParseResult parse, Func<string, string?> variable, List<string> problems)
    {
        string? password = NonEmpty(variable(PasswordVariable));
        string place = PasswordVariable;
        if (parse.GetValue(passwordFile) is { } file)
        {
            place = $"--password-file {file}";
            try
            {
                password = File.ReadAllText(file).TrimEnd('\r', '\n');
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                problems.Add($"{place}: {error.Message}");
                return null;
            }
        }
        if (password?.Contains('\n') == true)
            problems.Add($"{place}: a password is one line.");
        if (password is { Length: < MinPassword })
            problems.Add($"{place}: the password has {password.Length} characters; it needs at least {MinPassword}.");
        return password;
    }

    private IPAddress[] ReadAddresses(ParseResult parse, List<string> problems)
    {
        string[] texts = Values(parse, proxyAddress);
        if (texts.Length == 0)
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        var addresses = new List<IPAddress>();
        foreach (string text in texts)
        {
            if (IPAddress.TryParse(text, out var address))
                addresses.Add(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
            else
                problems.Add($"--proxy-address {text}: expected an address in numbers, such as 10.0.0.5.");
        }
        return [.. addresses];
    }

    private (X509Certificate2? Own, X509Certificate2Collection Chain) ReadCertificate(ParseResult parse, List<string> problems)
    {
        X509Certificate2Collection chain = [];
        switch (parse.GetValue(certificate), parse.GetValue(certificateKey))
        {
            case (null, null):
                return (null, chain);
            case ({ } file, { } key):
                try
                {
                    using var pem = X509Certificate2.CreateFromPemFile(file, key);
                    chain.ImportFromPemFile(file);
                    // Some platforms refuse a key that exists in memory only: the detour gives it a store of its own.
                    return (X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), chain);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
                {
                    problems.Add($"--certificate {file}, --certificate-key {key}: {error.Message}");
                    return (null, chain);
                }
            default:
                problems.Add("--certificate FILE and --certificate-key FILE go together.");
                return (null, chain);
        }
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
