using Sweep.Client.Cluster;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Tests.Cluster;

public sealed class ClusterLocationTests
{
    private static readonly ClusterTarget Anywhere = new("sweep", [], null);
    private static readonly ClusterTarget Gateways = new("night", [new("silo-0", 30000)], new TlsFiles("c", "k", "a"));

    [Fact]
    public void The_membership_lies_in_the_stores_postgres()
    {
        var place = ClusterLocation.Resolve(Anywhere, StoreAddress.Parse("postgres://me@db.example:5433/sweep"), _ => null);
        Assert.Contains("Host=db.example", place.Membership);
        Assert.Equal("through postgres://db.example:5433/sweep", place.ToString());
    }

    [Fact]
    public void No_password_is_ever_shown()
    {
        var place = ClusterLocation.Resolve(Anywhere, StoreAddress.Parse("postgres://me:hunter2@db.example/sweep"), _ => null);
        Assert.Contains("hunter2", place.Membership);
        Assert.DoesNotContain("hunter2", $"{place} {place.Store} {string.Join(' ', ClusterAdvice.For(Anywhere, place))}");
    }

    [Fact]
    public void A_file_holds_no_membership_but_gateways_need_none()
    {
        var file = StoreAddress.Parse("sweep.db");
        var error = Assert.Throws<UserErrorException>(() => ClusterLocation.Resolve(Anywhere, file, _ => null));
        Assert.Contains("--store postgres://", error.Message);
        Assert.Contains("--cluster HOST:PORT", error.Message);
        Assert.Null(ClusterLocation.Resolve(Gateways, file, _ => null).Membership);
    }

    [Fact]
    public void The_advice_names_what_was_asked()
    {
        var place = ClusterLocation.Resolve(Gateways, StoreAddress.Parse("postgres://me@db.example:5433/sweep"), _ => null);
        string advice = string.Join('\n', ClusterAdvice.For(Gateways, place));
        Assert.Contains("sweep-silo --store postgres://db.example:5433/sweep --cluster-id night", advice);
        Assert.Contains("--gateway-port of a silo", advice);
        Assert.Contains("use TLS too", advice);
    }

    [Fact]
    public void An_unavailable_cluster_is_told_with_what_to_check()
    {
        var error = new ClusterUnavailableException("Nobody answers.", ["  - Are silos running?"], null);
        Assert.Equal($"Nobody answers.{Environment.NewLine}  - Are silos running?", error.Message);
        Assert.Equal("Nobody answers.", error.Reason);
    }
}
