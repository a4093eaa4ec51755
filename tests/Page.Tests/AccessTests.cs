using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sweep.Client.Page;
using Sweep.Client.Page.Access;

namespace Sweep.Page.Tests;

/// <summary>Who is let in, asked by a program as an attacker would.</summary>
public sealed class AccessTests : IDisposable
{
    private const string SharedSecret = "a password for all";

    private readonly List<IDisposable> clients = [];

    public void Dispose() => clients.ForEach(client => client.Dispose());

    [Theory]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/nothing")]
    [InlineData("/?token=wrong")]
    public async Task Without_the_token_a_visitor_learns_what_to_do_and_nothing_else(string address)
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Complete());
        await using var served = await ServedPage.StartAsync(made.Path);
        var answer = await Client(served).GetAsync(address);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Open the address that the server printed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("complete", text, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Path, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_becomes_a_cookie_that_scripts_cannot_read_and_leaves_the_address()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path);
        var client = Client(served);
        var answer = await client.GetAsync(served.With("/about?a=%26b"));
        string cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/about?a=%26b", answer.Headers.Location!.OriginalString);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(((Admission.Token)Token(served)).Value, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/about")).StatusCode);
    }

    [Fact]
    public async Task A_program_may_send_the_token_as_a_header()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path);
        var client = Client(served);
        client.DefaultRequestHeaders.Authorization = new("Bearer", ((Admission.Token)Token(served)).Value);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example:80", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost:9999", HttpStatusCode.OK)] // through a tunnel
    [InlineData("192.168.1.7", HttpStatusCode.OK)]
    public async Task A_name_that_somebody_else_pointed_here_is_refused(string host, HttpStatusCode status)
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/about");
        request.Headers.Host = host;
        request.Headers.Authorization = new("Bearer", ((Admission.Token)Token(served)).Value);
        Assert.Equal(status, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Every_answer_forbids_foreign_scripts_frames_and_keeping()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        foreach (string address in new[] { "/", "/nothing", "/about" })
        {
            var answer = await client.GetAsync(address);
            string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.All(new[] { "default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'" },
                rule => Assert.Contains(rule, policy, StringComparison.Ordinal));
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
    }

    [Fact]
    public async Task A_restart_with_the_same_token_knows_browsers_again()
    {
        await using var made = await MadeUpStore.CreateAsync();
        const string Same = "the same token as before";
        var first = await ServedPage.StartAsync(made.Path, settings: PageSettings.Loopback(0, Same));
        using var client = await first.SignInAsync();
        int port = first.Server.Port;
        await first.DisposeAsync();
        await using (await ServedPage.StartAsync(made.Path, settings: PageSettings.Loopback(port, Same)))
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/about")).StatusCode);
        await using (await ServedPage.StartAsync(made.Path, settings: PageSettings.Loopback(port, "another token than before")))
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/about")).StatusCode);
    }

    [Fact]
    public async Task A_password_is_asked_for_and_leads_to_the_page_that_was_wanted()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, settings: WithPassword);
        var client = Client(served);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        Assert.Equal("/login?to=%2Fabout%3Fa%3D1", (await client.GetAsync("/about?a=1")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync(client, "wrong password", "/about")).StatusCode);
        Assert.Equal("/about?a=1", (await LoginAsync(client, SharedSecret, "/about?a=1")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/about")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(client, "/logout", [])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await client.GetAsync("/about")).StatusCode);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("https://evil.example/")]
    public async Task A_login_leads_to_no_other_site(string to)
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, settings: WithPassword);
        Assert.Equal("/", (await LoginAsync(Client(served), SharedSecret, to)).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Guessing_a_password_is_slowed_down()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, settings: WithPassword);
        var client = Client(served);
        for (int i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync(client, $"guess number {i}", "/")).StatusCode);
        var answer = await LoginAsync(client, SharedSecret, "/");
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("127.0.0.1", "ada", null, HttpStatusCode.OK)]
    [InlineData("127.0.0.1", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("10.1.2.3", "ada", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", "ada", "what the proxy shows", HttpStatusCode.Forbidden)]
    public async Task A_user_that_the_proxy_names_is_let_in_from_the_proxy_alone(string proxy, string? user, string? token,
        HttpStatusCode status)
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, settings: PageSettings.Loopback(0) with
        {
            Admission = new Admission.Proxy("X-Remote-User", [IPAddress.Parse(proxy)], token),
        });
        var client = Client(served);
        if (user is not null)
            client.DefaultRequestHeaders.Add("X-Remote-User", user);
        var answer = await client.GetAsync("/about");
        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.OK)
            Assert.Contains("Signed in as ada.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_certificate_the_page_is_served_by_TLS_under_its_names()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=sweep.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("sweep.test");
        asked.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        using var signed = asked.CreateSelfSigned(now, now.AddYears(100));
        using var certificate = X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pkcs12), null);
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, settings: WithPassword with { Certificate = certificate });
        Assert.Equal($"https://sweep.test:{served.Server.Port}/", served.Server.Address.AbsoluteUri);
        var client = Client(served);
        client.BaseAddress = new Uri($"https://127.0.0.1:{served.Server.Port}/");
        client.DefaultRequestHeaders.Host = "sweep.test";
        var answer = await LoginAsync(client, SharedSecret, "/");
        Assert.Contains("secure", answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        client.DefaultRequestHeaders.Host = "other.test";
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.GetAsync("/login")).StatusCode);
    }

    [Fact]
    public async Task Who_is_signed_in_may_open_an_address_from_before_a_restart()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path);
        var client = Client(served);
        Assert.Equal(HttpStatusCode.SeeOther, (await client.GetAsync(served.Server.Address)).StatusCode);
        for (int i = 0; i < 8; i++)
            Assert.Equal("/about", (await client.GetAsync("/about?token=of-before")).Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("multipart/form-data; boundary=x", "nothing")]
    public async Task A_login_that_is_no_form_is_refused_and_no_error_of_the_program(string type, string content)
    {
        await using var made = await MadeUpStore.CreateAsync();
        var errors = new List<string>();
        await using var served = await ServedPage.StartAsync(made.Path, settings: WithPassword with { Report = errors.Add });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = new StringContent(content) };
        request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        Assert.InRange((int)(await Client(served).SendAsync(request)).StatusCode, 400, 401);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task An_address_that_lacks_something_is_told_in_words()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Complete());
        await using var served = await ServedPage.StartAsync(made.Path, hasControl: true);
        using var client = await served.SignInAsync();
        foreach (string address in new[] { "/control/pause", "/sweeps/complete/configurations?page=x" })
        {
            var answer = await client.GetAsync(address);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("This address cannot be understood", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whether_a_page_is_there_can_be_asked_without_its_content()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        foreach (var (address, status) in new[] { ("/about", HttpStatusCode.OK), ("/nothing", HttpStatusCode.NotFound) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            var answer = await client.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task A_page_behind_a_proxy_tells_where_it_listens()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, settings: PageSettings.Loopback(0) with
        {
            Admission = new Admission.Proxy("X-Remote-User", [IPAddress.Loopback], null), HostNames = ["sweep.example.org"],
        });
        Assert.Equal($"http://127.0.0.1:{served.Server.Port}/", served.Server.Address.AbsoluteUri);
    }

    [Fact]
    public async Task A_token_for_a_browser_that_a_command_opens_admits_once()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path);
        var address = served.Server.CreateOpeningAddress();
        Assert.Equal(HttpStatusCode.SeeOther, (await Client(served).GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client(served).GetAsync(address)).StatusCode);
    }

    private static PageSettings WithPassword => PageSettings.Loopback(0) with { Admission = new Admission.Password(SharedSecret) };

    private static Admission Token(ServedPage served) => new Admission.Token(served.Server.Address.Query["?token=".Length..]);

    private static Task<HttpResponseMessage> LoginAsync(HttpClient client, string password, string to) =>
        PostAsync(client, "/login", new() { ["password"] = password, ["to"] = to });

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string address, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return await client.SendAsync(request);
    }

    private HttpClient Client(ServedPage served)
    {
        var client = new HttpClient(new HttpClientHandler
        {
            AllowAutoRedirect = false,
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        })
        {
            BaseAddress = new Uri(served.Server.Address, "/"),
        };
        clients.Add(client);
        return client;
    }
}
