using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Page;

/// <summary>The workers of the store; a silo of a cluster is one of them.</summary>
internal sealed class WorkerSection : IPageSection
{
    private const int MaxRows = 200;

    public IReadOnlyList<(string Name, string Address)> Navigation => [("Workers", PageAddress.Workers)];

    public void Map(IEndpointRouteBuilder routes, PageContext context) => routes.MapGet(PageAddress.Workers,
        async (CancellationToken cancellation) =>
        {
            var workers = await context.Store.ReadWorkersAsync(cancellation);
            return new PageDocument("Workers and silos", workers.Count == 0 ? Empty : Table(workers)).ToResult();
        });

    private static Html Empty { get; } = Html.Of($"""
        <div data-live="workers"><p class="message">No worker has been here yet. <code>sweep run</code>, <code>sweep worker</code> and silos
        register when they start.</p></div>
        """);

    private static Html Table(IReadOnlyList<WorkerStatus> workers)
    {
        var shown = workers.OrderByDescending(w => w.Running > 0).ThenBy(w => w.SinceSeen).Take(MaxRows);
        var rest = workers.Count > MaxRows
            ? Html.Of($"<p>{workers.Count - MaxRows} more were seen earlier; <code>sweep query</code> has all attempts by worker.</p>")
            : Html.Empty;
        return Html.Of($"""
            <div data-live="workers">
            <div class="wide cards" tabindex="0" role="region" aria-label="Workers">
            <table>
            <thead><tr><th scope="col">Worker</th><th scope="col">Owner</th><th scope="col">Host</th><th scope="col">Engine</th>
            <th scope="col" class="number">Running</th><th scope="col">Of</th><th scope="col">Last seen</th><th scope="col">State</th></tr>
            </thead>
            <tbody>
            {shown.Select(Row)}
            </tbody>
            </table>
            </div>
            {rest}
            </div>
            <p class="faint">Silos of a cluster are workers of its store and stand here, too. Their slots and health:
            <code>sweep silos --cluster</code>.</p>
            """);
    }

    private static Html Row(WorkerStatus worker) => Html.Of($"""
        <tr data-key="{worker.Worker}">
        <th scope="row">{worker.Worker}</th>
        <td data-name="Owner">{worker.Owner ?? "-"}</td>
        <td data-name="Host">{worker.Host}</td>
        <td data-name="Engine">{worker.Engine}</td>
        <td data-name="Running" class="number">{worker.Running}</td>
        <td data-name="Of">{Links(worker.Sweeps)}</td>
        <td data-name="Last seen">{QuantityText.About(worker.SinceSeen)} ago</td>
        <td class="words">{(worker.QuarantineReason is { } reason ? Html.Of($"<strong>quarantined</strong>: {reason}") : Html.Empty)}</td>
        </tr>
        """);

    private static IEnumerable<Html> Links(IEnumerable<(string Sweep, int Trials)> running) => running.Select((r, i) =>
        Html.Of($"""{(i > 0 ? ", " : "")}<a href="{PageAddress.Sweep(r.Sweep)}">{r.Sweep}</a> ({r.Trials})"""));
}
