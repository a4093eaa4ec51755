using System.Net;
using Sweep.Testing;

namespace Sweep.Silo.Tests;

/// <summary>What a silo serves by HTTP, and how it ends when it cannot start.</summary>
public sealed class PagesTests
{
    [Fact]
    public async Task Health_metrics_and_the_dashboard_are_served_and_the_dashboard_asks_for_its_token()
    {
        using var folder = new TemporaryFolder();
        await using var silo = SiloProcess.Start(folder["sweep.db"],
            "--localhost", "--silo-port", "0", "--slots", "3", "--http", "127.0.0.1:0");
        string name = await silo.Ready, pages = await silo.Pages;
        using var client = new HttpClient();

        string health = await client.GetStringAsync($"{pages}/health");
        Assert.Contains("\"status\":\"healthy\"", health);
        Assert.Contains(name, health);
        Assert.Contains("sweep_slots{} 3\n", await client.GetStringAsync($"{pages}/metrics"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"{pages}/dashboard/")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"{pages}/dashboard/?token=guess")).StatusCode);
        string token = silo.Output.Split("token=")[1].Split(' ')[0];
        string[] written =
        [
            "/Dashboard/", "/DASHBOARD/DashboardCounters", "/%64ashboard/", "/dashboard%2F", "//dashboard/", "/dashboard//",
            "/./dashboard/", "/health/../dashboard/", "/dashboard./", "/dashboard/%2e/", "/dashboard/;a", "/dashboard\\",
            "/dashboard/?TOKEN=guess", "/health/dashboard", "/dashboard/index.html%00",
        ];
        foreach (string path in written)
        {
            var exactly = new Uri(pages + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            var status = (await client.GetAsync(exactly)).StatusCode;
            Assert.True(status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{path}: {status}");
        }
        Assert.Contains("<html", await client.GetStringAsync($"{pages}/dashboard/?token={token}"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("--engine", "gpu", "one of cpu, torchsharp")]
    [InlineData("--device", "cuda", "add --engine torchsharp")]
    [InlineData("--group", "9", "add --engine torchsharp")]
    public async Task An_engine_that_cannot_be_had_ends_the_silo_before_it_touches_the_store(string option, string value, string reason)
    {
        using var folder = new TemporaryFolder();
        await using var silo = SiloProcess.Start(folder["sweep.db"], "--localhost", "--http", "none", option, value);
        Assert.Equal(2, await silo.ExitAsync());
        Assert.Contains(reason, silo.Output);
        Assert.False(File.Exists(folder["sweep.db"]));
    }

    [Theory]
    [InlineData(null, "Name the store", 2)]
    [InlineData("results.db", "Silos of a cluster meet in a Postgres", 2)]
    [InlineData("postgres://nobody@127.0.0.1:1/none", "127.0.0.1:1", 3)]
    public async Task A_silo_that_cannot_start_says_why(string? store, string reason, int exitCode)
    {
        await using var silo = SiloProcess.Start(store, "--http", "none");

        Assert.Equal(exitCode, await silo.ExitAsync());
        Assert.Contains(reason, silo.Output);
    }

    [Theory]
    [InlineData("--slots", "0", "--slots is a number from 1 to 1024.")]
    [InlineData("--silo-port", "70000", "--silo-port is a number from 0 to 65535.")]
    [InlineData("--http", "here", "expected ADDRESS:PORT")]
    [InlineData("--tls-certificate", "silo.pem", "belong together")]
    public async Task A_wrong_option_is_refused_with_what_is_right(string option, string value, string reason)
    {
        await using var silo = SiloProcess.Start("postgres://nobody@127.0.0.1:1/none", option, value);

        Assert.Equal(2, await silo.ExitAsync());
        Assert.Contains(reason, silo.Output);
    }
}
