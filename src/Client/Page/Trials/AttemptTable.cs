using System.Text.Json;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Page.Trials;

/// <summary>The attempts at a trial, from the documented views, and what the last ran on.</summary>
internal static class AttemptTable
{
    /// <summary>Reads them.</summary>
    public static async Task<Html> ReadAsync(ITrialReader store, TrialId trial, CancellationToken cancellation)
    {
        string id = trial.Value.Replace("'", "''", StringComparison.Ordinal);
        var attempts = await store.QueryAsync("select attempt, worker, outcome, leased_at, ended_at, train_seconds, failure_kind, "
            + $"failure_message, sweep from v_attempts where trial = '{id}' order by attempt desc", cancellation).Skip(1)
            .ToListAsync(cancellation);
        var environments = await store.QueryAsync($"select environment from v_trials where trial = '{id}'", cancellation).Skip(1)
            .ToListAsync(cancellation);
        return attempts.Count == 0 ? Html.Of($"<p>No attempt has begun.</p>") : Html.Of($"""
            {Table(attempts)}
            {(environments is [[{ } facts], ..] ? Environment($"{facts}") : Html.Empty)}
            """);
    }

    private static Html Table(IReadOnlyList<IReadOnlyList<object?>> attempts) => Html.Of($"""
        <div class="wide" tabindex="0" role="region" aria-label="Attempts"><table>
        <caption>Attempts, the last first. Times are UTC; seconds are those of the slot.</caption>
        <thead><tr><th scope="col" class="number">attempt</th><th scope="col">outcome</th><th scope="col">worker</th>
        <th scope="col">begun</th><th scope="col">ended</th><th scope="col" class="number">seconds</th><th scope="col">cause</th>
        <th scope="col">for sweep</th></tr></thead>
        <tbody>
        {attempts.Select(a => Html.Of($"""
            <tr data-key="attempt-{a[0]}"><th scope="row" class="number">{a[0]}</th><td>{a[2]}</td><td>{a[1]}</td><td>{Time(a[3])}</td>
            <td>{Time(a[4])}</td><td class="number">{a[5]:0.###}</td><td>{a[6]}</td><td>{a[8]}</td></tr>
            {(a[7] is string { Length: > 0 } message ? Html.Of($"""
                <tr data-key="message-{a[0]}"><td colspan="8"><pre class="output" tabindex="0">{VisibleText.Escape(message)}</pre></td></tr>
                """) : Html.Empty)}

            """))}
        </tbody></table></div>
        """);

    private static Html Environment(string json)
    {
        using var document = JsonDocument.Parse(json);
        var facts = document.RootElement.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).ToArray();
        return facts.Length == 0 ? Html.Empty : Html.Of($"""
            <h3>Environment</h3>
            <dl class="facts">
            {facts.Select(f => Html.Of($"<dt>{f.Name}</dt><dd>{f.Value}</dd>\n"))}</dl>
            """);
    }

    private static string Time(object? time) => time is string { Length: >= 19 } text ? text[..19].Replace('T', ' ') : $"{time}";
}
