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
            var running = await RunningAsync(context.Store, cancellation);
            return new PageDocument("Workers and silos", workers.Count == 0 ? Empty : Table(workers, running)).ToResult();
        });

    private static Html Empty { get; } = Html.Of($"""
        <div data-live="workers"><p class="message">No worker has been here yet. <code>sweep run</code>, <code>sweep worker</code> and silos
        register when they start.</p></div>
        """);

    /// <summary>How many trials of which sweep each worker trains.</summary>
    private static async Task<ILookup<string, (string Sweep, int Count)>> RunningAsync(ITrialReader store, CancellationToken cancellation)
    {
        var counts = new Dictionary<(string Worker, string Sweep), int>();
        var filter = new TrialFilter { States = new HashSet<TrialState> { TrialState.Running } };
        foreach (var sweep in (await store.ReadStatusAsync(null, cancellation)).Where(s => s.Count(TrialState.Running) > 0))
        {
            await foreach (var row in store.ReadTrialsAsync(filter with { Sweep = sweep.Name }, MetricSelection.None, cancellation))
            {
                if (row.Worker is { } worker)
                    counts[(worker.Value, row.Sweep)] = counts.GetValueOrDefault((worker.Value, row.Sweep)) + 1;
            }
        }
        return counts.ToLookup(c => c.Key.Worker, c => (c.Key.Sweep, c.Value));
    }

    private static Html Table(IReadOnlyList<WorkerStatus> workers, ILookup<string, (string Sweep, int Count)> running)
    {
        var shown = workers.OrderByDescending(w => w.Running > 0).ThenBy(w => w.SinceSeen).Take(MaxRows);
        var rest = workers.Count > MaxRows
            ? Html.Of($"<p>{workers.Count - MaxRows} more were seen earlier; <code>sweep query</code> has all attempts by worker.</p>")
            : Html.Empty;
        return Html.Of($"""
            <div data-live="workers">
            <div class="wide" tabindex="0" role="region" aria-label="Workers">
            <table>
            <thead><tr><th scope="col">Worker</th><th scope="col">Host</th><th scope="col">Engine</th>
            <th scope="col" class="number">Running</th><th scope="col">Of</th><th scope="col">Last seen</th><th scope="col">State</th></tr>
            </thead>
            <tbody>
            {shown.Select(worker => Row(worker, running[worker.Worker.Value]))}
            </tbody>
            </table>
            </div>
            {rest}
            </div>
            <p class="faint">Silos of a cluster are workers of its store and stand here, too. Their slots and health:
            <code>sweep silos --cluster</code>.</p>
            """);
    }

    private static Html Row(WorkerStatus worker, IEnumerable<(string Sweep, int Count)> running) => Html.Of($"""
        <tr data-key="{worker.Worker}">
        <th scope="row">{worker.Worker}</th>
        <td>{worker.Host}</td>
        <td>{worker.Engine}</td>
        <td class="number">{worker.Running}</td>
        <td>{Links(running)}</td>
        <td>{QuantityText.Seconds(Math.Floor(worker.SinceSeen.TotalSeconds))} ago</td>
        <td class="words">{(worker.QuarantineReason is { } reason ? Html.Of($"<strong>quarantined</strong>: {reason}") : Html.Empty)}</td>
        </tr>
        """);

    private static IEnumerable<Html> Links(IEnumerable<(string Sweep, int Count)> running) =>
        running.OrderBy(r => r.Sweep, StringComparer.Ordinal).Select((r, i) =>
            Html.Of($"""{(i > 0 ? ", " : "")}<a href="{PageAddress.Sweep(r.Sweep)}">{r.Sweep}</a> ({r.Count})"""));
}
