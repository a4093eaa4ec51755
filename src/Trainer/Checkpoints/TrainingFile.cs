using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Checkpoints;

/// <summary>Files of trainings: safetensors with facts, the metrics of epochs, and a checksum of all of it.</summary>
internal static class TrainingFile
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes one.</summary>
    /// <param name="file">Where.</param>
    /// <param name="format">Its name and version.</param>
    /// <param name="facts">By name.</param>
    /// <param name="metrics">Of the epochs so far.</param>
    /// <param name="tensors">What was learned.</param>
    public static void Write(Stream file, string format, IReadOnlyDictionary<string, string> facts, IReadOnlyList<EpochMetrics> metrics,
        IReadOnlyList<NamedTensor> tensors)
    {
        var all = new Dictionary<string, string>(facts)
        {
            ["format"] = format,
            ["metrics"] = JsonSerializer.Serialize(metrics.Select(m => new StoredMetrics(m.Epoch, m.Values.ToDictionary())), Json),
        };
        all["sha256"] = Hash(all, tensors);
        SafeTensors.Write(file, all, tensors);
    }

    /// <summary>Reads one.</summary>
    /// <typeparam name="T">What is made of it.</typeparam>
    /// <param name="file">Where.</param>
    /// <param name="format">The name and version that it must have.</param>
    /// <param name="make">Makes it of the facts, the metrics and the tensors.</param>
    /// <exception cref="InvalidDataException">It is damaged, or not of this format.</exception>
    public static T Read<T>(Stream file, string format,
        Func<IReadOnlyDictionary<string, string>, IReadOnlyList<EpochMetrics>, IReadOnlyList<NamedTensor>, T> make)
    {
        var (facts, tensors) = SafeTensors.Read(file);
        if (facts.GetValueOrDefault("format") != format)
            throw new InvalidDataException($"it is not of the format '{format}'");
        if (facts.GetValueOrDefault("sha256") != Hash(facts, tensors))
            throw new InvalidDataException("its checksum does not fit its content");
        try
        {
            var metrics = JsonSerializer.Deserialize<List<StoredMetrics>>(facts["metrics"], Json) ?? [];
            return make(facts, [.. metrics.Select(m => new EpochMetrics(m.Epoch, [.. m.Values]))], tensors);
        }
        catch (Exception damage) when (damage is KeyNotFoundException or FormatException or OverflowException or JsonException)
        {
            throw new InvalidDataException($"its facts cannot be read ({damage.Message})", damage);
        }
    }

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
