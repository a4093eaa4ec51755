using Sweep.Client.Inspect.Input;
using Sweep.Client.Output;
using Sweep.Client.Report;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Formats;

namespace Sweep.Client.Inspect;

/// <summary>Pictures of a trial on a page, and each by itself.</summary>
internal static class InspectDocument
{
    /// <summary>The page.</summary>
    public static ReportDocument Compose(string sweep, Inspection inspection, IReadOnlyList<PictureKind> kinds) =>
        new($"{sweep}: {InspectQuery.Describe(inspection.Trial.Trial)}", inspection.Source,
        [
            new ReportSection("about", "The trial", [new ReportBlock.Points(Facts(inspection))]),
            .. kinds.Select(kind => new ReportSection(kind.Name, Heading(kind.Words),
                [.. kind.Draw(inspection).Select(f => new ReportBlock.Illustration(f))])),
        ]);

    /// <summary>The same as a section of a report.</summary>
    public static ReportSection Section(Inspection inspection) => new("inspect", "Inside a network",
    [
        new ReportBlock.Points([.. Facts(inspection), inspection.Source]),
        .. PictureKind.All.SelectMany(kind => kind.Draw(inspection))
            .Select(f => new ReportBlock.Illustration(f with { Id = "inspect-" + f.Id })),
    ]);

    /// <summary>Writes the page, and each picture as SVG and PNG; files of the same names are replaced, others stay.</summary>
    /// <returns>Paths and sizes in bytes.</returns>
    /// <exception cref="UserErrorException">The folder cannot be written.</exception>
    public static async Task<IReadOnlyList<(string Path, long Bytes)>> WriteAsync(string folder, ReportDocument document,
        CancellationToken stop)
    {
        var drawn = document.Figures.Where(f => f.Drawing is not null).ToArray();
        (string Path, string Content)[] texts = [("inspect.html", HtmlReport.Write(document)),
            .. drawn.Select(f => ($"figures/{f.Id}.svg", f.Drawing!.ToSvg(isFile: true)))];
        await ReportFiles.WriteAsync(folder, texts, stop);
        var written = texts.Select(t => Path.Combine([folder, .. t.Path.Split('/')])).ToList();
        foreach (var figure in drawn)
        {
            string path = Path.Combine(folder, "figures", $"{figure.Id}.png");
            try
            {
                await File.WriteAllBytesAsync(path, PngPicture.Render(figure.Drawing!), stop);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new UserErrorException($"The picture {path} cannot be written: {error.Message} Name another folder with --out.");
            }
            written.Add(path);
        }
        return [.. written.Select(path => (path, new FileInfo(path).Length))];
    }

    private static IReadOnlyList<string> Facts(Inspection inspection)
    {
        var trial = inspection.Trial;
        return
        [
            $"Trial {trial.Trial.Id}: {InspectQuery.Describe(trial.Trial)}.",
            FormattableString.Invariant($"Network {trial.Network.Name}: {trial.Network.ParameterCount} learned numbers, ")
                + FormattableString.Invariant($"{trial.Network.MultiplyAdds} multiply-adds for a sample, {trial.Sites.Count} activations."),
            $"Activation {trial.Settings.Activation.Name}: {trial.Settings.Activation.Formula}",
            $"Weights of the epochs {string.Join(", ", inspection.Snapshots.Select(s => s.Epoch))}; epoch 0 is before training.",
            $"Test samples shown: {string.Join(", ", inspection.Images)}; others are spread evenly over the test part.",
            "All is computed in double precision from these weights.",
        ];
    }

    private static string Heading(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
