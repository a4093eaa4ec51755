using System.CommandLine;
using Sweep.Client.Cluster;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;

namespace Sweep.Client.Tests.CommandLine;

public sealed class ClusterOptionsTests
{
    [Fact]
    public void Without_the_option_no_cluster_is_meant() => Assert.Null(Read([], "tiny"));

    [Fact]
    public void Without_an_address_the_silos_are_looked_up()
    {
        var target = Read([], "tiny", "--cluster");
        Assert.NotNull(target);
        Assert.Empty(target.Gateways);
        Assert.Equal("sweep", target.ClusterId);
        Assert.Null(target.Tls);
    }

    [Fact]
    public void Gateways_may_be_names_and_addresses_of_both_kinds()
    {
        var target = Read([], "tiny", "--cluster", "silo-0.lab:30000,10.0.0.7:30001,[fe80::1]:30002", "--cluster-id", "night");
        Assert.Equal([new("silo-0.lab", 30000), new("10.0.0.7", 30001), new("fe80::1", 30002)], target!.Gateways);
        Assert.Equal("[fe80::1]:30002", target.Gateways[2].ToString());
        Assert.Equal("night", target.ClusterId);
    }

    [Fact]
    public void Patience_is_ten_seconds_unless_the_line_says_otherwise()
    {
        Assert.Equal(TimeSpan.FromSeconds(10), Read([], "tiny", "--cluster")!.Patience);
        Assert.Equal(TimeSpan.FromMinutes(1), Read([], "tiny", "--cluster", "--cluster-timeout", "60")!.Patience);
        Assert.Single(Command(out _).Parse(["tiny", "--cluster", "--cluster-timeout", "0"]).Errors);
    }

    [Theory]
    [InlineData("silo-0")]
    [InlineData("silo-0:")]
    [InlineData("silo-0:0")]
    [InlineData("silo-0:65536")]
    [InlineData(":30000")]
    [InlineData("fe80::1:30000")]
    [InlineData("a:1,,b:2")]
    [InlineData("http://silo-0:30000")]
    public void What_is_no_gateway_is_refused(string text) => Assert.False(GatewayAddress.TryParseList(text, out _));

    [Fact]
    public void A_wrong_address_is_a_mistake_of_the_command_line()
    {
        var parse = Command(out _).Parse(["tiny", "--cluster=silo-0"]);
        Assert.Contains("--cluster silo-0: expected HOST:PORT", Assert.Single(parse.Errors).Message);
    }

    [Theory]
    [InlineData("watch --cluster tiny -v", "watch tiny -v --cluster")]
    [InlineData("watch tiny --cluster", "watch tiny --cluster")]
    [InlineData("watch --cluster a:1 tiny", "watch --cluster a:1 tiny")]
    [InlineData("silos --cluster --format json", "silos --cluster --format json")]
    [InlineData("watch --cluster -- tiny", "watch --cluster -- tiny")]
    [InlineData("watch --cluster tiny -- x", "watch tiny --cluster -- x")]
    [InlineData("query -- --cluster x", "query -- --cluster x")]
    public void A_sweep_after_the_option_is_not_taken_for_an_address(string line, string arranged) =>
        Assert.Equal(arranged.Split(' '), ClusterOptions.Arrange(line.Split(' ')));

    [Fact]
    public void The_environment_fills_in_what_the_line_leaves_out()
    {
        Dictionary<string, string> environment = new()
        {
            ["SWEEP_CLUSTER"] = "silo-0:30000", ["SWEEP_CLUSTER_ID"] = "night",
            ["SWEEP_TLS_CERTIFICATE"] = "c.pem", ["SWEEP_TLS_KEY"] = "k.pem", ["SWEEP_TLS_AUTHORITY"] = "a.pem",
        };
        Assert.Null(Read(environment, "tiny")); // it asks for no cluster by itself
        var target = Read(environment, "tiny", "--cluster");
        Assert.Equal(new GatewayAddress("silo-0", 30000), Assert.Single(target!.Gateways));
        Assert.Equal("night", target.ClusterId);
        Assert.Equal(new TlsFiles("c.pem", "k.pem", "a.pem"), target.Tls);
        Assert.Equal("day", Read(environment, "tiny", "--cluster", "--cluster-id", "day")!.ClusterId);
    }

    [Fact]
    public void Certificates_come_together_or_not_at_all()
    {
        var error = Assert.Throws<UserErrorException>(() => Read([], "tiny", "--cluster", "--tls-key", "k.pem"));
        Assert.Contains("belong together", error.Message);
    }

    [Fact]
    public void Options_of_a_cluster_without_a_cluster_are_a_mistake()
    {
        var error = Assert.Throws<UserErrorException>(() => Read([], "tiny", "--cluster-id", "night"));
        Assert.StartsWith("--cluster-id belongs to --cluster", error.Message);
    }

    private static ClusterTarget? Read(Dictionary<string, string> environment, params string[] arguments)
    {
        var parse = Command(out var options, environment.GetValueOrDefault).Parse(arguments);
        Assert.Empty(parse.Errors);
        return options.Read(parse);
    }

    private static RootCommand Command(out ClusterOptions options, Func<string, string?>? environment = null)
    {
        options = new ClusterOptions(environment ?? (_ => null));
        var command = new RootCommand { new Argument<string>("sweep") };
        options.AddTo(command);
        return command;
    }
}
