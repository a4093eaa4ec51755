using System.Globalization;
using Sweep.Client.Output;

namespace Sweep.Client.Page.Queries;

/// <summary>The page that asks the database: statement, rows, views and examples.</summary>
internal static class QueryPage
{
    private const int MaxCell = 20_000;

    /// <summary>All of it.</summary>
    /// <param name="sql">The statement; empty for none yet.</param>
    /// <param name="rows">How many rows are wanted.</param>
    /// <param name="answer">What came of it.</param>
    /// <param name="isWrong">Whether the answer says that the statement is wrong.</param>
    /// <param name="views">The views with their columns.</param>
    public static Html Render(string sql, int rows, Html answer, bool isWrong, IReadOnlyList<(string Name, string RowPer,
        IReadOnlyList<string> Columns)> views) => Html.Of($"""
        <div class="query">
        <div>
        <form id="query-form" method="get" action="{QuerySection.Path}" data-query data-max-address="{QuerySection.MaxAddress}">
        <label for="sql">One reading statement (SQL)</label>
        <textarea id="sql" name="sql" rows="{Math.Clamp(sql.Count(c => c == '\n') + 2, 6, 20)}" spellcheck="false" autocomplete="off"
         autocapitalize="off" aria-describedby="sql-help sql-wrong" aria-invalid="{(isWrong ? "true" : "false")}">
        {sql}</textarea>
        <p class="help" id="sql-help">Begin with select, with, values or explain. Nothing can be changed here; a statement ends after two
         minutes. Ctrl+Enter runs it.</p>
        <p class="buttons"><button type="submit">Run</button>
        <label for="rows">Rows shown</label> <select id="rows" name="rows">{QuerySection.RowChoices.Select(n => Html.Of($"""
            <option value="{n}"{Html.Trusted(n == rows ? " selected" : "")}>{n}</option>
            """))}</select>
        {QueryFormat.All.Select(f => Html.Of($"""
            <button type="submit" formaction="{QuerySection.Path}{f.Extension}" class="quiet">All rows as {f.Name}</button>
            """))}</p>
        </form>
        <div id="answer" class="answer">
        {answer}
        </div>
        </div>
        <div class="beside">
        <h2>Examples</h2>
        <ul class="examples">{QueryHandbook.Embedded.Examples.Select(e => Html.Of(
            $"<li><a href=\"{QuerySection.Address(e.Sql)}\">{e.Question}</a></li>"))}</ul>
        <h2>Views</h2>
        {views.Select(v => Html.Of($"""
            <details id="view-{v.Name}"><summary><code>{v.Name}</code></summary>
            <p>One row per {v.RowPer}.</p>
            <ul class="columns">{v.Columns.Select(c => Html.Of($"<li><code data-insert>{c}</code></li>"))}</ul></details>
            """))}
        </div>
        </div>

        """);

    /// <summary>The rows of a statement.</summary>
    public static Html Rows(QueryResult result)
    {
        bool[] areNumbers = [.. Enumerable.Range(0, result.Columns.Count).Select(c =>
            result.Rows.Any(r => r[c] is long or double) && result.Rows.All(r => r[c] is null or long or double))];
        string count = string.Create(CultureInfo.InvariantCulture,
            $"{(result.IsWhole ? "" : "The first ")}{result.Rows.Count} {(result.IsWhole && result.Rows.Count == 1 ? "row" : "rows")}");
        string rest = result.IsWhole ? "." : "; there are more. Files have all of them.";
        return Html.Of($"""
            <h2>Answer</h2>
            <figure class="table"><div class="wide" tabindex="0" role="region" aria-label="Answer"><table>
            <thead><tr>{result.Columns.Select((c, i) => Html.Of($"<th scope=\"col\"{Look(areNumbers[i])}>{c.Name}</th>"))}</tr></thead>
            <tbody>
            {result.Rows.Select(row => Html.Of($"""
                <tr>{row.Select((value, i) => Cell(value, areNumbers[i]))}</tr>

                """))}</tbody>
            </table></div>
            <figcaption>{count}{rest} {result.Elapsed.TotalSeconds:0.00} s.</figcaption></figure>

            """);
    }

    /// <summary>Why a statement was not run, or did not end.</summary>
    public static Html Refusal(string reason) => Html.Of($"""
        <div class="mistakes" role="alert" id="sql-wrong"><h2>This was refused</h2><p>{reason}</p></div>
        """);

    /// <summary>A statement that another site made is shown, and run by whoever reads it.</summary>
    public static Html Foreign { get; } = Html.Of($"""
        <p class="notice" role="note">This statement comes from another site. Read it, then press Run.</p>
        """);

    private static Html Look(bool isNumber) => Html.Trusted(isNumber ? " class=\"number\"" : "");

    private static Html Cell(object? value, bool isNumber)
    {
        string text = TabularColumn.Text(value);
        if (text.Length > MaxCell)
            text = text[..MaxCell] + " … (shortened; files have all of it)";
        var number = value is long or double && double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture))
            ? Html.Of($" data-number=\"{text}\"") : Html.Empty;
        return Html.Of($"<td{Look(isNumber)}{number}>{text}</td>");
    }
}
