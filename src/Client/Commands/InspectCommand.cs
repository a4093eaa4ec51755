using System.CommandLine;
using System.Globalization;
using Sweep.Analysis.Names;
using Sweep.Client.CommandLine;
using Sweep.Client.Inspect;
using Sweep.Client.Inspect.Input;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep inspect SWEEP: pictures of what a trial's network has learned.</summary>
internal static class InspectCommand
{
    private static readonly TabularColumn[] Columns = [new("file"), new("bytes", true)];

    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string>("sweep") { Description = "The sweep's name or spec file." };
        var trial = new Option<string?>("--trial") { Description = "The trial's id, or a unique prefix of at least 6 characters.",
            HelpName = "ID" };
        var seed = new Option<int?>("--seed") { Description = "Only the trial with this seed.", HelpName = "N" };
        var folder = new Option<string?>("--out") { Description = "Where to write. Default: NAME-inspect in the current folder.",
            HelpName = "FOLDER" };
        var images = new Option<string?>("--images") { Description = "Test samples to show, such as 3,17,29. Default: some classes' first.",
            HelpName = "N,N" };
        var only = new Option<string?>("--only") { Description = "The pictures to draw, comma-separated: "
            + string.Join(", ", PictureKind.All.Select(k => k.Name)) + ". Default: all.", HelpName = "PICTURES" };
        var layers = new Option<string?>("--layers") { Description = "The activations to show, such as act1,act2. Default: some from first "
            + "to last.", HelpName = "NAMES" };
        var samples = new Option<int?>("--test-samples") { Description = "Test samples to measure. Default: as many as take seconds.",
            HelpName = "N" };
        var retrain = new Option<bool>("--retrain")
        {
            Description = "Train the trial again although its weights were kept: shows all epochs.",
        };
        var command = new Command("inspect",
            "Draw what a trial's network has learned: feature maps, activation shapes, gradients and more.")
        {
            sweep, trial, options.Where, seed, folder, images, only, layers, samples, retrain, options.Engine.Engine, options.Engine.Device,
            options.Engine.Checkpoints,
        };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var mistakes = new List<string>();
            var kinds = ReadKinds(parse.GetValue(only), mistakes);
            var wishes = new InspectWishes
            {
                Images = ReadNumbers(parse.GetValue(images), mistakes),
                Layers = Split(parse.GetValue(layers)),
                TestSamples = parse.GetValue(samples),
                Retrain = parse.GetValue(retrain),
            };
            if (wishes.TestSamples < 1)
                mistakes.Add("--test-samples is at least 1.");
            if (mistakes.Count > 0)
                throw new UserErrorException(string.Join(Environment.NewLine, mistakes));
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            var filter = options.ReadFilter(parse, reference.RequiredName);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            await FilterCheck.CheckAsync(store, filter, context.Stop);
            var row = await InspectQuery.FindAsync(store, With(filter, parse.GetValue(trial), parse.GetValue(seed)), context.Stop);
            DeclaredTrainers.Refuse(row.Trial, "inspect draws networks");
            var inspection = await InspectQuery.RunAsync(row, wishes, options.Engine.Read(parse),
                options.Engine.ReadCheckpoints(parse, context.LocateStore(reference)),
                await store.ReadConfusionAsync(row.Trial.Id, context.Stop), context);
            context.Screen.WriteInfo(inspection.Source);
            var document = InspectDocument.Compose(reference.RequiredName, inspection, kinds);
            var written = await InspectDocument.WriteAsync(parse.GetValue(folder) ?? reference.RequiredName + "-inspect", document,
                context.Stop);
            await TabularWriter.WriteAsync(Tabular.Create(Columns, written.Select(f => (IReadOnlyList<object?>)[f.Path, f.Bytes])),
                context.Format, context.Screen, context.Stop);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static TrialFilter With(TrialFilter filter, string? trial, int? seed)
    {
        var where = new Dictionary<string, IReadOnlyList<string>>(filter.Where);
        if (seed is { } number)
            where["seed"] = [number.ToString(CultureInfo.InvariantCulture)];
        return filter with { Where = where, Ids = trial is null ? [] : [trial] };
    }

    private static IReadOnlyList<PictureKind> ReadKinds(string? text, List<string> mistakes)
    {
        if (text is null)
            return PictureKind.All;
        string[] wanted = Split(text), names = [.. PictureKind.All.Select(k => k.Name)];
        mistakes.AddRange(wanted.Except(names).Select(n => $"--only {n}: there is no such picture. {PossibleNames.Suggest(n, names)}"));
        return [.. PictureKind.All.Where(k => wanted.Contains(k.Name))];
    }

    private static IReadOnlyList<int> ReadNumbers(string? text, List<string> mistakes)
    {
        var numbers = new List<int>();
        foreach (string word in Split(text))
        {
            if (OptionParsing.Integer(word) is { } number)
                numbers.Add(number);
            else
                mistakes.Add($"--images {word}: a test sample is a whole number, such as 17.");
        }
        return numbers;
    }

    private static string[] Split(string? text) =>
        text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
