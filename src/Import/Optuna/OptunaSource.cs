using System.Text.Json;
using Sweep.Import.Trackers;
using Sweep.Planning.Trials;

namespace Sweep.Import.Optuna;

/// <summary>Reads a study from an Optuna storage in SQLite: <c>RDBStorage</c>, schema 12, as Optuna 3 and 4 write it.</summary>
/// <remarks>Parameters are settings, categorical ones by their labels. The objective is the metric "value" ("values_0", "values_1" where
/// there are several, or the names that the study gives). Where the question names it, what trials report on the way is the metric
/// "intermediate_value", and user attributes are settings or metrics.</remarks>
public sealed class OptunaSource : IImportSource
{
    private const string Intermediate = "intermediate_value";

    /// <inheritdoc/>
    public string Name => "optuna";

    /// <inheritdoc/>
    public string Description => "an Optuna storage (SQLite)";

    /// <inheritdoc/>
    public bool Recognises(string path) => ForeignDatabase.HasTables(path, "studies", "trials", "trial_params");

    /// <inheritdoc/>
    public Task<ImportReading> ReadAsync(string path, ImportQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        try
        {
            using var database = ForeignDatabase.Open(path);
            if (!database.Has("trial_values", "objective", "value", "value_type") || !database.Has("study_directions", "objective")
                || !database.Has("trial_intermediate_values", "intermediate_value_type"))
            {
                return Refuse($"{path}: the storage is of an older Optuna than 3. Copy it and bring the copy up to date: "
                    + "optuna storage upgrade --storage sqlite:///COPY");
            }
            var studies = database.Rows(OptunaSql.Studies)
                .Select(row => (Id: row.Integer(0) ?? 0, Name: row.Text(1), Trials: row.Integer(2) ?? 0)).ToArray();
            var chosen = question.Part is null ? studies.Where(study => study.Trials > 0).ToArray()
                : studies.Where(study => study.Name == question.Part).ToArray();
            if (chosen.Length != 1)
            {
                string list = string.Join(", ", studies.Select(study => $"'{study.Name}' ({StudyBuilder.Counted(study.Trials, "trial")})"));
                return Refuse(studies.Length == 0 ? $"{path}: the storage holds no study."
                    : question.Part is not null ? $"{path}: there is no study '{question.Part}'. There are: {list}."
                    : chosen.Length == 0 ? $"{path}: no study has trials. There are: {list}."
                    : $"{path}: the storage holds {studies.Length} studies. Choose one with --study: {list}.");
            }
            return Task.FromResult(Read(database, path, chosen[0].Id, chosen[0].Name, question, cancellation));
        }
        catch (InvalidDataException e)
        {
            return Refuse(e.Message);
        }
    }

    private static Task<ImportReading> Refuse(string mistake) => Task.FromResult(new ImportReading(null, [mistake], []));

    private static ImportReading Read(ForeignDatabase database, string path, long study, string name, ImportQuestion question,
        CancellationToken cancellation)
    {
        var builder = new StudyBuilder($"Optuna storage {Path.GetFileName(path)}, study {name}", "trial", question);
        var objectives = Objectives(database, study);
        var trials = database.Rows(OptunaSql.Trials, ("$study", study))
            .Select(row => new OptunaTrial(row.Integer(0) ?? 0, $"trial {row.Text(1)}", row.Text(2))).ToArray();
        var byId = new Dictionary<long, OptunaTrial>();
        foreach (var trial in trials)
            byId[trial.Id] = trial;
        IEnumerable<(OptunaTrial Trial, ForeignRow Row)> About(string sql) => database.Rows(sql, ("$study", study)).Select(row =>
            (byId.GetValueOrDefault(row.Integer(0) ?? -1) ?? throw new InvalidDataException($"{path}: a trial's id is no integer."), row));

        ReadParameters(About(OptunaSql.Parameters), builder);
        ReadAttributes(About(OptunaSql.UserAttributes), builder, question);
        foreach (var (trial, row) in About(OptunaSql.Values))
        {
            if (Value(row.Number(2), row.Text(3)) is { } value && row.Integer(1) is { } index && index >= 0 && index < objectives.Count)
                trial.Curves.Add(objectives.GetAt((int)index).Key, RunCurves.Final, value);
            else
                builder.Mistake($"{path}: {trial.Place}: the table trial_values has no number for it.");
        }
        bool onTheWay = question.Metrics.Contains(Intermediate);
        foreach (var (trial, row) in onTheWay ? About(OptunaSql.IntermediateValues) : [])
        {
            if (Value(row.Number(2), row.Text(3)) is { } value && row.Integer(1) is { } step)
                trial.Curves.Add(Intermediate, step, value);
            else
                builder.Mistake($"{path}: {trial.Place}: the table trial_intermediate_values has no number for it.");
        }
        foreach (var trial in trials)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (trial.State)
            {
                case "COMPLETE":
                    builder.Add(trial.Place, null, trial.Settings, new TrialOutcome.Completed(), trial.Curves);
                    break;
                case "FAIL":
                    builder.Add(trial.Place, null, trial.Settings,
                        new TrialOutcome.Failed(FailureKind.Exception, "Optuna gives its state as FAIL."), trial.Curves);
                    break;
                case "PRUNED":
                    builder.LeaveOut(trial.Place, "pruned: ended early because it did badly, so what is left looks too good");
                    break;
                case "RUNNING" or "WAITING":
                    builder.LeaveOut(trial.Place, trial.State == "RUNNING" ? "still running" : "not yet begun");
                    break;
                default:
                    builder.Mistake($"{path}: {trial.Place}: its state '{trial.State}' is unknown.");
                    break;
            }
        }
        if (objectives.Count == 1 && onTheWay)
            objectives.TryAdd(Intermediate, objectives.GetAt(0).Value);
        return builder.Build(objectives);
    }

    // Names of the objectives in order, and whether more of each is better.
    private static OrderedDictionary<string, bool?> Objectives(ForeignDatabase database, long study)
    {
        var directions = database.Rows(OptunaSql.Directions, ("$study", study)).Select(row => row.Text(0)).ToArray();
        string[] given = [];
        if (database.Rows(OptunaSql.ObjectiveNames, ("$study", study)).Select(row => row.Text(0)).FirstOrDefault() is { } json
            && TryJson(json) is { ValueKind: JsonValueKind.Array } names)
        {
            given = [.. names.EnumerateArray().Select(name => name.ToString()).Distinct()];
        }
        var objectives = new OrderedDictionary<string, bool?>();
        for (int i = 0; i < directions.Length; i++)
        {
            string name = given.Length == directions.Length ? given[i] : directions.Length == 1 ? "value" : $"values_{i}";
            objectives.Add(name, directions[i] switch { "MAXIMIZE" => true, "MINIMIZE" => false, _ => null });
        }
        return objectives;
    }

    private static void ReadParameters(IEnumerable<(OptunaTrial, ForeignRow)> rows, StudyBuilder builder)
    {
        var choices = new Dictionary<string, IReadOnlyList<SettingValue>?>(StringComparer.Ordinal);
        foreach (var (trial, row) in rows)
        {
            string json = row.Text(3);
            if (!choices.TryGetValue(json, out var labels))
                choices.Add(json, labels = Choices(json));
            if (row.Number(2) is not { } value || !double.IsFinite(value))
                builder.Mistake($"{trial.Place}: the parameter '{row.Text(1)}' has no value.");
            else if (labels is null)
                builder.Mistake($"{trial.Place}: the distribution of the parameter '{row.Text(1)}' is not readable: {json}");
            else if (labels.Count == 0)
                trial.Settings[row.Text(1)] = new SettingValue.Number(value);
            else if (value >= 0 && value < labels.Count)
                trial.Settings[row.Text(1)] = labels[(int)value];
            else
                builder.Mistake($"{trial.Place}: the parameter '{row.Text(1)}' is choice {value} of {labels.Count}.");
        }
    }

    // The labels of a categorical distribution, none for one of numbers; null where it is not readable.
    private static SettingValue[]? Choices(string distribution)
    {
        if (TryJson(distribution) is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("name", out var name))
            return null;
        if (name.ToString() != "CategoricalDistribution")
            return [];
        return json.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object
            && attributes.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
            && choices.GetArrayLength() > 0
            ? [.. choices.EnumerateArray().Select(ForeignValue.Setting)] : null;
    }

    private static void ReadAttributes(IEnumerable<(OptunaTrial, ForeignRow)> rows, StudyBuilder builder, ImportQuestion question)
    {
        var unused = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (trial, row) in rows)
        {
            string key = row.Text(1);
            if (TryJson(row.Text(2)) is not { } json)
                builder.Mistake($"{trial.Place}: the user attribute '{key}' is not JSON: {row.Text(2)}");
            else if (question.Metrics.Contains(key) && json.ValueKind == JsonValueKind.Number)
                trial.Curves.Add(key, RunCurves.Final, json.GetDouble());
            else if (question.AsksForSetting(key))
                trial.Settings.TryAdd(key, ForeignValue.Setting(json));
            else
                unused.Add(key);
        }
        if (unused.Count > 0)
            builder.Note($"User attributes left out because no option names them: {string.Join(", ", unused)}.");
    }

    private static double? Value(double? value, string type) => type switch
    {
        "FINITE" => value,
        "INF_POS" => double.PositiveInfinity,
        "INF_NEG" => double.NegativeInfinity,
        "NAN" => double.NaN,
        _ => null,
    };

    private static JsonElement? TryJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // the caller says where
        }
    }

    private sealed record OptunaTrial(long Id, string Place, string State)
    {
        public Dictionary<string, SettingValue> Settings { get; } = new(StringComparer.Ordinal);

        public RunCurves Curves { get; } = new();
    }
}
