using Sweep.Import.Sources;
using Sweep.Planning.Trials;

namespace Sweep.Import.Tests;

/// <summary>Reading sources, and what came of it in short.</summary>
internal static class Readings
{
    public static ImportQuestion Ask(params IReadOnlyList<string> metrics) => new("activation", metrics) { Seed = "seed" };

    public static async Task<ImportReading> ReadAsync(string path, ImportQuestion? question = null, string? format = null)
    {
        Assert.True(ImportSources.TryFind(path, format, out var source, out string? mistake), mistake);
        return await source.ReadAsync(path, question ?? Ask(), CancellationToken.None);
    }

    public static async Task<ImportedStudy> StudyAsync(string path, ImportQuestion? question = null)
    {
        var reading = await ReadAsync(path, question);
        Assert.Empty(reading.Mistakes);
        return reading.Study!;
    }

    public static async Task<IReadOnlyList<string>> MistakesAsync(string path, ImportQuestion? question = null, string? format = null)
    {
        var reading = await ReadAsync(path, question, format);
        Assert.Null(reading.Study);
        return reading.Mistakes;
    }

    /// <summary>"activation=relu seed=1".</summary>
    public static string Text(IReadOnlyDictionary<string, SettingValue> settings) =>
        string.Join(' ', settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value.Label}"));

    /// <summary>"1: loss=0.5 | 2: loss=0.25 acc=0.9".</summary>
    public static string Text(IReadOnlyList<EpochMetrics> epochs) => string.Join(" | ", epochs.Select(e => FormattableString.Invariant(
        $"{e.Epoch}: {string.Join(' ', e.Values.Select(v => FormattableString.Invariant($"{v.Key}={v.Value}")))}")));
}
