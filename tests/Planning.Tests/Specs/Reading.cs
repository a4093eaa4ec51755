using Sweep.Planning.Errors;
using Sweep.Planning.Specs;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Tests.Specs;

/// <summary>Reads test specs.</summary>
internal static class Reading
{
    /// <summary>The lines every complete spec needs, for tests about something else.</summary>
    public const string Head = "name: test\ndataset: mnist\narchitecture: mnist-conv\n";

    public static SweepSpec Spec(string yaml, SpecVocabulary? vocabulary = null)
    {
        var reading = SpecReader.Read(yaml, vocabulary ?? TestVocabulary.Standard);
        Assert.True(reading.IsValid, string.Join("\n", reading.Errors));
        return reading.Spec;
    }

    public static IReadOnlyList<SpecError> Errors(string yaml) => SpecReader.Read(yaml, TestVocabulary.Standard).Errors;

    /// <summary>The only mistake of a spec made of <see cref="Head"/>, a learning rate, three seeds and <paramref name="body"/>, which
    /// begins in line 6.</summary>
    public static SpecError Error(string body) => Assert.Single(Errors(Head + "learningRate: 0.1\nseeds: 3\n" + body));

    /// <summary>Levels of the given settings for each configuration, in order, such as "relu/0.1".</summary>
    public static IReadOnlyList<string> Combinations(string yaml, params string[] settings) =>
        [.. Spec(yaml).ToPlan().Trials.Where(t => t.Seed.Value == 0)
            .Select(t => string.Join("/", settings.Select(s => t.Configuration.Settings.TryGetValue(s, out var v) ? v.Label : "-")))];
}
