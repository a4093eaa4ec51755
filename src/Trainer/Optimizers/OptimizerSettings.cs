using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Optimizers;

/// <summary>An optimizer with values for its constants and what a trial says beside. Immutable, thread-safe.</summary>
public sealed class OptimizerSettings
{
    /// <summary>Values for the constants of a definition.</summary>
    /// <param name="definition">The optimizer.</param>
    /// <param name="values">By name; what is missing has its default. Flags are 1 or 0.</param>
    /// <param name="options">What the trial says beside; null for nothing.</param>
    /// <exception cref="TrialSettingsException">The program is wrong, or the values break a rule.</exception>
    public OptimizerSettings(OptimizerDefinition definition, IReadOnlyDictionary<string, double> values, OptimizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(values);
        (Definition, Options) = (definition, options ?? OptimizerOptions.Default);
        var all = definition.Constants.ToDictionary(c => c.Name,
            c => values.TryGetValue(c.Name, out double value) ? value : Number(c.Default!));
        if (Options.Clipping is { } clipping)
            all[OptimizerProgram.ClippingMaximum] = clipping.Maximum;
        Values = all;
        foreach (var rule in definition.Rules.Where(r => !r.Holds(Values)))
            throw new TrialSettingsException($"optimizer.{rule.Text}");
        Flags = definition.Constants.Where(c => c.Kind == SettingKind.Flag).ToDictionary(c => c.Name, c => Values[c.Name]);
        Program = OptimizerProgram.Read(definition, Flags, Options.Clipping?.Kind, scalars: null, out var errors)
            ?? throw new TrialSettingsException(
                $"The optimizer '{definition.Name}' is wrong: {string.Join("; ", errors.Select(e => e.Message))}");
        FusionKey = string.Join("; ", [.. definition.States, .. definition.Starts.Select(s => $"{s.Key}: {s.Value}"), .. definition.Update,
            .. Program.Constants, .. Flags.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key}={f.Value}")),
            $"{definition.Evaluated} {Options.Clipping?.Kind} {Decayed}"]);
    }

    /// <summary>The optimizer.</summary>
    public OptimizerDefinition Definition { get; }

    /// <summary>What the trial says beside.</summary>
    public OptimizerOptions Options { get; }

    /// <summary>The value of every constant, that of gradient clipping included.</summary>
    public IReadOnlyDictionary<string, double> Values { get; }

    /// <summary>The flags among them: what the program is made with.</summary>
    public IReadOnlyDictionary<string, double> Flags { get; }

    /// <summary>What a step does.</summary>
    public OptimizerProgram Program { get; }

    /// <summary>Equal for settings whose programs are equal: they differ in the values of constants at most.</summary>
    public string FusionKey { get; }

    private WeightDecayTarget Decayed => Options.Decayed ?? Definition.Decayed;

    /// <summary>Whether weight decay applies to parameters of a role.</summary>
    public bool Decays(ParameterRole role) => Decayed.Contains(role);

    /// <summary>What rate is multiplied by for parameters of a role.</summary>
    public double RateFactor(ParameterRole role) => role == ParameterRole.Activation ? Options.ActivationRateFactor : 1;

    /// <summary>The program where more constants are known; it keeps the same states once per trial.</summary>
    public OptimizerProgram ProgramWith(IReadOnlyDictionary<string, double> literals) =>
        OptimizerProgram.Read(Definition, literals.Union(Flags).ToDictionary(), Options.Clipping?.Kind,
            [.. Program.Scalars.Select(s => s.Name)], out _)!;

    /// <summary>Reads a level: a name, { name, momentum, ... }, or the user's own { name, update, state, constants }.</summary>
    /// <param name="level">The level.</param>
    /// <param name="options">What the trial says beside; null for nothing.</param>
    /// <exception cref="TrialSettingsException">An unknown optimizer or setting, or a value out of range.</exception>
    public static OptimizerSettings Read(SettingValue level, OptimizerOptions? options = null)
    {
        IReadOnlyDictionary<string, SettingValue> settings = level switch
        {
            SettingValue.Text text => new Dictionary<string, SettingValue> { ["name"] = text },
            SettingValue.Group group => group.Settings,
            _ => throw new TrialSettingsException($"An optimizer is a name or a group with a name, not {level}."),
        };
        var reader = new SettingsReader(settings, "optimizer.");
        string name = reader.Name("name");
        if (reader.Has(UserOptimizer.Key))
            return UserOptimizer.Create((SettingValue.Group)level, options);
        var definition = OptimizerCatalogue.Find(name)
            ?? throw TrialSettingsException.Unknown("optimizer", name, OptimizerCatalogue.All.Select(o => o.Name));
        reader.Allow(["name", .. definition.Constants.Select(c => c.Name)]);
        var given = definition.Constants.Where(c => reader.Has(c.Name));
        return new OptimizerSettings(definition, given.ToDictionary(c => c.Name, c => Given(reader, c)), options);
    }

    private static double Given(SettingsReader reader, SettingDefinition constant) =>
        constant.Kind == SettingKind.Flag ? reader.Flag(constant.Name) ? 1 : 0 : reader.Number(constant);

    private static double Number(SettingValue value) => value switch
    {
        SettingValue.Number number => number.Value,
        SettingValue.Flag flag => flag.Value ? 1 : 0,
        _ => throw new ArgumentException($"A constant is a number or a flag, not {value}.", nameof(value)),
    };
}
