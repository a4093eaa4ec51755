using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Page;

/// <summary>The sweeps of the store: the first page.</summary>
internal sealed class SweepListSection : IPageSection
{
    public IReadOnlyList<(string Name, string Address)> Navigation => [("Sweeps", PageAddress.Sweeps)];

    public void Map(IEndpointRouteBuilder routes, PageContext context)
    {
        var rates = new ProgressRates(context.Store, context.Time);
        routes.MapGet(PageAddress.Sweeps, async (CancellationToken cancellation) =>
        {
            var sweeps = await context.Store.ReadStatusAsync(null, cancellation);
            var workers = (await context.Store.ReadWorkersAsync(cancellation))
                .SelectMany(w => w.Sweeps, (w, held) => (held.Sweep, Owner: w.Owner ?? "unknown")).ToLookup(w => w.Sweep, w => w.Owner);
            var rows = new List<Html>();
            foreach (var status in sweeps.Reverse())
                rows.Add(Row(status, workers[status.Name], await rates.RemainingAsync(status, cancellation), context));
            return new PageDocument("Sweeps", sweeps.Count == 0 ? Empty : Table(rows, context)).ToResult();
        });
    }

    private static Html Empty { get; } = Html.Of($"""
        <div data-live="sweeps"><p class="message">The store has no sweep yet. <code>sweep run SPEC</code> or
        <code>sweep submit SPEC</code> puts one there; this page then shows it.</p></div>
        """);

    private static Html Table(IReadOnlyList<Html> rows, PageContext context) => Html.Of($"""
        <div class="wide cards" data-live="sweeps" tabindex="0" role="region" aria-label="Sweeps">
        <table>
        <thead><tr><th scope="col">Sweep</th><th scope="col">State</th><th scope="col">Progress</th><th scope="col">Trials</th>
        <th scope="col">Workers</th><th scope="col">Time left</th>
        <th scope="col">Submitted</th>{(context.HasControl ? Html.Of($"<th scope=\"col\">Control</th>")
            : Html.Empty)}</tr></thead>
        <tbody>
        {rows}
        </tbody>
        </table>
        </div>
        """);

    private static Html Row(SweepStatus status, IEnumerable<string> owners, TimeSpan? remaining, PageContext context) => Html.Of($"""
        <tr id="sweep-{status.Name}">
        <th scope="row"><a href="{PageAddress.Sweep(status.Name)}">{status.Name}</a></th>
        <td>{StateBar.State(status)}</td>
        <td>{StateBar.Of(status)}{StateBar.Progress(status)}</td>
        <td class="words">{StateBar.Counts(status)}</td>
        <td data-name="Workers">{Workers(owners)}</td>
        <td data-name="Time left">{TimeLeft(status, remaining)}</td>
        <td data-name="Submitted">{PageTime.Of(status.SubmittedAt)}</td>
        {(context.HasControl ? Html.Of($"<td>{ControlLinks.Of(status)}</td>") : Html.Empty)}
        </tr>
        """);

    /// <summary>How many workers of which user train its trials now: "2 of ada, 1 of bob".</summary>
    private static Html Workers(IEnumerable<string> owners)
    {
        string text = string.Join(", ", owners.GroupBy(o => o).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count():N0} of {g.Key}")));
        return text.Length == 0 ? Html.Empty : Html.Of($"<a href=\"{PageAddress.Workers}\">{text}</a>");
    }

    private static string TimeLeft(SweepStatus status, TimeSpan? remaining) => status.IsOver ? ""
        : remaining is { } left ? "about " + QuantityText.About(left) : "not known";
}
