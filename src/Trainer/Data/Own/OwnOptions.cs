using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Data.Own;

/// <summary>The options of a level that describes a user's own files: read one by one, with all mistakes.</summary>
internal sealed class OwnOptions
{
    private readonly IReadOnlyDictionary<string, SettingValue> given;
    private readonly List<string> known = [];

    /// <summary>The options of a level.</summary>
    public OwnOptions(SettingValue.Group level)
    {
        given = level.Settings;
        Name = given.GetValueOrDefault("name")?.Label ?? "";
    }

    /// <summary>The dataset's name.</summary>
    public string Name { get; }

    /// <summary>What is wrong.</summary>
    public List<UserDefinitionError> Errors { get; } = [];

    /// <summary>The options that differ from their defaults.</summary>
    public Dictionary<string, SettingValue> Canonical { get; } = [];

    /// <summary>Whether an option is given.</summary>
    public bool Has(string key) => given.ContainsKey(key);

    /// <summary>A path or a name.</summary>
    /// <param name="key">The option.</param>
    /// <param name="otherwise">If it is not given; null where nothing holds then.</param>
    /// <param name="isRequired">Whether it must be given.</param>
    public string? Text(string key, string? otherwise = null, bool isRequired = false)
    {
        switch (Find(key))
        {
            case null:
                if (isRequired)
                    Errors.Add(new("", $"The option '{key}' is missing."));
                return otherwise;
            case SettingValue.Text { Value: { Length: > 0 } text }:
                if (text != otherwise)
                    Canonical[key] = new SettingValue.Text(text);
                return text;
            case var other:
                Errors.Add(new(key, $"Expected a text, found {other.Kind}."));
                return otherwise;
        }
    }

    /// <summary>One of a few words; the first holds if it is not given.</summary>
    public string Choice(string key, params string[] choices)
    {
        var value = Find(key);
        if (value is null || value.Label == choices[0])
            return choices[0];
        if (!choices.Contains(value.Label))
        {
            Errors.Add(new(key, $"Expected one of {string.Join(", ", choices)}, found {value.Kind}.", choices, value.Label));
            return choices[0];
        }
        Canonical[key] = new SettingValue.Text(value.Label);
        return value.Label;
    }

    /// <summary>A number between bounds, both of them excluded.</summary>
    public double Between(string key, double above, double below, double otherwise)
    {
        var value = Find(key);
        if (value is null)
            return otherwise;
        if (value is not SettingValue.Number(var number) || !(number > above && number < below))
        {
            Errors.Add(new(key, string.Create(CultureInfo.InvariantCulture,
                $"Expected a number above {above} and below {below}, found {value.Kind}.")));
            return otherwise;
        }
        if (number != otherwise)
            Canonical[key] = value;
        return number;
    }

    /// <summary>A whole number.</summary>
    /// <param name="key">The option.</param>
    /// <param name="minimum">The smallest.</param>
    /// <param name="maximum">The largest.</param>
    /// <param name="otherwise">If it is not given; null if it must be.</param>
    public int Whole(string key, int minimum, int maximum, int? otherwise)
    {
        var value = Find(key);
        if (value is null && otherwise is { } usual)
            return usual;
        if (value is not SettingValue.Number(var number) || number != Math.Floor(number) || !(number >= minimum && number <= maximum))
        {
            Errors.Add(new(value is null ? "" : key, string.Create(CultureInfo.InvariantCulture,
                $"'{key}' is a whole number from {minimum} to {maximum}{(value is null ? "; it is missing." : $", not {value.Kind}.")}")));
            return minimum;
        }
        if (number != otherwise)
            Canonical[key] = value;
        return (int)number;
    }

    /// <summary>A column: its name, or its number from 1.</summary>
    public string? Column(string key)
    {
        if (Find(key) is not SettingValue.Number(var number))
            return Text(key);
        string text = number.ToString(CultureInfo.InvariantCulture);
        Canonical[key] = new SettingValue.Text(text);
        return text;
    }

    /// <summary>The part of each class that is kept for the test where the files have none.</summary>
    public double TestPart() => Between("test", 0, 1, 0.2);

    /// <summary>Reports the options that nobody asked for.</summary>
    public void RefuseOthers(IReadOnlyList<string> allowed)
    {
        string[] names = [.. allowed.Where(name => name != "facts"), .. known.Distinct()];
        Errors.AddRange(given.Keys.Except([.. allowed, .. known])
            .Select(key => new UserDefinitionError(key, $"There is no option '{key}' here.", names, key)));
    }

    private SettingValue? Find(string key)
    {
        known.Add(key);
        return given.GetValueOrDefault(key);
    }
}
