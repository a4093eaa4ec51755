using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sweep.Client.Page.Live;

namespace Sweep.Client.Page;

/// <summary>/events: tells browsers, by server-sent events, that the store has changed; which then ask for their page again. An event's id
/// is the version of the store, which a browser that reconnects sends as what it has.</summary>
internal static class PageEvents
{
    private const string Silence = ": nothing new\n\n";

    public static void Map(IEndpointRouteBuilder routes, StoreWatch watch) => routes.MapGet("/events",
        async (HttpContext context, string? sweep, string? since) =>
        {
            var ending = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
            string? known = context.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? since;
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx passes each event on at once
            try
            {
                await context.Response.Body.FlushAsync(stop.Token);
                await foreach (var next in watch.FollowAsync(sweep, known, stop.Token))
                {
                    await context.Response.WriteAsync(next.Kind == LiveKind.Quiet ? Silence : Describe(next), stop.Token);
                    await context.Response.Body.FlushAsync(stop.Token);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The browser or the server has gone.
            }
        });

    private static string Describe(LiveEvent next) => string.Concat(
        next.Kind == LiveKind.Change ? $"id: {next.Version}\n" : "", // the browser has only that
        $"event: {next.Kind.ToString().ToLowerInvariant()}\ndata: {JsonSerializer.Serialize(next.Text)}\n\n");
}
