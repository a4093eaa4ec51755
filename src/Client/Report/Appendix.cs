using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Input;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Client.Report;

/// <summary>Where the numbers come from, and how to get them again.</summary>
internal static class Appendix
{
    public static ReportSection Create(ReportInput input)
    {
        var (view, report) = (input.View, input.View.Report);
        return new ReportSection("appendix", "Appendix",
        [
            new ReportBlock.Subheading("This report again, byte for byte"),
            new ReportBlock.Paragraph("On a store with the same trials, with this version of sweep; there is no clock, path or host name "
                + "in the report."),
            new ReportBlock.Listing("sh", input.Command),
            new ReportBlock.Tabulation(new ReportTable("provenance",
                "Fingerprints and settings of this report. The plan hash is of the plan as submitted, the input hash of the trials.",
                [new("what", "what", IsNumeric: false), new("value", "value", IsNumeric: false)],
                    [.. Facts(input).Select(f => new ReportRow([f.Name, f.Value]))])),
            new ReportBlock.Subheading("Trained on"),
            .. Hardware(input),
            new ReportBlock.Subheading("The values, from the store"),
            new ReportBlock.Paragraph("Run with sweep query, or any SQL client. Every value that the verdicts rest "
                + $"on{(view.Question.Tuning is null ? "" : ", without the seeds that chose and the tuned levels that were not chosen")}:"),
            new ReportBlock.Listing("sql", ReportSql.Values(input)),
            new ReportBlock.Paragraph("The mean differences of partners ("
                + $"{PairText.Equal(report)}), as in the table of differences{Unlisted(view)}{Diverged(input)}:"),
            new ReportBlock.Listing("sql", ReportSql.Pairs(input)),
            new ReportBlock.Subheading("The plan"),
            new ReportBlock.Listing("yaml", input.SpecText.ReplaceLineEndings("\n")),
        ]);

        IEnumerable<(string Name, string Value)> Facts(ReportInput source)
        {
            yield return ("sweep", view.Sweep.Name);
            yield return ("plan hash", view.Sweep.PlanHash.Value);
            yield return ("input hash", report.InputHash);
            yield return ("planned before data", view.Question.IsPlanned ? "yes" : "no: " + string.Join("; ", view.Question.Deviations));
            yield return ("trials ended before the plan", view.Before.KnownCount?.ToString(CultureInfo.InvariantCulture) ?? "not known");
            yield return ("trials read", source.Rows.Count.ToString(CultureInfo.InvariantCulture));
            yield return ("alpha", report.Options.Alpha.ToString("R", CultureInfo.InvariantCulture));
            yield return ("region of equivalence", report.Options.Rope > 0 ? report.Options.Rope.ToString("R", CultureInfo.InvariantCulture)
                : "none");
            yield return ("test", PlannedTests.Names.GetName(view.Question.Test));
            yield return ("adjustment", report.Adjustment.ToString());
            if (source.Judged.Any(t => t.IsDiverged))
                yield return ("a diverged trial counts as", DivergenceText.Counts(report, source.Scale));
            yield return ("larger is better", view.Question.Definition.LargerIsBetter ? "yes" : "no");
            yield return ("analysed with", "sweep " + MethodsParagraph.Version);
        }
    }

    private static string Unlisted(ComparisonView view) =>
        (view.Question.Baseline is null ? "; each two levels are seen from both sides" : "")
        + (view.Report.Comparisons.Any(c => c.Overall.Design == ComparisonDesign.Unpaired)
            ? "; unpaired comparisons have no partners and are not in it" : "");

    private static string Diverged(ReportInput input) => input.Judged.Any(t => t.IsDiverged)
        ? "; divergences at their score among the trials of their two levels and block, partners that both diverged in no mean"
        : "";

    private static IEnumerable<ReportBlock> Hardware(ReportInput input)
    {
        if (input.Environments.Count == 0)
            return [new ReportBlock.Paragraph("The store knows no environment of these trials.")];
        string[] names = [.. input.Environments.SelectMany(e => e.Facts).Select(f => f.Name).Distinct().Order(StringComparer.Ordinal)];
        var table = new ReportTable("environments", "What the trials were trained on: versions and hardware as the workers reported them.",
            [new("trials", "trials"), .. names.Select(n => new ReportColumn(n, n, IsNumeric: false))],
            [.. input.Environments.Select(e =>
                new ReportRow([new(e.TrialCount.ToString(CultureInfo.InvariantCulture), e.TrialCount),
                    .. names.Select(n => (ReportCell)(e.Facts.FirstOrDefault(f => f.Name == n).Value ?? ""))]))]);
        return [new ReportBlock.Tabulation(table)];
    }
}
