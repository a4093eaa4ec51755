using System.Net;
using System.Net.Sockets;

namespace Sweep.Client.Page.Access;

/// <summary>Slows down guessing: after five wrong tokens or passwords an address waits, twice as long after each further one, up to a
/// minute. All addresses together have 300 wrong ones in ten minutes.</summary>
/// <remarks>An address is one of IPv4, or the first 64 bits of one of IPv6. Thread-safe.</remarks>
internal sealed class AttemptThrottle(TimeProvider time)
{
    private const int Free = 5, FreeOfAll = 300, MaxDoublings = 6;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10), LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, Failures> failures = [];
    private Failures all = new(0, default);

    /// <summary>How long an address has to wait before it may try; zero for now.</summary>
    public TimeSpan WaitOf(IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var found = failures.GetValueOrDefault(Network(address));
            var own = Max(TimeSpan.Zero, found.Last + WaitAfter(found.Count) - now);
            return all.Count >= FreeOfAll && now - all.Last < Memory ? Max(own, LongestWait) : own;
        }
    }

    /// <summary>A wrong one came.</summary>
    public void Failed(IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            foreach (var old in failures.Where(f => now - f.Value.Last > Memory).Select(f => f.Key).ToArray())
                failures.Remove(old);
            var network = Network(address);
            failures[network] = new Failures(failures.GetValueOrDefault(network).Count + 1, now);
            all = new Failures(now - all.Last > Memory ? 1 : Math.Min(FreeOfAll, all.Count + 1), now);
        }
    }

    /// <summary>The right one came.</summary>
    public void Succeeded(IPAddress? address)
    {
        lock (gate)
            failures.Remove(Network(address));
    }

    private static TimeSpan WaitAfter(int count) => count < Free ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, 1 << Math.Min(MaxDoublings, count - Free)));

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static IPAddress Network(IPAddress? address)
    {
        if (address is null || address.AddressFamily != AddressFamily.InterNetworkV6)
            return address ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private readonly record struct Failures(int Count, DateTimeOffset Last);
}
