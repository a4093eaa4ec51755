using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Drawn;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Small images of three classes that a network can tell apart, and trials on them.</summary>
internal static class Invented
{
    public const int Train = 600, Test = 150;

    public static Dataset Stripes { get; } = new("stripes", 1, 28, 28, 3, Split("train", Train), Split("test", Test));

    /// <summary>The first of the drawn images with masks.</summary>
    public static Dataset Masks { get; } =
        ShapeMasks.Description.Format.Read(ShapeMasks.Description with { TrainCount = 96, TestCount = 40 }, [], default);

    /// <summary>Samples of three numbers with two to be predicted, of very different units.</summary>
    public static Dataset Numbers { get; } = new("plane", 3, 1, 1, new Regression(2), NumberSplit("train", 256), NumberSplit("test", 64));

    /// <summary>A small network on <see cref="Numbers"/>.</summary>
    public static TrialDescription NumberTrial(int seed, params (string Name, SettingValue Value)[] settings) => Trial(seed,
    [
        ("dataset", Text("plane")), ("batchSize", Number(32)),
        ("architecture", Group(("name", Text("mlp")), ("hidden", Text("16")))), .. settings,
    ]);

    /// <summary>Noise of seven classes in images of 6 x 6, of which class 0 is rare.</summary>
    public static Dataset Seven { get; } = new("seven", 1, 6, 6, 7, SevenSplit("train", 200), SevenSplit("test", 90));

    /// <summary>A small U-Net on <see cref="Masks"/>.</summary>
    public static TrialDescription MaskTrial(int seed, params (string Name, SettingValue Value)[] settings) => Trial(seed,
    [
        ("dataset", Text("shape-masks")), ("learningRate", Number(0.02)), ("batchSize", Number(16)),
        ("architecture", Group(("name", Text("unet")), ("levels", Number(2)), ("width", Number(4)))), .. settings,
    ]);

    public static SettingValue.Group Group(params (string Name, SettingValue Value)[] settings) =>
        new(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)));

    public static TrialDescription Trial(int seed = 0, params (string Name, SettingValue Value)[] settings)
    {
        var all = new Dictionary<string, SettingValue>
        {
            ["dataset"] = Text("stripes"),
            ["architecture"] = Text("mnist-conv"),
            ["activation"] = Text("arelu"),
            ["optimizer"] = new SettingValue.Group([new("name", Text("sgd")), new("momentum", Number(0.9))]),
            ["learningRate"] = Number(0.01),
            ["epochs"] = Number(2),
            ["batchSize"] = Number(64),
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        var configuration = new Configuration(all);
        return new TrialDescription(new TrialId($"t1-{configuration.Id.Value}-{seed}"), configuration, new Seed(seed),
            new StreamKey((ulong)seed + 77));
    }

    public static SettingValue Text(string value) => new SettingValue.Text(value);

    public static SettingValue Number(double value) => new SettingValue.Number(value);

    private static DatasetSplit NumberSplit(string part, int count)
    {
        var random = RandomStream.For(new StreamKey(12), part);
        float[] samples = new float[count * 3], targets = new float[count * 2];
        for (int n = 0; n < count; n++)
        {
            for (int i = 0; i < 3; i++)
                samples[n * 3 + i] = (float)(2 * random.NextDouble() - 1);
            float x = samples[n * 3], y = samples[n * 3 + 1], z = samples[n * 3 + 2];
            targets[n * 2] = 1000 + 50 * (x - 2 * y) + 20 * (float)random.NextDouble();
            targets[n * 2 + 1] = 0.01f * (z * z + x) - 0.02f;
        }
        return new DatasetSplit(new SampleValues.Numbers(samples), new Targets.Numbers(targets, 2));
    }

    private static DatasetSplit SevenSplit(string part, int count)
    {
        var random = RandomStream.For(new StreamKey(13), part);
        var images = new byte[count * 36];
        var labels = new byte[count];
        for (int n = 0; n < count; n++)
        {
            labels[n] = (byte)Math.Max(0, random.NextInt(30) % 7 - random.NextInt(2));
            for (int i = 0; i < 36; i++)
                images[n * 36 + i] = (byte)(i / 5 == labels[n] ? 120 + random.NextInt(120) : random.NextInt(200));
        }
        return new DatasetSplit(images, labels);
    }

    // Class 0: horizontal stripes, 1: vertical, 2: diagonal; all with noise and a random phase.
    private static DatasetSplit Split(string part, int count)
    {
        var random = RandomStream.For(new StreamKey(11), part);
        var images = new byte[count * 784];
        var labels = new byte[count];
        for (int n = 0; n < count; n++)
        {
            labels[n] = (byte)random.NextInt(3);
            double phase = random.NextDouble() * 6.28;
            for (int i = 0; i < 784; i++)
            {
                int position = labels[n] switch { 0 => i / 28, 1 => i % 28, _ => i / 28 + i % 28 };
                images[n * 784 + i] = (byte)(100 + 60 * Math.Sin(position * 1.1 + phase) + 90 * random.NextDouble());
            }
        }
        return new DatasetSplit(images, labels);
    }
}
