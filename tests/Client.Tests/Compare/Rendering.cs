using Spectre.Console.Testing;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;

namespace Sweep.Client.Tests.Compare;

/// <summary>From a study to what is read on a terminal.</summary>
internal static class Rendering
{
    /// <summary>A question for what was planned, asked by this program.</summary>
    public static CompareSettings AsPlanned { get; } = Study.AsPlanned with { Trainer = TrainerKnowledge.Facts };

    /// <summary>The answer to what was planned, or to the settings.</summary>
    public static ComparisonView Answer(Study study, CompareSettings? settings = null) => study.Answer(settings ?? AsPlanned);

    /// <summary>The text on a terminal of so many columns.</summary>
    public static string Table(ComparisonView view, int width = 80)
    {
        var console = new TestConsole();
        console.Profile.Width = width;
        console.Write(ComparisonRendering.Render(view));
        return string.Join('\n', console.Output.Split('\n').Select(l => l.TrimEnd()));
    }
}
