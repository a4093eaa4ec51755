using Spectre.Console.Testing;
using Sweep.Client.Compare;
using Sweep.Store;

namespace Sweep.Client.Tests.Compare;

/// <summary>From a study to what is read on a terminal.</summary>
internal static class Rendering
{
    /// <summary>The answer to what was planned, or to the settings.</summary>
    public static ComparisonView Answer(Study study, CompareSettings? settings = null)
    {
        settings ??= new() { Vocabulary = Study.Vocabulary };
        var question = CompareQuestion.Resolve(study.Plan, settings);
        return CompareQuery.Answer(new SweepIdentity(study.Plan.Name, study.Plan.Hash), question, [.. study.Rows.Select(r => TrialResult.Of(r, question.Asked))], settings);
    }

    /// <summary>The text on a terminal of so many columns.</summary>
    public static string Table(ComparisonView view, int width = 80)
    {
        var console = new TestConsole();
        console.Profile.Width = width;
        console.Write(view.ToTable());
        return string.Join('\n', console.Output.Split('\n').Select(l => l.TrimEnd()));
    }
}
