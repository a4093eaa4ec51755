using System.Diagnostics;
using Sweep.Client.Report;
using Sweep.Client.Report.Input;
using Sweep.Testing;

namespace Sweep.Client.Tests.Report;

/// <summary>The tables as LaTeX sets them: Debian's packages texlive-latex-base and texlive-latex-recommended; skipped where there is
/// none.</summary>
public sealed class LatexTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_table_can_be_set() => await SetAsync(await ReportStudies.InputAsync(ReportStudies.Full));

    [Fact]
    public async Task A_table_of_many_columns_stays_within_the_lines() =>
        await SetAsync(await ReportStudies.InputAsync(ReportStudies.Full,
            ReportStudies.AsPlanned with { Rows = "activation", Columns = ["optimizer", "learningRate"] }));

    [Fact]
    public async Task A_level_with_a_hostile_name_can_be_set()
    {
        var (study, settings) = ReportStudies.Hostile();
        await SetAsync(await ReportStudies.InputAsync(study, settings));
    }

    private async Task SetAsync(ReportInput input)
    {
        var tables = ReportFiles.Create(input).Where(f => f.Path.EndsWith(".tex", StringComparison.Ordinal)).ToArray();
        string body = string.Concat(tables.Select(t => t.Content + "\\clearpage\n"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "all.tex"),
            "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{booktabs}\n\\usepackage{graphicx}\n"
            + $"\\begin{{document}}\n{body}\\end{{document}}\n");
        var (code, log) = await RunAsync();
        Assert.True(code == 0, log);
        Assert.DoesNotContain("Overfull \\hbox", log, StringComparison.Ordinal);
        Assert.NotEmpty(tables);
    }

    private async Task<(int Code, string Log)> RunAsync()
    {
        bool isInstalled = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(p => File.Exists(Path.Combine(p, "pdflatex")));
        Assert.SkipUnless(isInstalled,
            "No pdflatex in the PATH (Debian: apt-get install texlive-latex-base texlive-latex-recommended): no table was set.");
        var start = new ProcessStartInfo("pdflatex",
            ["-draftmode", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]) { WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string log = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, log);
    }
}
