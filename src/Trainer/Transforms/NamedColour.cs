using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Transforms;

/// <summary>One of the sixteen basic colours of HTML.</summary>
/// <param name="Name">In specs.</param>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
public sealed record NamedColour(string Name, byte Red, byte Green, byte Blue)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedColour> All { get; } =
    [
        new("black", 0, 0, 0), new("silver", 192, 192, 192), new("gray", 128, 128, 128), new("white", 255, 255, 255),
        new("maroon", 128, 0, 0), new("red", 255, 0, 0), new("purple", 128, 0, 128), new("fuchsia", 255, 0, 255),
        new("green", 0, 128, 0), new("lime", 0, 255, 0), new("olive", 128, 128, 0), new("yellow", 255, 255, 0),
        new("navy", 0, 0, 128), new("blue", 0, 0, 255), new("teal", 0, 128, 128), new("aqua", 0, 255, 255),
    ];

    internal static SettingDefinition Define(string name, string description, string usual) => new(name, description, SettingKind.Choice)
    {
        Default = new SettingValue.Text(usual),
        Choices = [.. All.Select(c => new SettingChoice(c.Name, $"{c.Red}, {c.Green}, {c.Blue}"))],
    };

    internal byte this[int channel] => channel switch { 0 => Red, 1 => Green, _ => Blue };
}
