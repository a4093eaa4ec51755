using System.CommandLine;
using System.Text;
using Sweep.Client.CommandLine;
using Sweep.Client.Inspect;
using Sweep.Client.Inspect.Input;
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
        var inspect = new Option<string?>("--inspect") { Description = "Add pictures of what the network of this trial has learned.",
            HelpName = "ID" };
        var compare = new CompareOptions(options);
        var command = new Command("report",
            "Write the comparison as an HTML page, Markdown, LaTeX and CSV tables, and SVG figures.") { sweep, folder, inspect };
        compare.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            string name = reference.RequiredName, target = parse.GetValue(folder) ?? name + "-report";
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            var input = await ReportQuery.RunAsync(store, name, compare.Read(parse, []) with { WriteInfo = context.Screen.WriteInfo },
                context.Stop);
            if (parse.GetValue(inspect) is { } trial)
            {
                var row = await InspectQuery.FindAsync(store, new TrialFilter { Sweep = name, Ids = [trial] }, context.Stop);
                var inspection = await InspectQuery.RunAsync(row, new InspectWishes(), options.Engine.Read(parse),
                    options.Engine.ReadCheckpoints(parse, context.LocateStore(reference)),
                    await store.ReadConfusionAsync(row.Trial.Id, context.Stop), context);
                input = input with { Inside = InspectDocument.Section(inspection), Command = $"{input.Command} --inspect {row.Trial.Id}" };
            }
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
