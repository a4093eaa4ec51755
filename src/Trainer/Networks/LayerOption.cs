using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Networks;

/// <summary>What can be said about a layer of a kind, such as its kernel.</summary>
public sealed record LayerOption
{
    /// <summary>The word that stands for the number of classes of the dataset.</summary>
    public const string Classes = "classes";

    private const int Largest = 1_000_000;

    private readonly SettingDefinition definition;

    private LayerOption(SettingDefinition definition) => this.definition = definition;

    /// <summary>As written: "kernel".</summary>
    public string Name => definition.Name;

    /// <summary>One line for people.</summary>
    public string Description => definition.Description;

    /// <summary>What holds when the user says nothing; null when the user must say, or when <see cref="SameAs"/> says it.</summary>
    public SettingValue? Default => definition.Default;

    /// <summary>The option whose value is the default, as a pooling's stride is its kernel; null for none.</summary>
    public string? SameAs { get; private init; }

    /// <summary>Whether the layer cannot do without it.</summary>
    public bool IsRequired => Default is null && SameAs is null;

    /// <summary>What may stand there, for messages and documentation: "a whole number from 1 to 1000000".</summary>
    public string Expected => definition.Kind != SettingKind.Integer
        ? definition.Expected
        : $"a whole number from {definition.Minimum} to {definition.Maximum}"
            + (IsExtent ? " or [height, width]" : AllowsClasses ? $" or the word {Classes}" : "");

    private bool IsExtent { get; init; }

    private bool AllowsClasses { get; init; }

    /// <summary>A whole number.</summary>
    public static LayerOption Integer(string name, string description, int minimum, int? otherwise = null) =>
        new(Whole(name, description, minimum, otherwise));

    /// <summary>A whole number, or the word "classes".</summary>
    public static LayerOption IntegerOrClasses(string name, string description) =>
        new(Whole(name, description, minimum: 1, otherwise: null)) { AllowsClasses = true };

    /// <summary>A size in the plane; equal to another option's unless given, where <paramref name="sameAs"/> names one.</summary>
    public static LayerOption Extent(string name, string description, int minimum, int? otherwise = null, string? sameAs = null) =>
        new(Whole(name, description, minimum, otherwise)) { IsExtent = true, SameAs = sameAs };

    /// <summary>A number with a default, or one that must be given.</summary>
    public static LayerOption Number(SettingDefinition definition) => new(definition);

    /// <summary>One of some words; the first is the default.</summary>
    public static LayerOption Choice(string name, string description, IReadOnlyList<string> words) =>
        new(new SettingDefinition(name, description, SettingKind.Choice)
        {
            Choices = [.. words.Select(w => new SettingChoice(w, w))], Default = new SettingValue.Text(words[0]),
        });

    /// <summary>True or false.</summary>
    public static LayerOption Flag(string name, string description, bool otherwise) =>
        new(new SettingDefinition(name, description, SettingKind.Flag) { Default = new SettingValue.Flag(otherwise) });

    /// <summary>What the user gave, in its one form; null when it cannot stand here.</summary>
    public SettingValue? Read(SettingValue given) => given switch
    {
        SettingValue.Text { Value: Classes } when AllowsClasses => given,
        SettingValue.List { Items: [var height, var width] } when IsExtent && definition.Allows(height) && definition.Allows(width) =>
            height.Equals(width) ? height : given,
        _ => definition.Allows(given) ? given : null,
    };

    private static SettingDefinition Whole(string name, string description, int minimum, int? otherwise) =>
        new(name, description, SettingKind.Integer)
        {
            Minimum = minimum, Maximum = Largest, Default = otherwise is { } value ? new SettingValue.Number(value) : null,
        };
}
