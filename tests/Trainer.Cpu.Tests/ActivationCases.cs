using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Small networks with each activation of the catalogue that is a network, in each kind of place; and with texts that have every
/// layer of the language.</summary>
internal static class ActivationCases
{
    /// <summary>How names of cases end whose batch is one vector.</summary>
    public const string OneVector = ", one vector";

    private static readonly NetworkDescription
        Image = new NetworkBuilder("image").Conv2d(6, 3).Activation().Conv2d(5, 3, padding: 1).Activation().Flatten().Linear(4).Build(),
        Signal = new NetworkBuilder("signal").Conv1d(6, 3).Activation().GlobalAveragePool().Linear(4).Build(),
        Vector = new NetworkBuilder("vector").Flatten().Linear(7).Activation().Linear(3).Build();

    /// <summary>By name.</summary>
    public static IEnumerable<KeyValuePair<string, Func<NetworkCase>>> All =>
    [
        .. ActivationCatalogue.All.Where(a => a.Network is not null).SelectMany(a => Places(a.Name, a)),
        .. Others.SelectMany(a => Places(a.Name, a.Activation).Take(2)),
    ];

    private static IEnumerable<(string Name, ActivationDefinition Activation)> Others =>
    [
        .. Variants.Select(level => (level.Label, ActivationLevel.Read(level))),
        .. Texts.Select(text => (text, ActivationDefinition.FromUserNetwork("mine", text).Definition!)),
        ("learned in a network", ActivationDefinition.FromUserNetwork("mine", "act(a*x)*sigmoid(b*globalmax(x))",
            [new("a", 1.25), new("b", 0.5)], ParameterScope.PerChannel, ActivationCatalogue.Find("tanh")).Definition!),
    ];

    private static SettingValue.Group[] Variants =>
    [
        Level("maxout", ("pools", Invented.Number(3))), Level("se", ("around", Invented.Text("tanh"))),
        Level("se", ("around", Invented.Text("rrelu"))), Level("elsa", ("around", Invented.Text("aprelu"))),
        Level("taaf", ("around", Invented.Text("prelu-channel"))), Level("taaf", ("around", Invented.Text("frelu"))),
    ];

    private static string[] Texts =>
    [
        "x*tanh(conv(C,3)(x))", "x + globalmax(conv(C,3)(x))", "x*softmax(x)",
        "max(chunk(1,2)(conv(2*C,1)(x)), chunk(2,2)(conv(2*C,1)(x)))", "x - channelavg(x)*channelmax(x)",
    ];

    private static Dictionary<string, Func<NetworkCase>> Places(string name, ActivationDefinition activation) => new()
    {
        [$"{name}"] = () => new(Image, new(2, 7, 6), samples: 18, activation, shake: true),
        [$"{name}, vectors"] = () => new(Vector, new(2, 3, 3), samples: 35, activation, shake: true),
        [$"{name}{OneVector}"] = () => new(Vector, new(2, 3, 3), samples: 1, activation, shake: true),
        [$"{name}, one dimension"] = () => new(Signal, new(2, 1, 11), samples: 18, activation, shake: true),
    };

    private static SettingValue.Group Level(string name, params (string Key, SettingValue Value)[] settings) =>
        new([new("name", Invented.Text(name)), .. settings.Select(s => KeyValuePair.Create(s.Key, s.Value))]);
}
