using System.Text.Json;

namespace Sweep.Planning.Trials;

/// <summary>The value of a setting, which is also a level of a factor: text, number, flag, a list, or a group of named settings.</summary>
/// <remarks><see cref="object.ToString"/> is the canonical JSON; <see cref="Label"/> is what people read.</remarks>
public abstract record SettingValue
{
    private SettingValue()
    {
    }

    /// <summary>Short text for tables, filters and CSV: "arelu", "0.01", "sgd(momentum=0.9)".</summary>
    public abstract string Label { get; }

    /// <summary>What it is, for messages: "'relu'", "a list".</summary>
    public virtual string Kind => $"'{Label}'";

    /// <summary>A name, such as an activation of the catalogue.</summary>
    /// <param name="Value">The text itself.</param>
    public sealed record Text(string Value) : SettingValue
    {
        /// <inheritdoc/>
        public override string Label => Value;

        /// <inheritdoc/>
        public override string ToString() => CanonicalJson.Quote(Value);
    }

    /// <summary>A finite number; integers and reals are one kind, so 1 and 1.0 are equal.</summary>
    /// <param name="Value">Finite; negative zero is taken as zero.</param>
    public sealed record Number(double Value) : SettingValue
    {
        /// <summary>The number.</summary>
        public double Value { get; } = double.IsFinite(Value)
            ? Value + 0.0
            : throw new ArgumentOutOfRangeException(nameof(Value), Value, "A setting is a finite number.");

        /// <inheritdoc/>
        public override string Label => CanonicalJson.Number(Value);

        /// <inheritdoc/>
        public override string ToString() => Label;
    }

    /// <summary>True or false.</summary>
    /// <param name="Value">The flag.</param>
    public sealed record Flag(bool Value) : SettingValue
    {
        /// <inheritdoc/>
        public override string Label => Value ? "true" : "false";

        /// <inheritdoc/>
        public override string ToString() => Label;
    }

    /// <summary>Named settings, such as an optimizer with its constants; the setting "name", if any, heads the label.</summary>
    /// <remarks>A group with a "value" is a number with settings of its own: "0.1 cosine warmup=5". A group with a definition in it, such
    /// as a "formula", is a user's own level: its name alone is the label, because a definition is too long to be one. A group with a
    /// "command" is a program, whose label is the command in one line; one with "imported" is a study from elsewhere.</remarks>
    public sealed record Group : SettingValue
    {
        private static readonly string[] Definitions =
            ["formula", "network", "update", "layers", "nodes", "places", "steps", "folder", "file", "csv"];

        private readonly string canonicalJson;

        /// <summary>Makes a group from settings in any order.</summary>
        /// <exception cref="ArgumentException">A name occurs twice.</exception>
        public Group(IEnumerable<KeyValuePair<string, SettingValue>> settings)
        {
            var map = SettingMap.From(settings);
            Settings = map;
            canonicalJson = map.ToJson();
        }

        /// <summary>The settings, sorted by name.</summary>
        public IReadOnlyDictionary<string, SettingValue> Settings { get; }

        /// <inheritdoc/>
        public override string Label
        {
            get
            {
                if (Settings.TryGetValue("value", out var number) && number is Number)
                    return ValuedLabel(number);
                if (Settings.TryGetValue("command", out var command) && command is List line)
                    return string.Join(' ', line.Items.Select(i => i.Label));
                if (Settings.TryGetValue("imported", out var study) && study is Text)
                    return "imported " + study.Label;
                string head = Settings.TryGetValue("name", out var name) ? name.Label : "";
                if (head.Length > 0 && Definitions.Any(Settings.ContainsKey))
                    return head;
                string rest = string.Join(",", Settings.Where(s => s.Key != "name").Select(s => s.Key + "=" + s.Value.Label));
                return rest.Length == 0 ? head : $"{head}({rest})";
            }
        }

        // "0.1 cosine warmup=5"
        private string ValuedLabel(SettingValue number) => string.Join(' ', Settings.Where(s => s.Key != "value")
            .Select(s => s.Value is Number or Flag ? s.Key + "=" + s.Value.Label : s.Value.Label).Prepend(number.Label));

        /// <inheritdoc/>
        public override string Kind => "a mapping";

        /// <inheritdoc/>
        public bool Equals(Group? other) => other is not null && canonicalJson == other.canonicalJson;

        /// <inheritdoc/>
        public override int GetHashCode() => canonicalJson.GetHashCode(StringComparison.Ordinal);

        /// <inheritdoc/>
        public override string ToString() => canonicalJson;
    }

    /// <summary>Values in order, such as the layers of a user's network; within a group only.</summary>
    public sealed record List : SettingValue
    {
        private readonly string canonicalJson;

        /// <summary>Makes a list.</summary>
        public List(IReadOnlyList<SettingValue> items)
        {
            ArgumentNullException.ThrowIfNull(items);
            Items = [.. items];
            canonicalJson = $"[{string.Join(",", Items)}]";
        }

        /// <summary>The values.</summary>
        public IReadOnlyList<SettingValue> Items { get; }

        /// <inheritdoc/>
        public override string Label => $"[{string.Join(",", Items.Select(i => i.Label))}]";

        /// <inheritdoc/>
        public override string Kind => "a list";

        /// <inheritdoc/>
        public bool Equals(List? other) => other is not null && canonicalJson == other.canonicalJson;

        /// <inheritdoc/>
        public override int GetHashCode() => canonicalJson.GetHashCode(StringComparison.Ordinal);

        /// <inheritdoc/>
        public override string ToString() => canonicalJson;
    }

    /// <summary>Reads canonical or any other JSON of the allowed kinds.</summary>
    /// <exception cref="JsonException">A null.</exception>
    public static SettingValue From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new Text(element.GetString()!),
        JsonValueKind.Number => new Number(element.GetDouble()),
        JsonValueKind.True => new Flag(true),
        JsonValueKind.False => new Flag(false),
        JsonValueKind.Object => new Group(element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, From(p.Value)))),
        JsonValueKind.Array => new List([.. element.EnumerateArray().Select(From)]),
        _ => throw new JsonException($"A setting is text, a number, a flag, a list or a group, not {element.ValueKind}."),
    };
}
