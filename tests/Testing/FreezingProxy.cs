using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sweep.Testing;

/// <summary>A loopback TCP proxy that can stop forwarding while its connections stay open, as a frozen proxy or load balancer does. New
/// connections are accepted meanwhile, and get no answer either.</summary>
public sealed class FreezingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentBag<TcpClient> sockets = [];
    private readonly ConcurrentBag<Task> work = [];
    private readonly IPEndPoint server;
    private volatile TaskCompletionSource thawed = Done();

    /// <summary>Begins to forward.</summary>
    /// <param name="database">The database whose server is behind it.</param>
    public FreezingProxy(TestDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        server = new IPEndPoint(IPAddress.Parse(database.Host), database.Port);
        listener.Start();
        Address = database.AddressAt(((IPEndPoint)listener.LocalEndpoint).Port);
        work.Add(AcceptAsync());
    }

    /// <summary>The database's address through the proxy.</summary>
    public string Address { get; }

    /// <summary>Nothing passes from now on, in either direction.</summary>
    public void Freeze() => thawed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was held back passes, and everything after it.</summary>
    public void Thaw() => thawed.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        listener.Stop();
        Thaw();
        foreach (var socket in sockets)
            socket.Dispose();
        await Task.WhenAll(work).ConfigureAwait(false);
        end.Dispose();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(end.Token).ConfigureAwait(false);
                var behind = new TcpClient();
                sockets.Add(client);
                sockets.Add(behind);
                await behind.ConnectAsync(server, end.Token).ConfigureAwait(false);
                work.Add(ForwardAsync(client, behind));
                work.Add(ForwardAsync(behind, client));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(TcpClient from, TcpClient to)
    {
        try
        {
            byte[] buffer = new byte[8192];
            while (await from.GetStream().ReadAsync(buffer, end.Token).ConfigureAwait(false) is var count and > 0)
            {
                await thawed.Task.WaitAsync(end.Token).ConfigureAwait(false);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), end.Token).ConfigureAwait(false);
            }
            await thawed.Task.WaitAsync(end.Token).ConfigureAwait(false);
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault)
            when (fault is IOException or OperationCanceledException or SocketException or ObjectDisposedException
                or InvalidOperationException)
        {
            to.Dispose(); // one side is gone: the other hears of it
        }
    }
}
