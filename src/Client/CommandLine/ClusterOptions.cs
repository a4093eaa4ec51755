using System.CommandLine;
using System.CommandLine.Parsing;
using Sweep.Client.Cluster;
using Sweep.Client.Output;

namespace Sweep.Client.CommandLine;

/// <summary>The options by which a verb speaks to a cluster: the same on every verb that can, and named as those of sweep-silo.</summary>
internal sealed class ClusterOptions
{
    private const string DefaultId = "sweep", Name = "--cluster";

    private readonly Func<string, string?> environment;

    /// <param name="environment">Looks up an environment variable.</param>
    public ClusterOptions(Func<string, string?> environment)
    {
        this.environment = environment;
        Cluster.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !GatewayAddress.TryParseList(text, out _))
                result.AddError(Misread(Name, text));
        });
        Timeout.Validators.Add(result =>
        {
            // What is no number is told by its reading.
            if (result.Tokens is [var written] && OptionParsing.Number(written.Value) is { } seconds && !(seconds is >= 1 and <= 600))
                result.AddError("--cluster-timeout is a number from 1 to 600.");
        });
    }

    public Option<string?> Cluster { get; } = new(Name)
    {
        Description = "Speak to the cluster: to the silos in the membership table of the --store Postgres ($SWEEP_CLUSTER names gateways "
            + "instead), or at these gateways.",
        HelpName = "HOST:PORT,...",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string?> ClusterId { get; } = new("--cluster-id")
    {
        Description = "Name of the cluster, as its silos have it. Default: $SWEEP_CLUSTER_ID, else sweep.",
        HelpName = "NAME",
    };

    public Option<double> Timeout { get; } = new("--cluster-timeout")
    {
        Description = "Seconds to wait for a silo to accept the connection.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    };

    public Option<string?> Certificate { get; } = new("--tls-certificate")
    {
        Description = "PEM file: this client's certificate, for a cluster with TLS. Default: $SWEEP_TLS_CERTIFICATE.",
        HelpName = "FILE",
    };

    public Option<string?> Key { get; } = new("--tls-key")
    {
        Description = "PEM file: its private key. Default: $SWEEP_TLS_KEY.",
        HelpName = "FILE",
    };

    public Option<string?> Authority { get; } = new("--tls-authority")
    {
        Description = "PEM file: the authority that issued the cluster's certificates. Default: $SWEEP_TLS_AUTHORITY.",
        HelpName = "FILE",
    };

    /// <summary>Gives a verb these options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Cluster, ClusterId, Timeout, Certificate, Key, Authority })
            command.Options.Add(option);
    }

    /// <summary>The cluster that the command line names; null without --cluster.</summary>
    /// <exception cref="UserErrorException">The options contradict each other.</exception>
    public ClusterTarget? Read(ParseResult parse)
    {
        if (parse.GetResult(Cluster) is null)
        {
            var alone = new Option[] { ClusterId, Timeout, Certificate, Key, Authority }
                .FirstOrDefault(o => parse.GetResult(o) is { Implicit: false });
            return alone is null
                ? null
                : throw new UserErrorException($"{alone.Name} belongs to {Name}: without it the store alone is asked.");
        }
        string? address = NonEmpty(parse.GetValue(Cluster)) ?? Lookup("SWEEP_CLUSTER");
        IReadOnlyList<GatewayAddress>? gateways = [];
        if (address is not null && !GatewayAddress.TryParseList(address, out gateways))
            throw new UserErrorException(Misread("SWEEP_CLUSTER", address)); // the option's own value was checked when it was parsed
        return new ClusterTarget(NonEmpty(parse.GetValue(ClusterId)) ?? Lookup("SWEEP_CLUSTER_ID") ?? DefaultId, gateways!, ReadTls(parse))
        {
            Patience = TimeSpan.FromSeconds(parse.GetValue(Timeout)),
        };
    }

    /// <summary>Puts a --cluster without address where its optional address cannot be mistaken: what follows it may be a sweep's
    /// name.</summary>
    public static string[] Arrange(string[] arguments)
    {
        int at = Array.IndexOf(arguments, Name), end = Array.IndexOf(arguments, "--");
        if (at < 0 || at == arguments.Length - 1 || (end >= 0 && at > end))
            return arguments;
        string next = arguments[at + 1];
        if (next.StartsWith('-') || GatewayAddress.TryParseList(next, out _))
            return arguments;
        var others = arguments.Where((_, i) => i != at).ToList();
        others.Insert(end < 0 ? others.Count : end - 1, Name);
        return [.. others];
    }

    private TlsFiles? ReadTls(ParseResult parse)
    {
        string? certificate = NonEmpty(parse.GetValue(Certificate)) ?? Lookup("SWEEP_TLS_CERTIFICATE");
        string? key = NonEmpty(parse.GetValue(Key)) ?? Lookup("SWEEP_TLS_KEY");
        string? authority = NonEmpty(parse.GetValue(Authority)) ?? Lookup("SWEEP_TLS_AUTHORITY");
        if (certificate is null && key is null && authority is null)
            return null;
        if (certificate is null || key is null || authority is null)
            throw new UserErrorException("--tls-certificate, --tls-key and --tls-authority belong together: give all three, "
                + "or set SWEEP_TLS_CERTIFICATE, SWEEP_TLS_KEY and SWEEP_TLS_AUTHORITY.");
        return new TlsFiles(certificate, key, authority);
    }

    private string? Lookup(string variable) => NonEmpty(environment(variable));

    private static string Misread(string name, string text) =>
        $"{name} {text}: expected HOST:PORT or several of them with commas, for instance silo-0.example:30000; "
        + "or no address, for the silos in the store's Postgres.";

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
