using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;

namespace Sweep.Trainer.Tests.Training;

/// <summary>Small images of many classes, few of each, and trials of meta learning on them.</summary>
internal static class Blobs
{
    public const int Classes = 50, TrainEach = 6, TestEach = 2, Side = 8;

    /// <summary>Each class has a pattern of its own, under noise; images stand in the order of their classes.</summary>
    public static Dataset Dataset { get; } =
        new("blobs", 1, Side, Side, Classes, Split("train", TrainEach), Split("test", TestEach));

    /// <summary>The class of a sample, by its number: those of the test split are behind those of the training split.</summary>
    public static int ClassOf(int sample) => sample < Classes * TrainEach ? sample / TrainEach
        : (sample - Classes * TrainEach) / TestEach;

    /// <summary>Trains a small network on tasks of three classes.</summary>
    /// <param name="seed">Of the trial.</param>
    /// <param name="meta">Settings of meta beside its name and small sizes.</param>
    /// <param name="settings">Other settings.</param>
    public static TrialDescription Trial(int seed, (string Name, SettingValue Value)[] meta,
        params (string Name, SettingValue Value)[] settings)
    {
        Dictionary<string, SettingValue> level = new()
        {
            ["name"] = Text("maml"), ["ways"] = Number(3), ["shots"] = Number(1), ["queries"] = Number(4), ["innerSteps"] = Number(2),
            ["innerRate"] = Number(0.3), ["tasksPerStep"] = Number(2), ["stepsPerEpoch"] = Number(10), ["judgedTasks"] = Number(20),
        };
        foreach (var (name, value) in meta)
            level[name] = value;
        Dictionary<string, SettingValue> all = new()
        {
            ["dataset"] = Text("blobs"), ["architecture"] = Group(("name", Text("mlp")), ("hidden", Text("64"))),
            ["activation"] = Text("relu"), ["optimizer"] = Text("adam"), ["learningRate"] = Number(0.003), ["epochs"] = Number(2),
            ["meta"] = new SettingValue.Group(level),
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        var configuration = new Configuration(all);
        return new TrialDescription(new TrialId($"t1-{configuration.Id.Value}-{seed}"), configuration, new Seed(seed),
            new StreamKey((ulong)seed + 501));
    }

    public static SettingValue.Group Group(params (string Name, SettingValue Value)[] settings) =>
        new(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)));

    public static SettingValue Text(string value) => new SettingValue.Text(value);

    public static SettingValue Number(double value) => new SettingValue.Number(value);

    private static DatasetSplit Split(string part, int each)
    {
        var noise = RandomStream.For(new StreamKey(21), part);
        byte[] images = new byte[Classes * each * Side * Side], labels = new byte[Classes * each];
        for (int n = 0; n < labels.Length; n++)
        {
            labels[n] = (byte)(n / each);
            var pattern = RandomStream.For(new StreamKey(22), $"class/{labels[n]}");
            for (int i = 0; i < Side * Side; i++)
                images[n * Side * Side + i] = (byte)(30 + 130 * pattern.NextInt(2) + noise.NextInt(90));
        }
        return new DatasetSplit(images, labels);
    }
}
