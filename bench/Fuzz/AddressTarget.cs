using System.Text;
using Sweep.Store;

namespace Sweep.Fuzz.Bench;

/// <summary>Addresses of stores.</summary>
internal sealed class AddressTarget : IFuzzTarget
{
    public string Name => "address";

    public IReadOnlyList<byte[]> Corpus { get; } = [.. new[]
    {
        "sweep.db", "postgres://me:secret@db.example:5432/sweep?sslmode=require&options=-c%20x",
        "Host=localhost;Port=5432;Database=sweep;Username=me;Password='a;b'", "file:foo?mode=memory", ":memory:",
        "postgresql://[::1]/x?host=/tmp", "Server=a,b;Timeout=5",
    }.Select(Encoding.UTF8.GetBytes)];

    public IReadOnlyList<string> Words { get; } = ["postgres://", "Host=", ";", "=", "?", "&", "%20", "%", ":", "/", "@", "Port=",
        "SSL Mode=", "Pooling=", "Timeout=", "Search Path=", "file:", "|DataDirectory|"];

    public Task ReadAsync(byte[] input)
    {
        try
        {
            _ = StoreAddress.Parse(Encoding.UTF8.GetString(input)).DisplayName;
        }
        catch (StoreAddressException)
        {
            // the promised answer
        }
        return Task.CompletedTask;
    }
}
