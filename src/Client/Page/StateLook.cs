using System.Text;
using Sweep.Client.Report.Drawing;
using Sweep.Store;

namespace Sweep.Client.Page;

/// <summary>How the states of trials look: by colour and by shape, so that either suffices. The map draws the same shapes by map.js, in the
/// colours of the style sheet.</summary>
internal static class StateLook
{
    /// <summary>All states in the order in which legends show them.</summary>
    public static IReadOnlyList<TrialState> All { get; } =
    [
        TrialState.Completed, TrialState.Running, TrialState.Queued, TrialState.Held, TrialState.Diverged, TrialState.Failed,
        TrialState.Pruned, TrialState.Cancelled, TrialState.Unneeded,
    ];

    /// <summary>The rules that give the states their colours.</summary>
    public static string StyleSheet { get; } = MakeStyleSheet();

    /// <summary>Its shape in its colour; a word stands beside it.</summary>
    public static Html Glyph(TrialState state) => Html.Of($"""
        <svg class="glyph state-{Word(state)}" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">{Shape(state)}</svg>
        """);

    /// <summary>Shape and word.</summary>
    public static Html Named(TrialState state) => Html.Of($"""<span class="state">{Glyph(state)} {Word(state)}</span>""");

    /// <summary>A state in lower case.</summary>
    public static string Word(TrialState state) => state.ToString().ToLowerInvariant();

    /// <summary>The colour of a state. Never told by colour alone.</summary>
    public static Ink InkOf(TrialState state) => state switch
    {
        TrialState.Completed => Ink.Series(2),
        TrialState.Diverged => Ink.Series(4),
        TrialState.Failed => Ink.Series(1),
        TrialState.Running => Ink.Series(0),
        TrialState.Pruned => Ink.Series(3),
        _ => Ink.Faint,
    };

    // Filled shapes are results and what runs; open ones and lines are without one.
    private static Html Shape(TrialState state) => Html.Trusted(state switch
    {
        TrialState.Completed => """<rect x="1" y="1" width="12" height="12" fill="currentColor"/>""",
        TrialState.Running => """<path d="M3 1L13 7L3 13Z" fill="currentColor"/>""",
        TrialState.Queued => """<circle cx="7" cy="7" r="2" fill="currentColor"/>""",
        TrialState.Held => """<circle cx="7" cy="7" r="4" fill="none" stroke="currentColor" stroke-width="1.6"/>""",
        TrialState.Diverged => """<path d="M7 1L13.5 12.5L0.5 12.5Z" fill="currentColor"/>""",
        TrialState.Failed => """<path d="M2 2L12 12M12 2L2 12" fill="none" stroke="currentColor" stroke-width="3"/>""",
        TrialState.Pruned => """<path d="M7 12L12.5 2L1.5 2Z" fill="none" stroke="currentColor" stroke-width="1.8"/>""",
        TrialState.Cancelled => """<path d="M2 12L12 2" fill="none" stroke="currentColor" stroke-width="2.4"/>""",
        _ => """<path d="M2 7L12 7" fill="none" stroke="currentColor" stroke-width="2.4"/>""",
    });

    private static string MakeStyleSheet()
    {
        var (light, dark) = (new StringBuilder(), new StringBuilder("@media screen and (prefers-color-scheme: dark) {\n"));
        foreach (var state in All)
        {
            light.Append($".glyph.state-{Word(state)} {{ color: {InkOf(state).Light} }}\n");
            dark.Append($"  .glyph.state-{Word(state)} {{ color: {InkOf(state).Dark} }}\n");
        }
        return $"{light}{dark}}}\n";
    }
}
