using System.Globalization;
using System.IO.Enumeration;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>Which learned tensors the last phase leaves as the phase before made them, as <c>requires_grad = False</c> does in PyTorch:
/// they have no gradient, no weight decay, no state of the optimizer, no average, and no part in the norm that gradients are clipped
/// by. Running statistics of batch norms are no learned tensors: they follow the new samples, frozen or not.</summary>
/// <param name="Level">As the spec has it, not <c>none</c>.</param>
public sealed record Freezing(SettingValue Level)
{
    private const string Setting = "freeze", None = "none", AllButHead = "all-but-head", AllButActivations = "all-but-activations",
        FirstLayers = "first-layers", Depth = "depth", Nodes = "nodes";

    /// <summary>The setting <c>freeze</c>.</summary>
    public static SettingDefinition Definition { get; } = new(Setting, "what of the network the training leaves as 'pretrain' made it",
        SettingKind.Choice)
    {
        Default = new SettingValue.Text(None), OmitWhenDefault = true,
        UserDefinitions = [new UserDefinition(Nodes, "list of nodes", ReadNodes)],
        Choices =
        [
            new(None, "nothing"),
            new(AllButHead, "all but the last layer with weights: a linear probe"),
            new(AllButActivations, "all but what activations have learned"),
            new(FirstLayers, "the first layers with weights, and all that lies before the next one",
                [new(Depth, "how many layers", SettingKind.Integer) { Minimum = 1, IsRequired = true }]),
        ],
    };

    /// <summary>Reads a level: a name, <c>{ name: first-layers, depth: 2 }</c>, or <c>{ name, nodes: [conv1, "stage1.*"] }</c>.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">It is no such level.</exception>
    public static Freezing? Read(SettingValue level)
    {
        ArgumentNullException.ThrowIfNull(level);
        bool isKnown = level switch
        {
            SettingValue.Text { Value: None or AllButHead or AllButActivations } => true,
            SettingValue.Group group when group.Settings.ContainsKey(Nodes) => ReadNodes(group) is { Errors.Count: 0 },
            SettingValue.Group group => group.Settings.GetValueOrDefault("name") is SettingValue.Text { Value: FirstLayers }
                && group.Settings.GetValueOrDefault(Depth) is SettingValue.Number { Value: >= 1 },
            _ => false,
        };
        if (!isKnown)
            throw new TrialSettingsException($"The setting '{Setting}' is none, {AllButHead}, {AllButActivations}, "
                + $"{{ name: {FirstLayers}, {Depth}: 2 }} or {{ name: mine, {Nodes}: [conv1] }}, not {level}.");
        return level is SettingValue.Text { Value: None } ? null : new Freezing(level);
    }

    /// <summary>The network with what is frozen marked (<see cref="ParameterDescription.IsFrozen"/>).</summary>
    /// <param name="places">The network with its activations' places empty.</param>
    /// <param name="network">The same with the activation in them.</param>
    /// <exception cref="TrialSettingsException">A name matches nothing, or nothing is left to learn.</exception>
    public ShapedNetwork Apply(ShapedNetwork places, ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(network);
        string[] activations = [.. places.ActivationPlaces.Select(p => p.Node.Name)];
        var frozen = network.Freeze(IsFrozen(network, places, activations));
        return frozen.Parameters.Any(p => !p.IsFrozen) ? frozen : throw new TrialSettingsException(
            $"{Setting}: {Level.Label} leaves nothing of {network.Name} to learn. "
            + (Level is SettingValue.Text { Value: AllButActivations }
                ? "The activation has no learned numbers: use one that has, or leave the pair out by 'exclude'."
                : "Freeze less."));
    }

    private Func<ShapedNode, bool> IsFrozen(ShapedNetwork network, ShapedNetwork places, string[] activations)
    {
        if (Level is SettingValue.Text { Value: var name })
        {
            return name == AllButHead
                ? node => node.Node.Name != places.Head?.Node.Name
                : node => !activations.Any(a => IsWithin(node, a));
        }
        var group = (SettingValue.Group)Level;
        if (group.Settings.TryGetValue(Nodes, out var list))
        {
            string[] patterns = [.. ((SettingValue.List)list).Items.Select(i => ((SettingValue.Text)i).Value)];
            Check(patterns, network, activations);
            return node => patterns.Any(p => Matches(p, node.Node.Name));
        }
        int count = (int)((SettingValue.Number)group.Settings[Depth]).Value;
        string[] layers = [.. places.Nodes.Where(n => n.Parameters.Any(p => p.Role == ParameterRole.Weight)).Select(n => n.Node.Name)];
        if (count >= layers.Length)
            throw new TrialSettingsException(string.Create(CultureInfo.InvariantCulture,
                $"{Setting}: {network.Name} has {layers.Length} layers with weights ({string.Join(", ", layers)}), and one at least is to ")
                + string.Create(CultureInfo.InvariantCulture, $"learn: freeze at most the first {layers.Length - 1}."));
        int end = network.Nodes.TakeWhile(n => n.Node.Name != layers[count]).Count();
        return network.Nodes.Take(end).ToHashSet().Contains;
    }

    private static void Check(string[] patterns, ShapedNetwork network, string[] activations)
    {
        string[] named = [.. network.Nodes.Where(n => n.Parameters.Length > 0 || activations.Any(a => IsWithin(n, a)))
            .Select(n => n.Node.Name)];
        string[] lost = [.. patterns.Where(p => !named.Any(n => Matches(p, n)))];
        if (lost.Length > 0)
            throw new TrialSettingsException($"{Setting}: {string.Join(" and ", lost.Select(p => $"'{p}'"))} "
                + $"{(lost.Length == 1 ? "matches" : "match")} nothing that {network.Name} learns. There "
                + $"{(named.Length == 1 ? "is" : "are")} {TrialSettingsException.List(named)}.");
    }

    // A name stands for all that is in it, too: stage1 for stage1.block1.conv1.
    private static bool Matches(string pattern, string node) => FileSystemName.MatchesSimpleExpression(pattern, node, ignoreCase: false)
        || FileSystemName.MatchesSimpleExpression($"{pattern}.*", node, ignoreCase: false);

    private static bool IsWithin(ShapedNode node, string place) =>
        node.Node.Name == place || node.Node.Name.StartsWith($"{place}.", StringComparison.Ordinal);

    private static UserDefinitionReading ReadNodes(SettingValue.Group level)
    {
        string[] keys = ["name", Nodes];
        List<UserDefinitionError> errors =
            [.. level.Settings.Keys.Except(keys).Select(k => new UserDefinitionError(k, $"There is no key '{k}' here.", keys, k))];
        if (level.Settings[Nodes] is not SettingValue.List { Items: { Count: > 0 } items })
            errors.Add(new(Nodes, $"Expected a list of nodes, such as [conv1, \"stage1.*\"], found {level.Settings[Nodes].Kind}."));
        else
            errors.AddRange(items.Index().Where(i => i.Item is not SettingValue.Text).Select(i => new UserDefinitionError(
                string.Create(CultureInfo.InvariantCulture, $"{Nodes}[{i.Index}]"), $"Expected the name of a node, found {i.Item.Kind}.")));
        return errors.Count > 0 ? UserDefinitionReading.Wrong(errors) : UserDefinitionReading.Right(level);
    }
}
