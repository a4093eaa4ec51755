using System.CommandLine;
using System.Text;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Client.Report;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep report SWEEP: the comparison as a page, tables and figures in a folder. Reads the store only.</summary>
internal static class ReportCommand
{
    private static readonly TabularColumn[] Columns = [new("file"), new("bytes", true)];

    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string>("sweep") { Description = "The sweep's name or spec file." };
        var folder = new Option<string?>("--out") { Description = "Where to write. Default: NAME-report in the current folder.",
            HelpName = "FOLDER" };
        var compare = new CompareOptions(options);
        var command = new Command("report",
            "Write the comparison as an HTML page, Markdown, LaTeX and CSV tables, and SVG figures.") { sweep, folder };
        compare.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            string name = reference.RequiredName, target = parse.GetValue(folder) ?? name + "-report";
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            var input = await ReportQuery.RunAsync(store, name, compare.Read(parse, []) with { WriteInfo = context.Screen.WriteInfo },
                context.Stop);
            var files = ReportFiles.Create(input);
            await ReportFiles.WriteAsync(target, files, context.Stop);
            var written = files.Select(f =>
                (IReadOnlyList<object?>)[Path.Combine([target, .. f.Path.Split('/')]), Encoding.UTF8.GetByteCount(f.Content)]);
            await TabularWriter.WriteAsync(Tabular.Create(Columns, written), context.Format, context.Screen, context.Stop);
            return ExitCode.AllComplete;
        }));
        return command;
    }
}
