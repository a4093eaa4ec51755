using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Planning.Trials;

namespace Sweep.Programs.Reports;

/// <summary>What the attempts at a trial have reported, in a file beside the trial's folder, so that an attempt that goes on from a
/// checkpoint has the epochs before it.</summary>
/// <param name="file">JSON lines; made when first needed.</param>
internal sealed class EpochJournal(string file) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private StreamWriter? writer;

    /// <summary>What earlier attempts reported before an epoch; what they reported from there on is forgotten.</summary>
    public IReadOnlyList<EpochMetrics> Begin(int epoch)
    {
        var before = Read().Where(e => e.Epoch < epoch).ToList();
        string whole = file + ".new"; // a worker that dies meanwhile leaves the old one
        writer = new StreamWriter(whole, append: false) { AutoFlush = true };
        foreach (var earlier in before)
            Add(earlier);
        File.Move(whole, file, overwrite: true);
        return before;
    }

    /// <summary>All that earlier attempts reported.</summary>
    public IReadOnlyList<EpochMetrics> Read()
    {
        if (!File.Exists(file))
            return [];
        var epochs = new List<EpochMetrics>();
        foreach (string line in File.ReadLines(file))
        {
            try
            {
                if (JsonSerializer.Deserialize<Entry>(line, Json) is { Values: not null } entry)
                    epochs.Add(new EpochMetrics(entry.Epoch, [.. entry.Values]));
            }
            catch (JsonException)
            {
                break; // the worker died while it wrote this line
            }
        }
        return epochs;
    }

    /// <summary>Adds what was reported, after <see cref="Begin"/>.</summary>
    public void Add(EpochMetrics metrics) =>
        writer!.WriteLine(JsonSerializer.Serialize(new Entry(metrics.Epoch, metrics.Values.ToDictionary()), Json));

    /// <inheritdoc/>
    public void Dispose() => writer?.Dispose();

    private sealed record Entry(int Epoch, Dictionary<string, double> Values);
}
