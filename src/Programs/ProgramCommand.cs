using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Programs;

/// <summary>The program that trains a trial, as the trial's configuration has it (<see cref="ProgramTrainer.Identity"/>).</summary>
/// <param name="Words">The program and its arguments.</param>
/// <param name="Tracked">Files whose content identifies the trial, by path, with the SHA-256 of each in hexadecimal digits.</param>
public sealed record ProgramCommand(IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Tracked)
{
    /// <summary>Whether none of the engines trains such a trial: a program does, or it was imported.</summary>
    public static bool IsDeclared(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Settings.ContainsKey(DeclaredTrainer.Setting);
    }

    /// <summary>Reads the command of a configuration; null where it has none.</summary>
    public static ProgramCommand? Read(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Settings.GetValueOrDefault(DeclaredTrainer.Setting) is not SettingValue.Group trainer
            || trainer.Settings.GetValueOrDefault("command") is not SettingValue.List { Items.Count: > 0 } command)
            return null;
        var tracked = trainer.Settings.GetValueOrDefault("track") is SettingValue.Group track ? track.Settings
            : new Dictionary<string, SettingValue>();
        return new ProgramCommand([.. command.Items.Select(w => w.Label)], tracked.ToDictionary(t => t.Key, t => t.Value.Label));
    }
}
