using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sweep.Analysis.Names;
using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Names;
using Sweep.Planning.Plans;

namespace Sweep.Client.Page.Comparisons;

/// <summary>What an address asks of a sweep: "/sweeps/first/compare?factor=activation&amp;where=optimizer=sgd". An absent or
/// empty parameter asks for what was planned.</summary>
internal sealed class CompareAddress
{
    /// <summary>What a flag is set to.</summary>
    public const string Yes = "true";

    private readonly string sweep;
    private readonly IReadOnlyList<KeyValuePair<string, string>> parameters;

    private CompareAddress(string sweep, IReadOnlyList<KeyValuePair<string, string>> parameters, CompareSettings settings) =>
        (this.sweep, this.parameters, Settings) = (sweep, parameters, settings);

    /// <summary>The user's wishes, with what is wrong with them already.</summary>
    public CompareSettings Settings { get; }

    /// <summary>The comparison that is to be explained; null for none.</summary>
    public string? Explain => this[CompareField.Explain];

    /// <summary>Whether it asks for anything but what was planned.</summary>
    public bool HasWishes => parameters.Any(p => p.Key != CompareField.Explain.Name);

    /// <summary>What was written; null for nothing.</summary>
    public string? this[CompareField field] => parameters.FirstOrDefault(p => p.Key == field.Name).Value;

    /// <summary>Whether any of these was written.</summary>
    public bool Has(params CompareField[] fields) => fields.Any(f => this[f] is not null);

    /// <summary>Reads an address. What is wrong with it is in the settings.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="query">The parameters.</param>
    /// <param name="isLevel">Whether a text is a level of a setting as it stands, although it has a |.</param>
    public static CompareAddress Read(string sweep, IQueryCollection query, Func<string, string, bool> isLevel)
    {
        KeyValuePair<string, string>[] parameters = [.. query.SelectMany(p => p.Value.OfType<string>()
            .Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => KeyValuePair.Create(p.Key, text.Trim())))];
        var mistakes = new List<string>();
        string[] known = [.. CompareField.All.Select(f => f.Name)];
        mistakes.AddRange(parameters.Select(p => p.Key).Distinct().Where(name => !known.Contains(name))
            .Select(name => $"{name}: no parameter of a comparison. {PossibleNames.Suggest(name, known)}"));
        mistakes.AddRange(parameters.GroupBy(p => p.Key).Where(g => g.Count() > 1 && CompareField.Find(g.Key) is { } field
            && field != CompareField.Where && field != CompareField.Columns)
            .Select(g => $"{CompareField.Find(g.Key)!.Option} {g.Last().Value}: it is given {g.Count()} times; leave one."));
        var settings = TrainerKnowledge.NewSettings() with
        {
            Factor = Text(CompareField.Factor),
            Baseline = Text(CompareField.Baseline) is { } level ? LevelLabel.Normalize(level) : null,
            AllPairs = Flag(CompareField.AllPairs),
            Metric = Text(CompareField.Metric),
            Epoch = Integer(CompareField.Epoch),
            Alpha = Number(CompareField.Alpha),
            Rope = Number(CompareField.Rope),
            Test = Choice(CompareField.Test, PlannedTests.Names),
            Adjustment = Choice(CompareField.Adjustment, AdjustmentMethods.Names),
            Power = Number(CompareField.Power) ?? CompareSettings.DefaultPower,
            TargetScore = Number(CompareField.Target),
            BootstrapDraws = Integer(CompareField.Bootstrap),
            Rows = Text(CompareField.Rows),
            Columns = [.. All(CompareField.Columns).SelectMany(text =>
                text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()],
            Focus = Text(CompareField.Focus) is { } row ? LevelLabel.Normalize(row) : null,
            Where = Where(),
            Mistakes = mistakes,
        };
        mistakes.AddRange(Contradictions.Find(settings));
        return new CompareAddress(sweep, parameters, settings);

        IEnumerable<string> All(CompareField field) => parameters.Where(p => p.Key == field.Name).Select(p => p.Value);

        string? Text(CompareField field) => All(field).FirstOrDefault();

        bool Flag(CompareField field)
        {
            if (Text(field) is { } text && text != Yes)
                mistakes.Add($"{field.Option} {text}: it is {Yes}, or left out.");
            return Text(field) == Yes;
        }

        int? Integer(CompareField field) => Value(field, "a whole number", text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : (int?)null);

        double? Number(CompareField field) => Value(field, "a number such as 0.05", text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : (double?)null);

        T? Value<T>(CompareField field, string what, Func<string, T?> read)
            where T : struct
        {
            if (Text(field) is not { } text)
                return null;
            var value = read(text);
            if (value is null)
                mistakes.Add($"{field.Option} is {what}, not '{text}'.");
            return value;
        }

        T? Choice<T>(CompareField field, SpecNames<T> names)
            where T : struct, Enum
        {
            if (Text(field) is not { } text)
                return null;
            var value = names.Find(text);
            if (value is null)
                mistakes.Add($"{field.Option} {text}: no such {field.Name}. {PossibleNames.Suggest(text, names.All)}");
            return value;
        }

        Dictionary<string, IReadOnlyList<string>> Where()
        {
            var where = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            foreach (string condition in All(CompareField.Where))
            {
                int equals = condition.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0 || equals == condition.Length - 1)
                {
                    mistakes.Add($"--where {condition}: expected NAME=VALUE, for instance activation=arelu.");
                    continue;
                }
                var (name, value) = (condition[..equals], condition[(equals + 1)..]);
                string[] labels = isLevel(name, value) ? [value] : [.. value.Split('|').Select(LevelLabel.Normalize)];
                where[name] = [.. where.GetValueOrDefault(name, []).Union(labels)];
            }
            return where;
        }
    }

    /// <summary>An address with the same wishes.</summary>
    /// <param name="what">What follows the page's own: "", ".csv", "/figures/forest.svg".</param>
    /// <param name="explain">The comparison to explain there; null for none.</param>
    public string To(string what = "", string? explain = null)
    {
        var kept = parameters.Where(p => p.Key != CompareField.Explain.Name)
            .Select(p => KeyValuePair.Create<string, StringValues>(p.Key, p.Value));
        if (explain is not null)
            kept = kept.Append(KeyValuePair.Create<string, StringValues>(CompareField.Explain.Name, explain));
        return $"{PageAddress.Compare(sweep)}{what}{QueryString.Create(kept)}";
    }
}
