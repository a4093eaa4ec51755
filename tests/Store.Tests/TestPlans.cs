using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

/// <summary>Small plans: activations x learning rates x seeds, with ids that depend on the content as real ones do.</summary>
internal static class TestPlans
{
    public static SweepPlan Create(string name, string[]? activations = null, double[]? learningRates = null, int seeds = 3,
        RetryPlan? retry = null,
        ComparisonPlan? comparison = null, KeepPlan? keep = null)
    {
        string[] chosen = activations ?? ["relu", "arelu"];
        double[] rates = learningRates ?? [0.01];
        string hash = "p1-" + Hex($"{name} {string.Join(",", chosen)} {string.Join(",", rates.Select(Invariant))} {seeds} {retry} "
            + $"{(comparison?.Looks is { } looks ? string.Join(",", looks.SeedCounts) : "")}");
        return new SweepPlan(name, new PlanHash(hash), $"name: {name} # seeds {seeds}", (long)chosen.Length * rates.Length * seeds,
            () => from activation in chosen from rate in rates from seed in Enumerable.Range(0, seeds) select Trial(activation, rate, seed),
            comparison, retry ?? new RetryPlan(), new StopPlan())
        {
            Keep = keep ?? KeepPlan.Nothing,
        };
    }

    /// <summary>Many trials of one configuration per hundred, computed one by one.</summary>
    public static SweepPlan Large(string name, int count) =>
        new(name, new PlanHash("p1-" + Hex(name + Invariant(count))), "name: " + name, count,
        () => Enumerable.Range(0, count).Select(i => Trial("relu", 1e-6 * (1 + i / 100), i % 100)), null, new RetryPlan(), new StopPlan());

    public static Configuration Configuration(string activation, double learningRate) => new(
    [
        new("activation", new SettingValue.Text(activation)),
        new("architecture", new SettingValue.Text("mnist-conv")),
        new("batchSize", new SettingValue.Number(128)),
        new("dataset", new SettingValue.Text("mnist")),
        new("epochs", new SettingValue.Number(2)),
        new("learningRate", new SettingValue.Number(learningRate)),
        new("optimizer", new SettingValue.Group([new("name", new SettingValue.Text("sgd")),
            new("momentum", new SettingValue.Number(0.9))])),
    ]);

    public static TrialDescription Trial(string activation, double learningRate, int seed)
    {
        var configuration = Configuration(activation, learningRate);
        // Paired across activations: the stream key leaves them out.
        ulong stream = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(Invariant(learningRate) + "/" + Invariant(seed))));
        return new TrialDescription(new TrialId("t1-" + Hex(configuration.CanonicalJson + seed)), configuration, new Seed(seed),
            new StreamKey(stream));
    }

    private static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
