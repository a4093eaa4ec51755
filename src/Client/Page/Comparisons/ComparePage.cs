using Sweep.Analysis.Comparisons;
using Sweep.Client.Compare;
using Sweep.Client.Report;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Formats;
using Sweep.Planning.Trainers;

namespace Sweep.Client.Page.Comparisons;

/// <summary>The answer on the page: whether it was planned, then the report's sections, then what leads elsewhere.</summary>
internal static class ComparePage
{
    private const int MaxExplained = 200;
    private const string Appendix = "appendix", Methods = "methods", Verdicts = "verdicts";
    private static readonly string[] Order = [Verdicts, "figures", "tables", Methods]; // what is looked at most comes first

    /// <summary>An answer.</summary>
    /// <param name="address">What was asked.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="explained">The comparison to explain; null for none.</param>
    public static Html Render(CompareAddress address, CompareAnswer answer, LevelComparison? explained)
    {
        var (view, document) = (answer.View, answer.Document);
        var sections = document.Sections.Where(s => s.Id != Appendix).OrderBy(s => Array.IndexOf(Order, s.Id)).ToArray();
        return Html.Of($"""
            <p class="subtitle">{view.Question.Metric} at {view.Question.EpochText}, by {view.Question.Factor}{(
                view.Question.Baseline is { } baseline ? $", against {baseline}" : ", all pairs")}.</p>
            {Planned(address, answer)}
            <nav aria-label="On this page"><ul>{sections.Select(s => Html.Of($"<li><a href=\"#{s.Id}\">{s.Heading}</a></li>"))}
            <li><a href="#elsewhere">Take it elsewhere</a></li></ul></nav>
            {sections.Select(s => Html.Of($"""
                <section id="{s.Id}">
                <h2>{s.Heading}</h2>
                {(s.Id == Methods ? MethodsText(s) : s.Id == Verdicts ? VerdictsText(s, Explanations(address, answer, explained))
                    : Blocks(s.Blocks.Where(b => !IsOmitted(b))))}
                {Omitted(s)}
                </section>

                """))}
            {Elsewhere(address, answer)}

            """);
    }

    /// <summary>What is wrong with a question, with links to its fields.</summary>
    public static Html Mistakes(IReadOnlyList<FieldMistake> mistakes) => Html.Of($"""
        <div class="mistakes" role="alert" id="mistakes" tabindex="-1">
        <h2>{(mistakes.Count == 1 ? "This cannot be asked" : $"{mistakes.Count} things are wrong with this question")}</h2>
        <ul>{mistakes.Select(m => m.Field is { } field && field != CompareField.Explain
            ? Html.Of($"<li><a href=\"#{field.Id}\">{field.Label}</a>: {m.Text}</li>") : Html.Of($"<li>{m.Text}</li>"))}</ul>
        </div>

        """);

    private static Html Planned(CompareAddress address, CompareAnswer answer)
    {
        var view = answer.View;
        var unfinished = VerdictText.Unfinished(view) is { } text ? Html.Of($"""
            <p class="notice">{text} <a href="{address.To()}">Ask again</a></p>
            """) : Html.Empty;
        if (view.Question.IsPlanned)
            return Html.Of($"""
                <p class="planned"><strong>Planned before data.</strong> Plan <code>{view.Sweep.PlanHash}</code>.</p>
                {unfinished}
                """);
        bool isImported = view.Question.Trainer is ImportedResults;
        var back = address.HasWishes
            ? Html.Of($"<p><a href=\"{PageAddress.Compare(view.Sweep.Name)}\">Ask as {(isImported ? "imported" : "planned")}</a></p>")
            : Html.Empty;
        return Html.Of($"""
            <div class="exploratory" role="note"><p><strong>Exploratory.</strong> Whoever chooses a question after seeing data finds more
             than there is. This one {(isImported ? "was not planned" : "departs from the plan")}:</p>
            <ul>{view.Question.Deviations.Select(d => Html.Of($"<li>{d}</li>"))}</ul>
            {back}</div>
            {unfinished}
            """);
    }

    // The explanations come before the notes.
    private static Html VerdictsText(ReportSection section, Html explanations)
    {
        int notes = section.Blocks.TakeWhile(b => b is not ReportBlock.Subheading { Text: ReportComposition.Notes }).Count();
        return Html.Concat([Blocks(section.Blocks.Take(notes)), explanations, Blocks(section.Blocks.Skip(notes))]);
    }

    private static Html MethodsText(ReportSection section) => Html.Of($"""
        <div id="methods-text">{Blocks(section.Blocks)}</div>
        <p class="buttons"><button type="button" data-copy="methods-text" hidden>Copy the paragraph</button></p>
        """);

    private static Html Explanations(CompareAddress address, CompareAnswer answer, LevelComparison? explained)
    {
        var report = answer.View.Report;
        if (report.Comparisons.Count == 0)
            return Html.Empty;
        var links = report.Comparisons.Take(MaxExplained).Select(c => Html.Of($"""
            <li><a href="{address.To(explain: report.Options.Baseline is null ? $"{c.Level},{c.Baseline}" : c.Level)}#explanation">{
                c.Level} against {c.Baseline}</a></li>
            """));
        string rest = report.Comparisons.Count > MaxExplained
            ? FormattableString.Invariant($"The first {MaxExplained} of {report.Comparisons.Count}; ")
                + "the command sweep compare --explain has the others." : "";
        string[] steps = explained is null ? [] : [.. Explanation.Create(answer.View, explained, Scale(answer))];
        var told = steps.Length == 0 ? Html.Empty : Html.Of($"""
            <div id="explanation" class="explanation" tabindex="-1"><h3>{steps[0]}</h3>
            <ol>{steps.Skip(1).Select(step => Html.Of($"<li>{step}</li>"))}</ol>
            <p><a href="{address.To()}#verdicts">Close the explanation</a></p></div>
            """);
        return Html.Of($"""
            <h3>How each verdict came about</h3>
            <ul class="links">{links}</ul>{(rest.Length > 0 ? Html.Of($"<p>{rest}</p>") : Html.Empty)}
            {told}
            """);
    }

    private static Html Omitted(ReportSection section)
    {
        ReportBlock[] omitted = [.. section.Blocks.Where(IsOmitted)];
        return omitted.Length == 0 ? Html.Empty : Html.Of($"""
            <details id="omitted"><summary>{omitted.Length} {(omitted.Length == 1 ? "figure is" : "figures are")} left out</summary>
            {Blocks(omitted)}</details>
            """);
    }

    private static Html Elsewhere(CompareAddress address, CompareAnswer answer)
    {
        var (view, document) = (answer.View, answer.Document);
        var tables = document.Tables.Where(t => document.Sections.All(s => s.Id != Appendix || !Has(s, t))).Select(t => Html.Of($"""
            <li><a href="{address.To($"/tables/{t.Id}.csv")}">{t.Id}.csv</a> <a href="{address.To($"/tables/{t.Id}.tex")}">LaTeX</a></li>
            """));
        var figures = document.Figures.Where(f => f.Drawing is not null).Select(f => Html.Of(
            $"<li><a href=\"{address.To($"/figures/{f.Id}.svg")}\">{f.Id}.svg</a></li>"));
        return Html.Of($"""
            <section id="elsewhere">
            <h2>Take it elsewhere</h2>
            <p>The same question on the command line, and the report of it:</p>
            {Command("command-compare", ReportInvocation.Create(view.Sweep.Name, address.Settings, "compare"))}
            {Command("command-report", ReportInvocation.Create(view.Sweep.Name, address.Settings))}
            <p>All numbers: <a href="{address.To(".csv")}">comparison.csv</a>, <a href="{address.To(".json")}">comparison.json</a>.
            {Query(answer.ValuesSql)}</p>
            <h3>Tables and figures as files</h3>
            <ul class="links">{tables}{figures}</ul>
            <details id="more-appendix"><summary>Provenance, machines, SQL and plan</summary>
            {document.Sections.Where(s => s.Id == Appendix).Select(s => Blocks(s.Blocks))}
            </details>
            </section>

            """);
    }

    private static Html Command(string id, string command) => Html.Of($"""
        <div class="command"><pre tabindex="0"><code id="{id}">{command}</code></pre>
        <button type="button" data-copy="{id}" aria-label="Copy the command" hidden>Copy</button></div>
        """);

    private static Html Query(string sql) => Uri.EscapeDataString(sql).Length > Queries.QuerySection.MaxAddress ? Html.Empty
        : Html.Of($"The values themselves: <a href=\"{Queries.QuerySection.Address(sql)}\">ask the database</a>.");

    private static bool Has(ReportSection section, ReportTable table) =>
        section.Blocks.Any(b => b is ReportBlock.Tabulation t && t.Table == table);

    private static bool IsOmitted(ReportBlock block) => block is ReportBlock.Illustration { Figure.Drawing: null };

    private static MetricScale Scale(CompareAnswer answer) => MetricScale.For(answer.View.Question.Definition, answer.View.Report);

    private static Html Blocks(IEnumerable<ReportBlock> blocks) => Html.Trusted(HtmlBlocks.Fragment(blocks));
}
