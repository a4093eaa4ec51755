using System.CommandLine;
using System.Net;
using Sweep.Client.CommandLine;
using Sweep.Client.Commands;
using Sweep.Client.Output;
using Sweep.Client.Page;
using Sweep.Client.Page.Access;
using Sweep.Testing;

namespace Sweep.Page.Tests;

/// <summary>What `sweep ui` accepts: a page beyond this machine is never open and never in clear.</summary>
public sealed class UiOptionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_options_the_page_is_for_this_machine_and_a_new_token()
    {
        var settings = Read("");
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, PageSettings.DefaultPort), settings.Endpoint);
        Assert.True(settings.MayMove);
        Assert.True(Assert.IsType<Admission.Token>(settings.Admission).Value.Length >= 32);
        Assert.NotEqual(settings.Admission, Read("").Admission);
    }

    [Theory]
    [InlineData("--port 9000", "127.0.0.1:9000")]
    [InlineData("--listen localhost:9000", "127.0.0.1:9000")]
    [InlineData("--listen [::1]:9000", "[::1]:9000")]
    public void A_port_that_is_named_is_meant(string options, string endpoint)
    {
        var settings = Read(options);
        Assert.Equal(endpoint, settings.Endpoint.ToString());
        Assert.False(settings.MayMove);
    }

    [Fact]
    public void Beyond_this_machine_password_and_certificate_are_missed_at_once()
    {
        string refusal = Refusal("--listen 0.0.0.0:8443");
        Assert.Contains("--password-file FILE", refusal, StringComparison.Ordinal);
        Assert.Contains("--certificate FILE", refusal, StringComparison.Ordinal);
        Assert.Equal(2, refusal.Split(Environment.NewLine).Length);
    }

    [Theory]
    [InlineData("--listen here:80", "expected an address of this machine in numbers")]
    [InlineData("--listen 8443", "expected an address of this machine in numbers")]
    [InlineData("--host https://sweep.example.org", "expected a name alone")]
    [InlineData("--host sweep.example.org:8443", "expected a name alone")]
    [InlineData("--port 70000", "a port is a number from 0 to 65535")]
    [InlineData("--port 9000 --listen 127.0.0.1:9001", "name two ports")]
    [InlineData("--certificate a.pem", "go together")]
    [InlineData("--certificate no.pem --certificate-key no.key", "no.pem")]
    [InlineData("--password-file none", "none")]
    [InlineData("--proxy-address 10.0.0.5", "goes with --proxy-user-header")]
    [InlineData("--proxy-user-header X --proxy-address nginx", "expected an address in numbers")]
    [InlineData("--proxy-user-header X --listen 10.0.0.7:80", "say with --proxy-address where the proxy calls from")]
    public void A_mistake_is_told_with_its_remedy(string options, string refusal) =>
        Assert.Contains(refusal, Refusal(options), StringComparison.Ordinal);

    [Theory]
    [InlineData("short", null, "at least 8")]
    [InlineData("one line\nand another", null, "a password is one line")]
    [InlineData(null, "short", "at least 16")]
    [InlineData("long enough", "long enough for a token", "exclude each other")]
    public void Weak_or_doubtful_secrets_are_refused(string? password, string? token, string refusal) =>
        Assert.Contains(refusal, Refusal("", password, token), StringComparison.Ordinal);

    [Fact]
    public void A_password_file_loses_the_end_of_its_line()
    {
        File.WriteAllText(folder["password"], "correct horse\n");
        Assert.Equal(new Admission.Password("correct horse"), Read($"--password-file {folder["password"]}").Admission);
    }

    [Fact]
    public void A_proxy_on_the_network_needs_no_certificate_but_its_address()
    {
        var settings = Read("--listen 10.0.0.7:8477 --proxy-user-header X-User --proxy-address 10.0.0.5");
        Assert.Equal([IPAddress.Parse("10.0.0.5")], Assert.IsType<Admission.Proxy>(settings.Admission).Addresses);
    }

    private static PageSettings Read(string arguments, string? password = null, string? token = null)
    {
        var options = new UiOptions();
        var root = new RootCommand();
        options.AddTo(root);
        OptionParsing.ApplyTo(root);
        return options.Read(root.Parse(arguments), name => name == UiOptions.PasswordVariable ? password : token);
    }

    private static string Refusal(string arguments, string? password = null, string? token = null) =>
        Assert.Throws<UserErrorException>(() => Read(arguments, password, token)).Message;
}
