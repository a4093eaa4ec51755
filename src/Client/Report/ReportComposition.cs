using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Figures;
using Sweep.Client.Report.Input;
using Sweep.Client.Report.Tables;

namespace Sweep.Client.Report;

/// <summary>Arranges a report: words first, then tables, then figures, then the appendix.</summary>
internal static class ReportComposition
{
    /// <summary>Heads the notes under the verdicts.</summary>
    public const string Notes = "How to read this";

    public static ReportDocument Compose(ReportInput input)
    {
        var (view, question) = (input.View, input.View.Question);
        string against = question.Baseline is { } baseline ? $", against {baseline}" : ", all pairs";
        return new ReportDocument($"{view.Sweep.Name}: {question.Metric} by {question.Factor}",
            $"{question.Metric} at {question.EpochText}, by {question.Factor}{against}. "
                + $"{(question.IsPlanned ? "Planned before data." : $"Exploratory: {string.Join("; ", question.Deviations)}.")}"
                + $"{(VerdictText.Unfinished(view) is { } unfinished ? " " + unfinished : "")}",
            [
                Verdicts(input), Methods(view), TablesOf(input), FiguresOf(input),
                .. input.Inside is { } inside ? [inside] : Array.Empty<ReportSection>(), Appendix.Create(input),
            ]);
    }

    private static ReportSection Verdicts(ReportInput input)
    {
        var blocks = new List<ReportBlock> { new ReportBlock.Points([.. VerdictText.Overall(input.View, input.Scale)]) };
        if (input.View.Matrix is { Focus: not null } matrix && MatrixTables.Sentences(matrix, input.Scale).Any())
            blocks.Add(new ReportBlock.Points([.. MatrixTables.Sentences(matrix, input.Scale)]));
        string[] newDatasets = [.. DatasetText.Sentences(input.View)];
        if (newDatasets.Length > 0)
            blocks.AddRange([new ReportBlock.Subheading(DatasetText.Heading), new ReportBlock.Points(newDatasets)]);
        if (input.View.Report is { Blocks.Count: > 1, Comparisons.Count: > 0 })
        {
            blocks.Add(new ReportBlock.Subheading($"Within blocks ({string.Join(" x ", input.View.BlockSettings)})"));
            blocks.Add(new ReportBlock.Points([.. VerdictText.Blocks(input.View)
                .Select(line => line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line)]));
        }
        blocks.Add(new ReportBlock.Subheading(Notes));
        blocks.Add(new ReportBlock.Points([.. Footnotes.Create(input.View, input.Scale)]));
        return new ReportSection("verdicts", "Verdicts", blocks);
    }

    private static ReportSection Methods(ComparisonView view) =>
        new("methods", "Statistical analysis", [new ReportBlock.Paragraph(MethodsParagraph.Create(view))]);

    private static ReportSection TablesOf(ReportInput input)
    {
        var report = input.View.Report;
        IEnumerable<ReportTable?> tables =
        [
            MeansTable.Create(input), LevelTable.Create(input), report.Comparisons.Count > 0 ? DifferenceTable.Overall(input)
                : null, SupplementTables.NewDatasets(input),
            SupplementTables.Hierarchical(input), SupplementTables.Improvement(input),
            SupplementTables.Power(input), SupplementTables.Omnibus(input), SupplementTables.Tuning(input), SupplementTables.Unused(input),
            report.Comparisons.Count > 0 && report.Blocks.Count > 1 ? DifferenceTable.Blocks(input) : null,
        ];
        return new ReportSection("tables", "Tables", [.. tables.OfType<ReportTable>().Select(t => new ReportBlock.Tabulation(t))]);
    }

    private static ReportSection FiguresOf(ReportInput input)
    {
        IEnumerable<ReportFigure> figures =
        [
            ForestPlot.Draw(input), InterquartileMeans.Draw(input), CriticalDifferenceDiagram.Draw(input, overDatasets: false),
                CriticalDifferenceDiagram.Draw(input, overDatasets: true),
            VerdictMatrix.Draw(input), StripPlot.Draw(input), .. HeatMap.Draw(input), LearningCurves.Draw(input),
                RateSensitivity.Draw(input),
            PerformanceProfilePlot.Draw(input), VarianceBars.Draw(input), PowerCurve.Draw(input),
        ];
        return new ReportSection("figures", "Figures", [.. figures.Select(f => new ReportBlock.Illustration(f))]);
    }
}
