using System.CommandLine;
using System.Globalization;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Import;
using Sweep.Import.Designs;
using Sweep.Import.Sources;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep import FILE: results from elsewhere become a finished sweep.</summary>
internal static class ImportCommand
{
    public static Command Create(SharedOptions options)
    {
        var file = new Argument<string>("file") { Description = "The file or folder with the results." };
        var import = new ImportOptions();
        var command = new Command("import", "Make a finished sweep of results from elsewhere; a file that grew adds its new rows.")
        {
            file,
        };
        import.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            string path = parse.GetRequiredValue(file);
            var request = import.Read(parse);
            var study = await ReadAsync(path, import.Format(parse), request, context);
            await using var store = await context.OpenStoreAsync(new SweepReference(request.Name, null), StoreAccess.Write);
            return await StoreAsync(study, request, store, context);
        }));
        return command;
    }

    private static async Task<ImportedStudy> ReadAsync(string path, string? format, ImportRequest request, CommandContext context)
    {
        if (!ImportSources.TryFind(path, format, out var source, out string? mistake))
            throw new UserErrorException(mistake);
        try
        {
            var reading = await source.ReadAsync(path, request.Question, context.Stop);
            Tell(reading.Notes, context);
            return reading.Study ?? throw Refusal(reading.Mistakes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {error.Message}");
        }
    }

    private static async Task<int> StoreAsync(ImportedStudy study, ImportRequest request, ITrialStore store, CommandContext context)
    {
        var (stored, isTaken) = await StoredStudy.ReadAsync(store, request.Name, context.Stop);
        if (isTaken)
            throw new UserErrorException($"The store {store.DisplayName} has a sweep '{request.Name}' that was trained here: give another "
                + "--name.");
        var reading = StudyDesign.Create(study, request, stored);
        Tell(reading.Notes, context);
        var sweep = reading.Sweep ?? throw Refusal(reading.Mistakes);
        if (sweep.Stored > 0)
            context.Screen.WriteInfo(Text($"{Trainings(sweep.Stored)} in the store {(sweep.Stored == 1 ? "is" : "are")} not in ")
                + $"{study.Source} and {(sweep.Stored == 1 ? "stays" : "stay")}.");
        if (sweep is { Added: 0, ComparesAnew: false })
        {
            context.Screen.WriteInfo(Text($"{request.Name}: nothing new in {study.Source}; {Trainings(sweep.Trials.Count)} stored ")
                + $"({store.DisplayName}).");
            return ExitCode.AllComplete;
        }
        if (await store.ImportAsync(sweep.Plan, stored?.Hash, sweep.Trials, context.Stop) is null)
            throw new UserErrorException($"Somebody else has just changed the sweep '{request.Name}': import again.");
        int completed = sweep.Trials.Count(t => t.Outcome is TrialOutcome.Completed);
        int diverged = sweep.Trials.Count(t => t.Outcome is TrialOutcome.Diverged);
        if (sweep.ComparesAnew)
            context.Screen.WriteInfo($"{request.Name} is now compared as these options say.");
        context.Screen.WriteInfo(Text($"{request.Name}: {Trainings(sweep.Added)} imported from {study.Source}, {sweep.Trials.Count} in ")
            + Text($"all: {completed} completed, {diverged} diverged, {sweep.Trials.Count - completed - diverged} failed ")
            + $"({store.DisplayName}). `sweep compare {request.Name}` has the verdicts.");
        return ExitCode.AllComplete;
    }

    private static void Tell(IReadOnlyList<string> notes, CommandContext context)
    {
        foreach (string note in notes)
            context.Screen.WriteInfo(note);
    }

    private static UserErrorException Refusal(IReadOnlyList<string> mistakes) => new(string.Join(Environment.NewLine,
        [.. mistakes, mistakes.Count == 1 ? "1 mistake; nothing was stored." : Text($"{mistakes.Count} mistakes; nothing was stored.")]));

    private static string Trainings(int count) => Text($"{count} {(count == 1 ? "training" : "trainings")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
