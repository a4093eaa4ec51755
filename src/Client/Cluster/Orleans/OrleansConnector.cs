using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Sweep.Client.Output;
using Sweep.Grains;

namespace Sweep.Client.Cluster.Orleans;

/// <summary>Connects to a cluster with the Orleans client.</summary>
/// <param name="target">Which cluster.</param>
/// <param name="place">Where its silos are looked up.</param>
/// <param name="log">Takes the client's own log.</param>
/// <param name="time">Clock.</param>
internal sealed class OrleansConnector(ClusterTarget target, ClusterLocation place, ClientLog log, TimeProvider time) : IClusterConnector
{
    private const string AcceptedOnly = "a silo accepted the connection but did not answer";
    private const int Refusals = 3; // connections opened and dropped again: certificates or cluster id do not match
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(0.5);
    // So that silos that join later are found when the first ones are gone.
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);

    public async Task<IClusterControl> ConnectAsync(CancellationToken cancellation)
    {
        Exception? lastError = null;
        // Not disposed: the client may report a gateway at any time.
        var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        bool isAccepted = false;
        int dropped = 0;
        var services = await DescribeAsync(error => lastError = error, isOpen =>
        {
            if (isOpen && !isAccepted)
            {
                isAccepted = true;
                limit.CancelAfter(OrleansControl.CallPatience); // on a busy machine the first answer may take as long as any
            }
            else if (!isOpen && ++dropped == Refusals)
            {
                limit.CancelAfter(TimeSpan.Zero);
            }
        }, cancellation);
        var provider = services.BuildServiceProvider();
        var parts = provider.GetServices<IHostedService>().ToArray();
        limit.CancelAfter(target.Patience); // not before: what this machine took so far is no silo's silence
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            foreach (var part in parts)
                await part.StartAsync(either.Token).WaitAsync(either.Token);
            either.Token.ThrowIfCancellationRequested(); // the client takes a cancelled start for a finished one
            return new OrleansControl(provider, provider.GetRequiredService<IClusterClient>(), this, time);
        }
        catch (Exception error)
        {
            // Taken down aside: a client that has no connection may take long to notice that it shall end.
            _ = OrleansControl.CloseAsync(provider, time);
            cancellation.ThrowIfCancellationRequested();
            lastError = error is OperationCanceledException ? lastError : error;
            string reason = isAccepted ? AcceptedOnly : Explain(lastError);
            throw Unavailable($"The cluster '{target.ClusterId}' cannot be reached {place}: {reason}.", lastError);
        }
    }

    /// <summary>The error of a call that got no answer.</summary>
    public ClusterUnavailableException Unavailable(string reason, Exception? inner) => new(reason, ClusterAdvice.For(target, place), inner);

    /// <summary>The first line of the innermost message.</summary>
    public static string Brief(Exception error) => error.GetBaseException().Message.Split('\n')[0].Trim().TrimEnd('.');

    public override string ToString() => $"cluster '{target.ClusterId}' {place}";

    /// <summary>The client's words for two common cases tell little to who does not know Orleans.</summary>
    private string Explain(Exception? error) => error switch
    {
        null => $"no silo answered within {target.Patience.TotalSeconds:0.#} s",
        _ when Brief(error).Contains("orleansquery", StringComparison.OrdinalIgnoreCase) => "no silo has ever been there",
        _ when Brief(error).Contains("Could not find any gateway", StringComparison.Ordinal) => "no silo is registered there",
        _ => $"no silo answered within {target.Patience.TotalSeconds:0.#} s ({Brief(error)})",
    };

    private async Task<ServiceCollection> DescribeAsync(Action<Exception> onError, Action<bool> onConnection,
        CancellationToken cancellation)
    {
        var address = new ClusterAddress
        {
            ClusterId = target.ClusterId,
            Membership = place.Membership,
            Gateways = await ResolveAsync(cancellation),
            Tls = ReadTls(),
        };
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(log));
        services.AddOrleansClient(client =>
        {
            address.Configure(client);
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = OrleansControl.CallPatience);
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = GatewayRefresh);
            client.AddGatewayCountChangedHandler((_, change) =>
                onConnection(change.NumberOfConnectedGateways > change.PreviousNumberOfConnectedGateways));
            client.UseConnectionRetryFilter(async (error, stop) =>
            {
                onError(error);
                await Task.Delay(BetweenAttempts, time, stop);
                return true;
            });
        });
        return services;
    }

    private async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(CancellationToken cancellation)
    {
        var found = new List<IPEndPoint>();
        Exception? lastError = null;
        foreach (var gateway in target.Gateways)
        {
            try
            {
                foreach (var address in await Dns.GetHostAddressesAsync(gateway.Host, cancellation))
                    found.Add(new IPEndPoint(address, gateway.Port)); // a name may stand for all silos
            }
            catch (SocketException error)
            {
                lastError = error; // one of several names may be unknown here
            }
        }
        if (found.Count == 0 && lastError is not null)
        {
            string reason = $"no such host is known here ({Brief(lastError)})";
            throw Unavailable($"The cluster '{target.ClusterId}' cannot be reached {place}: {reason}.", lastError);
        }
        return found;
    }

    private ClusterTls? ReadTls()
    {
        if (target.Tls is not { } files)
            return null;
        try
        {
            return ClusterTls.Read(files.Certificate, files.Key, files.Authority);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The certificates cannot be used: {error.Message} Expected: PEM files with this client's "
                + "certificate, its key without passphrase, and the authority's certificate.");
        }
    }
}
