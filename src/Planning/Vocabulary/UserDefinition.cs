using Sweep.Planning.Trials;

namespace Sweep.Planning.Vocabulary;

/// <summary>A way to write a level of one's own where the vocabulary has choices: <c>{ name: mine, formula: "x*sigmoid(x)" }</c>.</summary>
/// <param name="Key">The key by which a spec chooses this way, such as "formula".</param>
/// <param name="Noun">What such a level is, for messages: "formula".</param>
/// <param name="Read">Judges what the user wrote, all keys included. The name has been checked.</param>
public sealed record UserDefinition(string Key, string Noun, Func<SettingValue.Group, UserDefinitionReading> Read)
{
    /// <summary>The key of the canonical level that holds what was read from files; null for none. It is added to the spec that is stored,
    /// which can then be read again without the files.</summary>
    public string? FactsKey { get; init; }
}

/// <summary>A user's level in canonical form, or all that is wrong with it.</summary>
/// <param name="Canonical">What configurations store: one form for all spellings. Null exactly when there are errors.</param>
/// <param name="Errors">All mistakes.</param>
public sealed record UserDefinitionReading(SettingValue.Group? Canonical, IReadOnlyList<UserDefinitionError> Errors)
{
    /// <summary>A level without mistakes.</summary>
    public static UserDefinitionReading Right(SettingValue.Group canonical) => new(canonical, []);

    /// <summary>A level with mistakes.</summary>
    public static UserDefinitionReading Wrong(IEnumerable<UserDefinitionError> errors) => new(null, [.. errors]);
}

/// <summary>A mistake within a user's level.</summary>
/// <param name="Path">Where: keys and positions from the level on, such as "layers[2].kernel"; empty for the level itself.</param>
/// <param name="Message">What is wrong and what helps.</param>
/// <param name="Allowed">The names that could stand there; empty when the message says all.</param>
/// <param name="Given">What stands there, to find the nearest of the allowed names; null without.</param>
public sealed record UserDefinitionError(string Path, string Message, IReadOnlyList<string> Allowed, string? Given)
{
    /// <summary>A mistake that its message describes completely.</summary>
    public UserDefinitionError(string path, string message)
        : this(path, message, [], null)
    {
    }
}
