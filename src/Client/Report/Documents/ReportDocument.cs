namespace Sweep.Client.Report.Documents;

/// <summary>A report as a reader meets it, whatever the format it is written in.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Subtitle">One line that says what was compared, and how.</param>
/// <param name="Sections">Words first, then tables, then figures, then the appendix.</param>
internal sealed record ReportDocument(string Title, string Subtitle, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>All tables, in order.</summary>
    public IEnumerable<ReportTable> Tables => Sections.SelectMany(s => s.Blocks).OfType<ReportBlock.Tabulation>().Select(t => t.Table);

    /// <summary>All figures that the data support, in order.</summary>
    public IEnumerable<ReportFigure> Figures => Sections.SelectMany(s => s.Blocks).OfType<ReportBlock.Illustration>().Select(f => f.Figure);
}

/// <summary>A part of a report under a heading.</summary>
/// <param name="Id">Its anchor: lower-case letters and hyphens.</param>
/// <param name="Heading">Its heading.</param>
/// <param name="Blocks">What stands in it.</param>
internal sealed record ReportSection(string Id, string Heading, IReadOnlyList<ReportBlock> Blocks);

/// <summary>A piece of a section.</summary>
internal abstract record ReportBlock
{
    private ReportBlock()
    {
    }

    /// <summary>A paragraph.</summary>
    public sealed record Paragraph(string Text) : ReportBlock;

    /// <summary>A list of sentences.</summary>
    public sealed record Points(IReadOnlyList<string> Items) : ReportBlock;

    /// <summary>A heading within a section.</summary>
    public sealed record Subheading(string Text) : ReportBlock;

    /// <summary>A table.</summary>
    public sealed record Tabulation(ReportTable Table) : ReportBlock;

    /// <summary>A figure.</summary>
    public sealed record Illustration(ReportFigure Figure) : ReportBlock;

    /// <summary>Text to be kept as it is: a spec, a query, a command.</summary>
    /// <param name="Language">yaml, sql or sh.</param>
    /// <param name="Text">The text.</param>
    public sealed record Listing(string Language, string Text) : ReportBlock;
}
