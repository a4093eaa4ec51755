using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sweep.Trainer.Tests.Data.Catalogue;

/// <summary>An HTTP server on the loopback address that answers as the test says, broken answers included. One request per
/// connection.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<Request, Answer> answer;

    public LoopbackServer(Func<Request, Answer> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = ServeAsync();
    }

    public ConcurrentQueue<Request> Requests { get; } = new();

    public Uri this[string path] => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{path}");

    /// <summary>The whole content, or from where the request asks.</summary>
    public static Answer Serve(Request request, byte[] content) => request.From is { } from
        ? new Answer("206 Partial Content", content[(int)from..], $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}")
        : new Answer("200 OK", content);

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        CancellationToken stopped = stop.Token;
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stopped);
                _ = AnswerAsync(client, stopped);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken stopped)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                Request request = await ReadRequestAsync(stream, stopped);
                Requests.Enqueue(request);
                Answer given = answer(request);
                string head = $"HTTP/1.1 {given.Status}\r\nContent-Length: {given.Body.Length}\r\nConnection: close\r\n"
                    + (given.Header is null ? "" : given.Header + "\r\n") + "\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), stopped);
                await stream.WriteAsync(given.Body.AsMemory(0, Math.Min(given.CutAfter, given.Body.Length)), stopped);
                if (given.Hang)
                    await Task.Delay(Timeout.Infinite, stopped);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The client left or the test is over: both are what some tests want.
            }
        }
    }

    private static async Task<Request> ReadRequestAsync(NetworkStream stream, CancellationToken stopped)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string path = (await reader.ReadLineAsync(stopped))!.Split(' ')[1].TrimStart('/');
        long? from = null;
        while (await reader.ReadLineAsync(stopped) is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        }
        return new Request(path, from);
    }

    internal sealed record Request(string Path, long? From);

    internal sealed record Answer(string Status, byte[] Body, string? Header = null, int CutAfter = int.MaxValue, bool Hang = false);
}
