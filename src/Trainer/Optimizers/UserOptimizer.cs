using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Optimizers;

/// <summary>The user's own optimizer: <c>{ name: mine, update: [...], state: [...], constants: { mu: 0.9 } }</c>.</summary>
public static partial class UserOptimizer
{
    /// <summary>The key that tells a user's own optimizer from one of the catalogue.</summary>
    public const string Key = "update";

    private static readonly string[] Keys = ["name", Key, "state", "constants", "evaluate"];

    /// <summary>How specs write it.</summary>
    public static UserDefinition Definition { get; } = new(Key, "optimizer", Read);

    /// <summary>The optimizer of a level in canonical form.</summary>
    /// <param name="level">The level.</param>
    /// <param name="options">What the trial says beside; null for nothing.</param>
    /// <exception cref="TrialSettingsException">The level is wrong.</exception>
    public static OptimizerSettings Create(SettingValue.Group level, OptimizerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(level);
        var parts = new Parts(level);
        return parts.Errors.Count == 0
            ? new OptimizerSettings(parts.Definition, new Dictionary<string, double>(), options)
            : throw new TrialSettingsException($"The optimizer is wrong: {string.Join("; ", parts.Errors.Select(e => e.Message))}");
    }

    private static UserDefinitionReading Read(SettingValue.Group level)
    {
        var parts = new Parts(level);
        if (parts.Errors.Count == 0)
        {
            OptimizerProgram.Read(parts.Definition, new Dictionary<string, double>(), clipping: null, scalars: null, out var errors);
            parts.Errors.AddRange(errors.Select(e => new UserDefinitionError(parts.PathOf(e), $"The update cannot be used: {e.Message}.")));
        }
        return parts.Errors.Count > 0 ? UserDefinitionReading.Wrong(parts.Errors) : UserDefinitionReading.Right(parts.Canonical);
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();

    // What a level says, with the mistakes of its form.
    private sealed class Parts
    {
        private readonly bool isList;

        public Parts(SettingValue.Group level)
        {
            foreach (string key in level.Settings.Keys.Except(Keys))
                Errors.Add(new(key, $"There is no key '{key}' here.", Keys, key));
            isList = level.Settings[Key] is SettingValue.List;
            string[] update = [.. Assignments(level.Settings[Key]).Select(OneSpaced)];
            var states = States(level.Settings.GetValueOrDefault("state")).ToArray();
            SettingDefinition[] constants = [.. Constants(level.Settings.GetValueOrDefault("constants"))];
            string name = level.Settings.GetValueOrDefault("name")?.Label ?? "";
            Definition = new OptimizerDefinition(name, "defined by the user", "", constants, [.. states.Select(s => s.Name)], update)
            {
                Starts = states.Where(s => s.Start.Label != "0").ToDictionary(s => s.Name, s => s.Start.Label),
                Evaluated = Evaluated(level.Settings.GetValueOrDefault("evaluate")),
            };
        }

        public List<UserDefinitionError> Errors { get; } = [];

        public OptimizerDefinition Definition { get; }

        public SettingValue.Group Canonical
        {
            get
            {
                var settings = new Dictionary<string, SettingValue>
                {
                    ["name"] = new SettingValue.Text(Definition.Name), [Key] = TextList(Definition.Update),
                };
                if (Definition.States.Count > 0)
                {
                    settings["state"] = Definition.Starts.Count == 0 ? TextList(Definition.States)
                        : new SettingValue.Group(StatesAndStarts);
                }
                if (Definition.Constants.Count > 0)
                {
                    var constants = Definition.Constants.Select(c => KeyValuePair.Create(c.Name, c.Default!));
                    settings["constants"] = new SettingValue.Group(constants);
                }
                if (Definition.Evaluated is { } evaluated)
                    settings["evaluate"] = new SettingValue.Text(evaluated);
                return new SettingValue.Group(settings);
            }
        }

        public string PathOf(ProgramError error) => error.Key ?? (isList && error.Assignment is { } number ? $"{Key}[{number}]" : Key);

        private IEnumerable<KeyValuePair<string, SettingValue>> StatesAndStarts =>
            Definition.States.Select(s => KeyValuePair.Create(s, Start(Definition.Starts.GetValueOrDefault(s, "0"))));

        private static SettingValue Start(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? new SettingValue.Number(number)
                : new SettingValue.Text(text);

        private static SettingValue.List TextList(IEnumerable<string> texts) => new([.. texts.Select(t => new SettingValue.Text(t))]);

        private static string OneSpaced(string text) => WhiteSpace().Replace(text.Trim(), " ");

        private IEnumerable<string> Assignments(SettingValue update)
        {
            if (update is SettingValue.Text text)
                return OptimizerProgram.Split(text.Value);
            if (update is SettingValue.List list && list.Items.All(i => i is SettingValue.Text))
                return list.Items.Select(i => i.Label);
            Errors.Add(new(Key, $"Expected assignments, such as [\"v = mu*v + g\", \"w = w - rate*v\"], found {update.Kind}."));
            return [];
        }

        private IEnumerable<(string Name, SettingValue Start)> States(SettingValue? state)
        {
            var zero = new SettingValue.Number(0);
            if (state is null)
                return [];
            if (state is SettingValue.Text one)
                return [(one.Value, zero)];
            if (state is SettingValue.List list && list.Items.All(i => i is SettingValue.Text))
                return list.Items.Select(i => (i.Label, (SettingValue)zero));
            if (state is SettingValue.Group group)
            {
                foreach (var (name, start) in group.Settings.Where(s => s.Value is not (SettingValue.Text or SettingValue.Number)))
                {
                    Errors.Add(new($"state.{name}",
                        $"Expected what '{name}' is before the first step, such as 0 or w, found {start.Kind}."));
                }
                return group.Settings.Select(s => (s.Key, s.Value is SettingValue.Text text ? Start(OneSpaced(text.Value)) : s.Value));
            }
            Errors.Add(new("state", "Expected names of what is kept from step to step, such as [m, v], or with their starts, such as "
                + $"{{ m: 0, x: w }}, found {state.Kind}."));
            return [];
        }

        private string? Evaluated(SettingValue? evaluated)
        {
            if (evaluated is null or SettingValue.Text)
                return evaluated?.Label;
            Errors.Add(new("evaluate", $"Expected the name of a state, such as x, found {evaluated.Kind}."));
            return null;
        }

        private IEnumerable<SettingDefinition> Constants(SettingValue? constants)
        {
            if (constants is null)
                return [];
            if (constants is not SettingValue.Group group)
            {
                Errors.Add(new("constants", $"Expected constants with their values, such as {{ mu: 0.9 }}, found {constants.Kind}."));
                return [];
            }
            foreach (var (name, value) in group.Settings.Where(c => c.Value is not SettingValue.Number))
                Errors.Add(new($"constants.{name}", $"Expected the constant's value, found {value.Kind}."));
            return group.Settings.Select(c => new SettingDefinition(c.Key, "constant", SettingKind.Number) { Default = c.Value });
        }
    }
}
