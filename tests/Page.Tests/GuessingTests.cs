using System.Net;
using Microsoft.Extensions.Time.Testing;
using Sweep.Client.Page.Access;

namespace Sweep.Page.Tests;

/// <summary>What guessing and forging lead to.</summary>
public sealed class GuessingTests
{
    [Fact]
    public void The_wait_after_wrong_attempts_doubles_up_to_a_minute_and_ends_with_the_right_one()
    {
        var time = new FakeTimeProvider();
        var throttle = new AttemptThrottle(time);
        IPAddress[] network = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2")];
        var waits = new List<double>();
        for (int i = 0; i < 13; i++)
        {
            throttle.Try(network[i % 2], () => false, out var wait);
            if (wait > TimeSpan.Zero)
            {
                waits.Add(wait.TotalSeconds);
                time.Advance(wait);
                throttle.Try(network[i % 2], () => false, out _);
            }
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], waits);
        Assert.True(throttle.Try(IPAddress.Parse("192.0.2.1"), () => true, out _));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(throttle.Try(network[0], () => true, out _));
        throttle.Try(network[0], () => false, out _);
        Assert.True(throttle.Try(network[0], () => true, out _));
    }

    [Fact]
    public void Many_attempts_at_once_gain_nothing()
    {
        var throttle = new AttemptThrottle(new FakeTimeProvider());
        int looked = 0;
        Parallel.For(0, 100, _ => throttle.Try(IPAddress.Loopback, () => Interlocked.Increment(ref looked) < 0, out TimeSpan _));
        Assert.Equal(5, looked);
    }

    [Fact]
    public void Many_addresses_that_guess_together_are_slowed_down_together()
    {
        var time = new FakeTimeProvider();
        var throttle = new AttemptThrottle(time);
        for (int i = 0; i < 300; i++)
            throttle.Try(new IPAddress([10, 0, (byte)(i / 256), (byte)(i % 256)]), () => false, out _);
        Assert.False(throttle.Try(IPAddress.Parse("192.0.2.1"), () => true, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(2), wait);
        time.Advance(wait);
        Assert.True(throttle.Try(IPAddress.Parse("192.0.2.1"), () => true, out _));
    }

    [Fact]
    public void A_ticket_that_is_old_or_changed_is_none()
    {
        var time = new FakeTimeProvider();
        var tickets = new SessionTickets(SessionTickets.KeyFrom("some token"), time);
        string ticket = tickets.Issue();
        Assert.True(tickets.IsValid(ticket));
        Assert.False(tickets.IsValid("A" + ticket));
        Assert.False(tickets.IsValid(ticket[..^1]));
        Assert.False(tickets.IsValid("."));
        Assert.False(tickets.IsValid(null));
        Assert.False(new SessionTickets(SessionTickets.KeyFrom("another token"), time).IsValid(ticket));
        time.Advance(TimeSpan.FromDays(31));
        Assert.False(tickets.IsValid(ticket));
    }
}
