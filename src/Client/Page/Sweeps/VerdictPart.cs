using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Formats;
using Sweep.Client.Report.Input;
using Sweep.Client.Report.Tables;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>What the trials say so far, with what looking at them means.</summary>
internal static class VerdictPart
{
    public static LazyPart Part { get; } = new("verdict", "Verdict");

    /// <summary>The verdict.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="answer">The planned comparison.</param>
    /// <param name="looks">Its planned looks; null without.</param>
    public static Html Create(ShownSweep sweep, DatedAnswer<ComparisonView> answer, SweepLooks? looks)
    {
        var view = answer.Value;
        var input = new ReportInput(view, [], sweep.Status.SpecText, [], "");
        ReportBlock[] blocks =
        [
            new ReportBlock.Points([.. VerdictText.Overall(view, input.Scale)]),
            new ReportBlock.Tabulation(LevelTable.Create(input)),
            .. view.Report.Comparisons.Count == 0 ? Array.Empty<ReportBlock>()
                : [new ReportBlock.Tabulation(DifferenceTable.Overall(input))],
        ];
        return Html.Of($"""
            {Warning(sweep, view, looks)}
            {LazyPart.Date(answer)}
            {(looks is null ? Html.Empty : LookTables.Create(sweep, looks))}
            {(view.Question.IsPlanned ? Html.Empty : Html.Of($"""
                <p class="message">Exploratory: {string.Join("; ", view.Question.Deviations)}.</p>
                """))}
            <div class="verdicts">{Html.Trusted(Scrollable(HtmlBlocks.Fragment(blocks)))}</div>
            """);
    }

    /// <summary>Why there is no verdict.</summary>
    public static Html Refuse(string reason) => Html.Of($"""<p class="words">{reason}</p>""");

    /// <summary>That none was planned, and the way to one.</summary>
    public static Html NotPlanned(ShownSweep sweep) => Html.Of($"""
        <p>The spec plans no comparison. <a href="{SweepAddress.Part(sweep.Name, "compare")}">Compare</a> makes one by hand, which is
        exploratory.</p>
        """);

    // Wide tables are moved by the keyboard, too.
    private static string Scrollable(string fragment) =>
        fragment.Replace("<div class=\"wide\">", "<div class=\"wide\" tabindex=\"0\">", StringComparison.Ordinal);

    // Whoever stops when the numbers please decides by chance more often than the error rate says (Armitage, McPherson and Rowe, 1969).
    private static Html Warning(ShownSweep sweep, ComparisonView view, SweepLooks? looks)
    {
        if (VerdictText.Unfinished(view) is not { } unfinished)
            return Html.Empty;
        string advice = looks is { Plan.JudgesAtLooks: true }
            ? "Looking here is none of the planned looks, which are below: what counts is decided at those, at their limits. Leave the "
                + "sweep alone between them."
            : "Looking here is not a planned look. Who looks again and again and stops when a difference pleases is wrong more often than "
                + $"alpha = {view.Question.Alpha.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)} says: let the sweep "
                + "end, or plan looks in the spec (stop: { looks: 5 }).";
        return Html.Of($"""<div class="message warning" role="note"><p><strong>Not final.</strong> {unfinished} {advice}</p></div>""");
    }
}
