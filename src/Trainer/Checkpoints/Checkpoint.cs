using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Checkpoints;

/// <summary>A training after an epoch: from here it goes on bit for bit as if it had never stopped.</summary>
/// <remarks>Random streams are derived from the epoch's number, so that nothing of them has to be kept.</remarks>
/// <param name="Trial">Which trial.</param>
/// <param name="EngineKind">What computed it (<see cref="IEngine.Kind"/>): another kind would go on with other bits.</param>
/// <param name="PhaseNumber">Number of the phase, from 0.</param>
/// <param name="Epoch">Epochs of the phase that are done.</param>
/// <param name="OptimizerSteps">Steps of the phase's optimizer.</param>
/// <param name="TotalSteps">Steps of all phases.</param>
/// <param name="Metrics">Of all epochs so far, those of earlier phases included.</param>
/// <param name="Tensors">What training changes (<see cref="IEngineSession.Save"/>).</param>
internal sealed record Checkpoint(TrialId Trial, string EngineKind, int PhaseNumber, int Epoch, long OptimizerSteps, long TotalSteps,
    IReadOnlyList<EpochMetrics> Metrics, IReadOnlyList<NamedTensor> Tensors)
{
    private const string Format = "sweep checkpoint 1";

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes it as a safetensors file.</summary>
    public void Write(Stream file)
    {
        var facts = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["trial"] = Trial.Value,
            ["engine"] = EngineKind,
            ["phase"] = Text(PhaseNumber),
            ["epoch"] = Text(Epoch),
            ["optimizerSteps"] = Text(OptimizerSteps),
            ["totalSteps"] = Text(TotalSteps),
            ["metrics"] = JsonSerializer.Serialize(Metrics.Select(m => new StoredMetrics(m.Epoch, m.Values.ToDictionary())), Json),
        };
        facts["sha256"] = Hash(facts, Tensors);
        SafeTensors.Write(file, facts, Tensors);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no checkpoint of this format.</exception>
    public static Checkpoint Read(Stream file)
    {
        var (facts, tensors) = SafeTensors.Read(file);
        if (facts.GetValueOrDefault("format") != Format)
            throw new InvalidDataException($"it is not of the format '{Format}'");
        if (facts.GetValueOrDefault("sha256") != Hash(facts, tensors))
            throw new InvalidDataException("its checksum does not fit its content");
        try
        {
            var metrics = JsonSerializer.Deserialize<List<StoredMetrics>>(facts["metrics"], Json) ?? [];
            return new Checkpoint(new TrialId(facts["trial"]), facts["engine"], Number<int>("phase"), Number<int>("epoch"),
                Number<long>("optimizerSteps"),
                Number<long>("totalSteps"), [.. metrics.Select(m => new EpochMetrics(m.Epoch, [.. m.Values]))], tensors);
        }
        catch (Exception damage) when (damage is KeyNotFoundException or FormatException or OverflowException or JsonException)
        {
            throw new InvalidDataException($"its facts cannot be read ({damage.Message})", damage);
        }

        T Number<T>(string name)
            where T : IParsable<T> => T.Parse(facts[name], CultureInfo.InvariantCulture);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Hash(IReadOnlyDictionary<string, string> facts, IReadOnlyList<NamedTensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in facts.Where(f => f.Key != "sha256").OrderBy(f => f.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}={value}\n"));
        foreach (var tensor in tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} {string.Join('x', tensor.Shape)}\n"));
            hash.AppendData(MemoryMarshal.AsBytes<float>(tensor.Values));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record StoredMetrics(int Epoch, Dictionary<string, double> Values);
}
