using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Page.Trials;

/// <summary>The attempts at a trial, what their programs printed, and what the last ran on.</summary>
internal static class AttemptTable
{
    public static Html Create(IReadOnlyList<TrialAttempt> attempts) => attempts.Count == 0 ? Html.Of($"<p>No attempt has begun.</p>")
        : Html.Of($"""
            <div class="wide" tabindex="0" role="region" aria-label="Table of attempts"><table>
            <caption>Attempts, the last first. The time is that of the slot.</caption>
            <thead><tr><th scope="col" class="number">attempt</th><th scope="col">outcome</th><th scope="col">worker</th>
            <th scope="col">host</th><th scope="col">begun</th><th scope="col">ended</th>
            <th scope="col" class="number">time</th></tr></thead>
            <tbody>
            {attempts.Reverse().Select(Row)}
            </tbody></table></div>
            {attempts.Reverse().Select(Output)}
            {Environment(attempts[^1])}
            """);

    private static Html Row(TrialAttempt attempt) => Html.Of($"""
        <tr data-key="attempt-{attempt.Attempt}"><th scope="row" class="number">{attempt.Attempt}</th><td>{Word(attempt.State)}</td>
        <td>{attempt.Worker}</td><td>{attempt.Host ?? "-"}</td><td>{PageTime.Of(attempt.LeasedAt)}</td>
        <td>{(attempt.EndedAt is { } ended ? PageTime.Of(ended) : Html.Empty)}</td>
        <td class="number">{(attempt.TrainDuration is { } time ? QuantityText.Seconds(time.TotalSeconds) : "-")}</td></tr>

        """);

    // A message and an output may have many lines: below the table, not in it.
    private static Html Output(TrialAttempt attempt)
    {
        if (attempt.FailureMessage is null && attempt.Output is null)
            return Html.Empty;
        var message = attempt.FailureKind is not { } kind ? Html.Empty : Html.Of($"""
            <p>Failed by {FailureText.Describe(kind)}:</p>
            <pre class="output" tabindex="0">{VisibleText.Escape(attempt.FailureMessage ?? "")}</pre>
            """);
        var output = attempt.Output is not { } text ? Html.Empty : Html.Of($"""
            <p>What the program printed:</p>
            <pre class="output" tabindex="0">{VisibleText.Escape(text)}</pre>
            """);
        return Html.Of($"""<div data-key="output-{attempt.Attempt}"><h3>Attempt {attempt.Attempt}</h3>{message}{output}</div>""");
    }

    private static Html Environment(TrialAttempt attempt) => attempt.Environment.Count == 0 ? Html.Empty : Html.Of($"""
        <h3>Environment of attempt {attempt.Attempt}</h3>
        <dl class="facts">
        {attempt.Environment.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => Html.Of($"<dt>{f.Key}</dt><dd>{f.Value}</dd>\n"))}</dl>
        """);

    private static string Word(AttemptState state) => state.ToString().ToLowerInvariant();
}
