using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Architectures;

namespace Sweep.Trainer.Tests.Architectures;

/// <summary>Levels of architectures in one line: "vgg depth=16 head=large".</summary>
internal static class WrittenLevel
{
    public static SettingValue Read(string text)
    {
        string[] parts = text.Split(' ');
        var family = ArchitectureCatalogue.Find(parts[0])!;
        return new SettingValue.Group(
            [new("name", new SettingValue.Text(family.Name)), .. parts[1..].Select(p => Setting(family, p.Split('=', 2)))]);
    }

    /// <summary>A level with a group of settings, also where it is a bare name.</summary>
    public static SettingValue.Group Of(SettingValue level) =>
        level as SettingValue.Group ?? new SettingValue.Group([new("name", new SettingValue.Text(level.Label))]);

    private static KeyValuePair<string, SettingValue> Setting(ArchitectureFamily family, string[] pair)
    {
        var kind = family.AllSettings.Single(s => s.Name == pair[0]).Kind;
        return new(pair[0], kind is SettingKind.Integer or SettingKind.Number
            ? new SettingValue.Number(double.Parse(pair[1], CultureInfo.InvariantCulture))
            : kind is SettingKind.Flag ? new SettingValue.Flag(bool.Parse(pair[1])) : new SettingValue.Text(pair[1]));
    }
}
