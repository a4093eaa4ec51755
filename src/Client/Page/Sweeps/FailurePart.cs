using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>Failures by cause and message.</summary>
internal static class FailurePart
{
    /// <summary>More kinds of messages are not listed.</summary>
    public const int MostGroups = 50;

    private const int LongestMessage = 4000;

    public static LazyPart Part { get; } = new("failures", "Failures");

    public static Html Create(ShownSweep sweep, DatedAnswer<IReadOnlyList<FailureGroup>> answer)
    {
        if (answer.Value is not [var first, ..] groups)
            return Html.Of($"{LazyPart.Date(answer)}<p>No attempt has failed.</p>");
        return Html.Of($"""
            {LazyPart.Date(answer)}
            <div class="wide" tabindex="0" role="region" aria-label="Table of failures"><table>
            <caption>Failed attempts by cause and message. A trial has failed when it is out of retries;
            <code>sweep retry {sweep.Name}</code> queues failed trials again.</caption>
            <thead><tr><th scope="col">cause</th><th scope="col">message</th><th scope="col" class="number">failed trials</th>
            <th scope="col" class="number">failed attempts</th><th scope="col">for example</th></tr></thead>
            <tbody>
            {groups.Select(Row)}
            </tbody></table></div>
            {(first.GroupCount <= groups.Count ? Html.Empty : Html.Of($"""
                <p class="note">{groups.Count} of {first.GroupCount:N0} different messages; the attempts as CSV have all of them.</p>
                """))}
            """);
    }

    private static Html Row(FailureGroup group) => Html.Of($"""
        <tr data-key="{group.Example.Value}-{group.Kind}"><th scope="row">{FailureText.Describe(group.Kind)}</th>
        <td class="words">{Cut(VisibleText.Escape(group.Message))}</td>
        <td class="number">{group.Trials:N0}</td><td class="number">{group.Attempts:N0}</td>
        <td><a href="{SweepAddress.Trial(group.Example.Value)}">{group.Example.Value[..11]}</a></td></tr>

        """);

    private static string Cut(string message) => message.Length <= LongestMessage ? message : message[..LongestMessage] + " …";
}
