using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sweep.Scheduling;

namespace Sweep.Client.Page;

/// <summary>What serves the page, and what it shows.</summary>
internal sealed class AboutSection : IPageSection
{
    private const string About = "/about";

    public IReadOnlyList<(string Name, string Address)> Navigation => [("About", About)];

    public void Map(IEndpointRouteBuilder routes, PageContext context) => routes.MapGet(About, async (CancellationToken cancellation) =>
    {
        var sweeps = await context.Store.ReadStatusAsync(null, cancellation);
        var workers = await context.Store.ReadWorkersAsync(cancellation);
        long views = 0;
        await foreach (var row in context.Store.QueryAsync("select view_version from v_version", cancellation).Skip(1))
            views = row is [long version] ? version : views;
        return new PageDocument("About", Html.Of($"""
            <dl class="facts">
            <dt>Program</dt><dd>sweep {WorkerEnvironment.SweepVersion}</dd>
            <dt>Runtime</dt><dd>{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}</dd>
            <dt>Store</dt><dd>{context.Store.DisplayName}</dd>
            <dt>In it</dt><dd>{Count(sweeps.Count, "sweep")}, {Count(sweeps.Sum(s => s.Total), "trial")},
            {Count(workers.Count, "worker")}; views of version {views}</dd>
            <dt>Control</dt><dd>{(context.HasControl ? "Sweeps can be paused, resumed, cancelled and retried here."
                : "This page only shows. Started with --control it can pause, resume, cancel and retry.")}</dd>
            </dl>
            <p>The same by command: <code>sweep status</code>, <code>sweep compare</code>, <code>sweep report</code>,
            <code>sweep query</code>.</p>
            """)) { IsLive = false }.ToResult();
    });

    private static string Count(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
