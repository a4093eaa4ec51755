using System.Net;
using System.Net.Sockets;

namespace Sweep.Client.Page.Access;

/// <summary>Slows down guessing: after five wrong tokens or passwords an address waits, twice as long after each further one, up to
/// a minute. All addresses together have 300 wrong ones, and one more every two seconds.</summary>
/// <remarks>An address is one of IPv4, or the first 64 bits of one of IPv6. Thread-safe: attempts are looked at one after the other, so
/// that many at once gain nothing.</remarks>
internal sealed class AttemptThrottle(TimeProvider time)
{
    private const int Free = 5, FreeOfAll = 300, MaxDoublings = 6;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10), LongestWait = TimeSpan.FromMinutes(1),
        Forgiveness = Memory / FreeOfAll;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, Failures> failures = [];
    private Failures all = new(0, default);

    /// <summary>Looks at what an address gives, unless it has to wait.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="isRight">Whether it is the secret.</param>
    /// <param name="wait">How long the address has to wait before it is looked at; zero where it was.</param>
    /// <returns>Whether it was looked at and is right.</returns>
    public bool Try(IPAddress? address, Func<bool> isRight, out TimeSpan wait)
    {
        var now = time.GetUtcNow();
        var network = Network(address);
        lock (gate)
        {
            var own = failures.GetValueOrDefault(network);
            int ofAll = Math.Max(0, all.Count - (int)Math.Min(FreeOfAll, (now - all.Last) / Forgiveness));
            wait = Max(own.Last + WaitAfter(own.Count) - now, ofAll >= FreeOfAll ? Forgiveness : TimeSpan.Zero);
            if (wait > TimeSpan.Zero)
                return false;
            wait = TimeSpan.Zero;
            if (isRight())
            {
                failures.Remove(network);
                return true;
            }
            foreach (var old in failures.Where(f => now - f.Value.Last > Memory).Select(f => f.Key).ToArray())
                failures.Remove(old);
            failures[network] = new Failures(failures.GetValueOrDefault(network).Count + 1, now);
            all = new Failures(ofAll + 1, now);
            return false;
        }
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
