using System.Text.RegularExpressions;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Protocols;

/// <summary>The user's own network: <c>{ name: mine, network: "act(x) * sigmoid(a*globalavg(x))", around: relu, parameters: { a: 1.0 },
/// per: channel }</c>.</summary>
internal static partial class ActivationNetworkLevel
{
    private const string NetworkKey = "network", ParametersKey = "parameters", PerKey = "per", AroundKey = "around";

    private static readonly string[] Keys = ["name", NetworkKey, ParametersKey, PerKey, AroundKey];
    private static readonly string[] Scopes = ["layer", "channel"];

    /// <summary>How a spec writes it.</summary>
    public static UserDefinition Definition { get; } = new(NetworkKey, "network", Read);

    private static UserDefinitionReading Read(SettingValue.Group level)
    {
        List<UserDefinitionError> errors =
            [.. level.Settings.Keys.Except(Keys).Select(key => new UserDefinitionError(key, $"There is no key '{key}' here.", Keys, key))];
        var settings = new Dictionary<string, SettingValue>(level.Settings);
        var parameters = Parameters(settings, errors);
        var scope = Scope(settings, errors);
        var around = Around(settings, errors);
        if (level.Settings[NetworkKey] is not SettingValue.Text given)
        {
            errors.Add(new(NetworkKey, $"Expected a network of x, such as \"relu(x) * sigmoid(linear(C)(globalavg(x)))\", "
                + $"found {level.Settings[NetworkKey].Kind}."));
        }
        else
        {
            string text = WhiteSpace().Replace(given.Value.Trim(), " ");
            settings[NetworkKey] = new SettingValue.Text(text);
            if (errors.Count == 0
                && ActivationDefinition.FromUserNetwork("mine", text, parameters, scope, around).Errors is { Count: > 0 } mistakes)
                errors.Add(new(NetworkKey, $"The network \"{text}\" cannot be used: {string.Join("; ", mistakes)}"));
        }
        return errors.Count > 0 ? UserDefinitionReading.Wrong(errors) : UserDefinitionReading.Right(new SettingValue.Group(settings));
    }

    private static FormulaParameter[] Parameters(Dictionary<string, SettingValue> settings, List<UserDefinitionError> errors)
    {
        if (!settings.TryGetValue(ParametersKey, out var given))
            return [];
        if (given is not SettingValue.Group group)
        {
            errors.Add(new(ParametersKey, $"Expected parameters with their initial values, such as {{ a: 1.0 }}, found {given.Kind}."));
            return [];
        }
        errors.AddRange(group.Settings.Where(p => p.Value is not SettingValue.Number)
            .Select(p => new UserDefinitionError($"{ParametersKey}.{p.Key}", $"Expected the parameter's initial value, found "
                + $"{p.Value.Kind}.")));
        if (group.Settings.Count == 0)
            settings.Remove(ParametersKey);
        return [.. group.Settings.Where(p => p.Value is SettingValue.Number)
            .Select(p => new FormulaParameter(p.Key, ((SettingValue.Number)p.Value).Value))];
    }

    private static ParameterScope Scope(Dictionary<string, SettingValue> settings, List<UserDefinitionError> errors)
    {
        if (!settings.TryGetValue(PerKey, out var per))
            return ParameterScope.PerLayer;
        if (!Scopes.Contains(per.Label))
            errors.Add(new(PerKey, $"'{per.Label}' is not a place for parameters.", Scopes, per.Label));
        else if (per.Label == Scopes[0])
            settings.Remove(PerKey); // the default is left out
        return per.Label == Scopes[1] ? ParameterScope.PerChannel : ParameterScope.PerLayer;
    }

    private static ActivationDefinition? Around(Dictionary<string, SettingValue> settings, List<UserDefinitionError> errors)
    {
        if (!settings.TryGetValue(AroundKey, out var name))
            return null;
        if (ActivationCatalogue.Find(name.Label) is { } known)
            return known;
        errors.Add(new(AroundKey, $"There is no activation '{name.Label}' in the catalogue.",
            [.. ActivationCatalogue.All.Select(a => a.Name)], name.Label));
        return null;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
