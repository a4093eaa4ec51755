using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Orleans.Dashboard;
using Sweep.Grains;

namespace Sweep.Silo;

/// <summary>What a silo serves by HTTP: /health for probes, /metrics for Prometheus, and Orleans' dashboard behind a token.</summary>
/// <remarks>The token is asked for by what routing has found, never by how a path is written; and of everything that is not marked as open,
/// so that an endpoint that somebody adds is closed until it is opened.</remarks>
internal static class SiloPages
{
    private const string Cookie = "sweep-dashboard";

    /// <summary>Adds what /metrics reads.</summary>
    public static void AddServices(IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter(ClusterMeters.Name)
        .AddPrometheusExporter(prometheus =>
        {
            // Prometheus labels what it scrapes by job and instance; there is one meter.
            (prometheus.TargetInfoEnabled, prometheus.ScopeInfoEnabled) = (false, false);
            prometheus.ScrapeResponseCacheDurationMilliseconds = 0; // each request sees the silo as it is
        }));

    /// <summary>Maps the pages.</summary>
    /// <param name="app">What serves them.</param>
    /// <param name="givenToken">What the dashboard asks for; null to make up a token that nobody can guess, which is logged then.</param>
    public static void Map(WebApplication app, string? givenToken)
    {
        string token = givenToken ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        app.UseRouting(); // before the question for the token
        app.Use((context, next) =>
            context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<OpenPage>() is null
                ? AdmitAsync(context, token, next)
                : next(context));
        app.MapGet("/health", (ISiloState state) => Health(state.Describe(), state.Completion)).WithMetadata(new OpenPage());
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new OpenPage());
        app.MapOrleansDashboard("/dashboard");
        if (givenToken is null)
        {
            app.Logger.LogInformation(
                "The dashboard asks for a token: open /dashboard/?token={Token} (SWEEP_DASHBOARD_TOKEN sets another).", token);
        }
    }

    /// <summary>503 when this silo can train nothing more; a store that is away for a while is said but is no reason to restart a silo that
    /// is training.</summary>
    private static IResult Health(WorkerState worker, Task completion)
    {
        bool isWell = !completion.IsFaulted && worker.QuarantineReason is null;
        return Results.Json(
            new HealthReport(isWell ? "healthy" : "unhealthy", worker.Worker.Value, worker.Slots, worker.Running.Count,
                worker.QuarantineReason, worker.StoreTrouble),
            statusCode: isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static Task AdmitAsync(HttpContext context, string token, RequestDelegate next)
    {
        string? given = context.Request.Query["token"].FirstOrDefault() is { Length: > 0 } asked ? asked
            : context.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.Ordinal)
                ? header[7..]
            : context.Request.Cookies[Cookie];
        if (given is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token)))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            string hint = $"The dashboard needs the token that this silo logged at its start: {context.Request.Path}?token=TOKEN";
            return context.Response.WriteAsync(hint);
        }
        if (context.Request.Query.ContainsKey("token"))
        {
            context.Response.Cookies.Append(Cookie, given,
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/dashboard" });
        }
        return next(context);
    }

    /// <summary>Marks what probes and Prometheus read, without a token: names and counts, nothing that steers.</summary>
    private sealed class OpenPage;

    private sealed record HealthReport(string Status, string Silo, int Slots, int Held, string? Quarantine, string? StoreTrouble);
}
