using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Dashboard;
using Orleans.Hosting;
using Sweep.Grains;

namespace Sweep.Silo.Tests;

/// <summary>Who is admitted to which page: the pipeline of a silo, without a server and without a cluster.</summary>
public sealed class AdmissionTests : IAsyncDisposable
{
    private const string Token = "open sesame";

    private readonly WebApplication app;
    private readonly RequestDelegate pipeline;

    public AdmissionTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddDashboard());
        builder.Services.AddSingleton<ISiloState>(new Asleep());
        SiloPages.AddServices(builder.Services);
        app = builder.Build();
        SiloPages.Map(app, Token);
        pipeline = ((IApplicationBuilder)app).Build();
    }

    [Fact]
    public async Task Every_endpoint_but_health_and_metrics_asks_for_the_token_however_its_path_is_written()
    {
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToArray();
        string[] open = ["/health", "/metrics"];
        Assert.True(endpoints.Length > 10, "The dashboard's endpoints are not there.");
        Assert.Superset(open.ToHashSet(), endpoints.Select(e => e.RoutePattern.RawText!).ToHashSet());
        foreach (var endpoint in endpoints.Where(e => !open.Contains(e.RoutePattern.RawText)))
        {
            string path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(Fill));
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                foreach (string written in new[] { path, path.ToUpperInvariant(), "/D" + path[2..], path.TrimEnd('/') + "/" })
                    Assert.Equal((written, 401), (written, await AskAsync(method, written)));
                Assert.NotEqual(401, await AskAsync(method, path, Token));
            }
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/Metrics")]
    [InlineData("/nothing")]
    public async Task What_probes_read_and_what_is_not_there_asks_for_nothing(string path) =>
        Assert.NotEqual(401, await AskAsync("GET", path));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>A silo that was never started.</summary>
    private sealed class Asleep : ISiloState
    {
        public Task Completion => Task.CompletedTask;

        public WorkerState Describe() => throw new NotSupportedException("Nothing here runs an endpoint.");
    }

    private static string Fill(RoutePatternPathSegment segment) =>
        string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "1"));

    /// <summary>The status that the question for the token leaves; what comes after it has not been started.</summary>
    private async Task<int> AskAsync(string method, string path, string? token = null)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (context.Request.Method, context.Request.Path) = (method, path);
        (context.Request.Host, context.Request.Scheme) = (new HostString("localhost"), "http");
        if (token is not null)
            context.Request.Headers.Authorization = "Bearer " + token;
        try
        {
            await pipeline(context);
        }
        catch (InvalidOperationException) when (context.GetEndpoint() is not null)
        {
            // Admitted: that nothing in this pipeline runs the endpoint is what the exception says.
        }
        return context.Response.StatusCode;
    }
}
