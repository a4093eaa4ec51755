using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Report.Documents;

/// <summary>A figure, or why there is none.</summary>
/// <param name="Id">Its anchor and file name: lower-case letters and hyphens.</param>
/// <param name="Title">A few words.</param>
/// <param name="Caption">What it shows and how to read it; where nothing is drawn, why not.</param>
/// <param name="Drawing">The picture; null when the data do not support one.</param>
internal sealed record ReportFigure(string Id, string Title, string Caption, SvgDrawing? Drawing)
{
    /// <summary>A figure that is left out.</summary>
    public static ReportFigure Omitted(string id, string title, string reason) => new(id, title, reason, Drawing: null);
}
