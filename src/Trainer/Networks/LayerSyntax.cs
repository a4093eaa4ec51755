using Sweep.Planning.Trials;

namespace Sweep.Trainer.Networks;

/// <summary>How users write a layer kind in a spec: <c>conv: 16</c> or <c>conv: { channels: 16, kernel: 3 }</c>.</summary>
/// <param name="Name">As written: "conv".</param>
/// <param name="Description">One line for people.</param>
/// <param name="Options">What can be said about it. The short form gives the first.</param>
/// <param name="Create">Makes the layer of options that have been read.</param>
public sealed record LayerSyntax(string Name, string Description, IReadOnlyList<LayerOption> Options,
    Func<LayerArguments, LayerDescription> Create);

/// <summary>The options of one layer, those left out at their defaults.</summary>
/// <param name="values">By name, each as <see cref="LayerOption.Read"/> gave it.</param>
/// <param name="classes">What the word "classes" stands for.</param>
public sealed class LayerArguments(IReadOnlyDictionary<string, SettingValue> values, int classes)
{
    /// <summary>A whole number.</summary>
    public int Integer(string name) => values[name] is SettingValue.Text ? classes : (int)Number(name);

    /// <summary>A number.</summary>
    public double Number(string name) => ((SettingValue.Number)values[name]).Value;

    /// <summary>A word.</summary>
    public string Text(string name) => ((SettingValue.Text)values[name]).Value;

    /// <summary>A flag.</summary>
    public bool Flag(string name) => ((SettingValue.Flag)values[name]).Value;

    /// <summary>A size, given as one number for both ways or as [height, width].</summary>
    public Extent Extent(string name) =>
        values[name] is SettingValue.List { Items: [SettingValue.Number height, SettingValue.Number width] }
            ? new Extent((int)height.Value, (int)width.Value)
            : Networks.Extent.Square((int)Number(name));
}
