using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Programs.Processes;
using Sweep.Programs.Reports;
using Sweep.Trainer;

namespace Sweep.Programs;

/// <summary>What a program is told, and where it leaves what it has: files of one attempt, which go with it, and the folder of its trial,
/// which stays until the trial is done.</summary>
internal sealed class AttemptFiles : IDisposable
{
    /// <summary>The version of what programs may rely on (docs/programs.md).</summary>
    public const int Contract = 1;

    private readonly DirectoryInfo temporary;
    private readonly string folder, journal;
    private readonly Dictionary<string, string> variables;

    /// <summary>Makes them.</summary>
    /// <exception cref="ProgramStartException">That is not possible.</exception>
    public AttemptFiles(ProgramOptions options, TrialDescription trial, AttemptDescription attempt, ProgramDevice device)
    {
        folder = Path.Combine(options.Checkpoints, trial.Id + ".program");
        journal = folder + ".jsonl";
        var settings = trial.Configuration.Settings.Where(s => s.Key != DeclaredTrainer.Setting).ToList();
        // 31 bits: random generators of all libraries take so many, signed or not.
        int pairSeed = (int)(trial.StreamKey.Value >> 33);
        string told = new JsonObject
        {
            ["contract"] = Contract,
            ["sweep"] = attempt.Sweep,
            ["trial"] = trial.Id.Value,
            ["attempt"] = attempt.Attempt,
            ["seed"] = trial.Seed.Value,
            ["pairSeed"] = pairSeed,
            ["settings"] = new JsonObject(settings.Select(s => KeyValuePair.Create(s.Key, JsonNode.Parse(s.Value.ToString()!)))),
            ["metrics"] = new JsonArray([.. (attempt.Program?.Metrics ?? []).Select(m => JsonValue.Create(m))]),
            ["folder"] = folder,
            ["device"] = new JsonObject { ["cuda"] = device.Cuda, ["threads"] = device.Threads },
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
        try
        {
            Directory.CreateDirectory(folder);
            temporary = Directory.CreateTempSubdirectory("sweep-");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new ProgramStartException($"The folder of the trial cannot be made: {trouble.Message}");
        }
        MetricsPipe = Path.Combine(temporary.FullName, "metrics");
        string config = Path.Combine(temporary.FullName, "trial.json");
        if (Prepare(config, told) is { } reason)
        {
            Dispose();
            throw new ProgramStartException(reason);
        }
        variables = new Dictionary<string, string>
        {
            ["SWEEP_CONTRACT"] = Text(Contract),
            ["SWEEP_CONFIG"] = config,
            ["SWEEP_FOLDER"] = folder,
            ["SWEEP_METRICS"] = MetricsPipe,
            ["SWEEP_SEED"] = trial.Seed.ToString(),
            ["SWEEP_PAIR_SEED"] = Text(pairSeed),
            ["SWEEP_TRIAL"] = trial.Id.Value,
            ["SWEEP_ATTEMPT"] = Text(attempt.Attempt),
        };
        foreach (var (name, value) in settings)
            variables["SWEEP_SETTING_" + name] = value.Label.Replace("\0", "", StringComparison.Ordinal);
        device.Tell(variables);
    }

    /// <summary>Where metrics may be written.</summary>
    public string MetricsPipe { get; }

    /// <summary>What the attempts at the trial have reported.</summary>
    public EpochJournal OpenJournal() => new(journal);

    /// <summary>The program's environment: the worker's, without what is the worker's alone and may be secret, and what the program is
    /// told.</summary>
    public IReadOnlyDictionary<string, string> Environment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PYTHONUNBUFFERED"] = "1" };
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            string name = (string)variable.Key;
            if (!name.StartsWith("SWEEP_", StringComparison.Ordinal) && name != "PGPASSWORD")
                environment[name] = (string?)variable.Value ?? "";
        }
        foreach (var (name, value) in variables)
            environment[name] = value;
        return environment;
    }

    /// <summary>The trial is done: nobody goes on from its folder.</summary>
    /// <returns>Why it could not be removed, or null.</returns>
    public string? RemoveFolder()
    {
        try
        {
            File.Delete(journal);
            if (Directory.Exists(folder)) // a program may have removed it itself
                Directory.Delete(folder, recursive: true);
            return null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return $"The folder {folder} of the finished trial could not be removed: {trouble.Message}";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            temporary.Delete(recursive: true);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // what lies in the system's folder for temporary files goes with the others there
        }
    }

    private string? Prepare(string config, string told)
    {
        try
        {
            File.WriteAllText(config, told);
            return Posix.MakePipe(MetricsPipe) ? null
                : $"A named pipe cannot be made in {temporary.FullName}: choose another folder with TMPDIR.";
        }
        catch (IOException trouble)
        {
            return $"What the program is told cannot be written to {config}: {trouble.Message}";
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
