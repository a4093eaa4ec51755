using Sweep.Planning.Errors;
using Sweep.Planning.Specs;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;

namespace Sweep.Planning.Tests.Specs.Trainers;

/// <summary>Specs whose trainer is a program, and a folder with its files.</summary>
internal sealed class ProgramSpec : IDisposable
{
    /// <summary>A complete spec.</summary>
    public const string Text = """
        name: torch-activations
        trainer:
          command: [python3, train.py]
          settings:
            activation: [relu, elu, gelu]
            learningRate: { type: number, above: 0, maximum: 1, default: 0.01 }
            hidden: 64
            augment: false
            tag: { type: text, default: "" }
          metrics:
            testAccuracy: { better: larger, unit: fraction }
            testLoss: smaller
        learningRate: 0.05
        grid: { activation: [relu, elu] }
        seeds: 5
        compare: { factor: activation, baseline: relu }
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sweep-program");

    /// <summary>The files of the folder.</summary>
    public TrackedFiles Files => new(folder.FullName);

    /// <summary>The spec with a tracked file.</summary>
    public static string Tracking => Text.Replace("  settings:", "  track: [train.py]\n  settings:", StringComparison.Ordinal);

    /// <summary>Writes a file.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text);

    /// <summary>Reads a spec without mistakes.</summary>
    public static SweepSpec Read(string yaml, TrackedFiles? files = null)
    {
        var reading = SpecReader.Read(yaml, TestVocabulary.Standard, files);
        Assert.True(reading.IsValid, string.Join("\n", reading.Errors));
        return reading.Spec;
    }

    /// <summary>The mistakes of the spec after a change.</summary>
    public static IReadOnlyList<SpecError> Errors(string old, string changed, TrackedFiles? files = null)
    {
        Assert.Contains(old, Text, StringComparison.Ordinal);
        return SpecReader.Read(Text.Replace(old, changed, StringComparison.Ordinal), TestVocabulary.Standard, files).Errors;
    }

    /// <summary>The only mistake of the spec after a change.</summary>
    public static SpecError Error(string old, string changed, TrackedFiles? files = null) => Assert.Single(Errors(old, changed, files));

    public void Dispose() => folder.Delete(recursive: true);
}
