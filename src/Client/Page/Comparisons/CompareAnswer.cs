using Sweep.Analysis.Questions;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Input;

namespace Sweep.Client.Page.Comparisons;

/// <summary>An answered question as the page shows it. Immutable; what was read from the store is not kept.</summary>
/// <param name="View">Every fact of the answer.</param>
/// <param name="Document">The report of it.</param>
/// <param name="ValuesSql">The statement that reads the values that the verdicts rest on.</param>
internal sealed record CompareAnswer(ComparisonView View, ReportDocument Document, string ValuesSql)
{
    /// <summary>The answer that a report's input gives.</summary>
    public static CompareAnswer From(ReportInput input) =>
        new(input.View, Report.ReportComposition.Compose(input), Report.ReportSql.Values(input));
}
