using System.Collections.Immutable;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Architectures;

/// <summary>Where the compared activation stands in whatever network a trial has, and what stays at the other places. Equal where the level
/// is.</summary>
public sealed record Placement
{
    private const string All = "all", First = "first", Places = "places", Others = "others", Name = "name";

    private readonly string where; // a word of the setting; Places for named ones
    private readonly ImmutableArray<string> named;
    private readonly LayerDescription.Elementwise others;

    private Placement(SettingValue level, string where, ImmutableArray<string> named, LayerDescription.Elementwise others) =>
        (Level, this.where, this.named, this.others) = (level, where, named, others);

    /// <summary>The setting <c>placement</c>.</summary>
    public static SettingDefinition Definition { get; } = new("placement",
        "where the compared activation stands; a fixed function stays at the other places", SettingKind.Choice)
    {
        Default = new SettingValue.Text(All), OmitWhenDefault = true, UserDefinitions = [new(Places, "placement", ReadOwn)],
        Choices =
        [
            new(All, "at every place"), new(First, "at the first place of the network", [OthersSetting]),
            .. ActivationPlacement.Setting.Choices.Where(c => c.Name != All).Select(c => new SettingChoice(c.Name, c.Description,
                [OthersSetting])),
        ],
    };

    /// <summary>At every place.</summary>
    public static Placement Everywhere { get; } = new(new SettingValue.Text(All), All, [], LayerDescription.Elementwise.Relu);

    /// <summary>What a configuration says: "first", { name: first, others: tanh }, { name: early, places: [act1, act2] }.</summary>
    public SettingValue Level { get; }

    private static SettingDefinition OthersSetting => new(Others, "the function at the other places", SettingKind.Choice)
    {
        Default = new SettingValue.Text(LayerDescription.Elementwise.Relu.Function!),
        Choices = [.. LayerDescription.Elementwise.Functions.Select(f => new SettingChoice(f.Function!, $"always {f.Function}"))],
    };

    /// <summary>Reads a level of a configuration.</summary>
    /// <exception cref="TrialSettingsException">It is none.</exception>
    public static Placement Read(SettingValue level)
    {
        var settings = level is SettingValue.Group group ? group.Settings
            : new Dictionary<string, SettingValue> { [Name] = level };
        var reader = new SettingsReader(settings, "placement.");
        string function = reader.Has(Others) ? reader.Name(Others) : LayerDescription.Elementwise.Relu.Function!;
        var others = LayerDescription.Elementwise.Functions.FirstOrDefault(f => f.Function == function)
            ?? throw TrialSettingsException.Unknown("function", function, LayerDescription.Elementwise.Functions.Select(f => f.Function!));
        if (settings.TryGetValue(Places, out var places))
        {
            reader.Allow(Name, Places, Others);
            return new Placement(level, Places, [.. ((SettingValue.List)places).Items.Select(p => p.Label)], others);
        }
        reader.Allow(Name, Others);
        string where = reader.Name(Name);
        return Definition.Choices.Any(c => c.Name == where) ? new Placement(level, where, [], others)
            : throw TrialSettingsException.Unknown("placement", where, Definition.Choices.Select(c => c.Name));
    }

    /// <summary>What is wrong with it in a network; null if nothing is.</summary>
    /// <param name="network">With its places empty.</param>
    public UserDefinitionError? Problem(ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        string[] there = [.. network.ActivationPlaces.Select(p => p.Node.Name)];
        string list = there.Length == 0 ? "it has none" : $"its places are {string.Join(", ", there)}";
        if (named.FirstOrDefault(n => !there.Contains(n)) is { } missing)
            return new(Places, $"'{network.Name}' has no place '{missing}' for an activation: {list}.");
        return where is not (All or Places) && Chosen(network).Count == 0
            ? new("", $"No place of '{network.Name}' is '{where}': {(there.Length == 0 ? list : $"it has no blocks; {list}")}.") : null;
    }

    /// <summary>The network with the fixed function at the places where the compared activation does not stand.</summary>
    /// <param name="network">With its places empty.</param>
    /// <exception cref="TrialSettingsException">It has a <see cref="Problem"/> there.</exception>
    public ShapedNetwork Apply(ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (Problem(network) is { } problem)
            throw new TrialSettingsException(problem.Message);
        if (where == All)
            return network;
        var chosen = Chosen(network);
        return ShapedNetwork.Infer(new NetworkDescription(network.Name, [.. network.Nodes.Select((n, i) =>
            n.Node.Layer is LayerDescription.Activation && !chosen.Contains(i) ? n.Node with { Layer = others } : n.Node)]), network.Input);
    }

    /// <inheritdoc/>
    public bool Equals(Placement? other) => other is not null && Level.Equals(other.Level);

    /// <inheritdoc/>
    public override int GetHashCode() => Level.GetHashCode();

    // Numbers of nodes.
    private HashSet<int> Chosen(ShapedNetwork network)
    {
        var places = network.Nodes.Index().Where(n => n.Item.Node.Layer is LayerDescription.Activation);
        return where switch
        {
            Places => [.. places.Where(n => named.Contains(n.Item.Node.Name)).Select(n => n.Index)],
            First => [.. places.Take(1).Select(n => n.Index)],
            _ => ActivationPlacement.Chosen([.. network.Nodes.Select(n => n.Node)], where),
        };
    }

    private static UserDefinitionReading ReadOwn(SettingValue.Group level)
    {
        string[] keys = [Name, Places, Others], functions = [.. LayerDescription.Elementwise.Functions.Select(f => f.Function!)];
        List<UserDefinitionError> errors =
            [.. level.Settings.Keys.Except(keys).Select(key => new UserDefinitionError(key, $"There is no key '{key}' here.", keys, key))];
        if (level.Settings[Places] is not SettingValue.List { Items: { Count: > 0 } items } || items.Any(i => i is not SettingValue.Text))
            errors.Add(new(Places, "Expected names of places, such as [act1, act2]; `sweep list architectures --name` shows them."));
        else if (items.Distinct().Count() < items.Count)
            errors.Add(new(Places, "A place is named twice."));
        if (level.Settings.TryGetValue(Others, out var others) && !functions.Contains(others.Label))
            errors.Add(new(Others, $"'{others.Label}' is no function that can stay.", functions, others.Label));
        return errors.Count > 0 ? UserDefinitionReading.Wrong(errors) : UserDefinitionReading.Right(new SettingValue.Group(
            level.Settings.Where(s => s.Key != Others || s.Value.Label != LayerDescription.Elementwise.Relu.Function)));
    }
}
