using System.Text;
using Sweep.Planning.Expansion;

namespace Sweep.Client.Report.Drawing;

/// <summary>A colour on light and on dark ground. The light one is also written as an attribute, for programs that know no style
/// sheets.</summary>
/// <param name="Name">Short name, part of class names.</param>
/// <param name="Light">On white paper.</param>
/// <param name="Dark">On a dark screen.</param>
/// <remarks>The series colours are those of Okabe and Ito (Color Universal Design, 2008), told apart by colour-blind readers; shape and
/// dash tell the same for readers of black and white. The blue is lightened on dark ground, and black becomes the set's yellow.</remarks>
internal sealed record Ink(string Name, string Light, string Dark)
{
    private static readonly Ink[] Palette =
    [
        new("c0", "#0072B2", "#4FA8E0"), new("c1", "#D55E00", "#E8762B"), new("c2", "#009E73", "#1FBF92"), new("c3", "#B5588B", "#D68FB8"),
        new("c4", "#E69F00", "#E69F00"), new("c5", "#56B4E9", "#86CBF2"), new("c6", "#000000", "#F0E442"),
    ];

    /// <summary>Words and axes.</summary>
    public static Ink Text { get; } = new("text", "#1B1E23", "#E8EAED");

    /// <summary>Secondary words.</summary>
    public static Ink Faint { get; } = new("faint", "#5B626C", "#A7AEB8");

    /// <summary>Grid lines.</summary>
    public static Ink Grid { get; } = new("grid", "#DFE3E8", "#343A43");

    /// <summary>The region of practical equivalence.</summary>
    public static Ink Region { get; } = new("region", "#D9DEE5", "#39414C");

    /// <summary>The page itself: the inside of hollow marks.</summary>
    public static Ink Paper { get; } = new("paper", "#FFFFFF", "#15181D");

    /// <summary>The colour of a series; there are seven, then they repeat with other shapes.</summary>
    public static Ink Series(int index) => Palette[index % Palette.Length];

    /// <summary>The rules that turn attributes into dark colours where the reader's screen is dark.</summary>
    public static string StyleSheet { get; } = MakeStyleSheet();

    private static string MakeStyleSheet()
    {
        var text = new StringBuilder("@media screen and (prefers-color-scheme: dark) {\n");
        foreach (var ink in Palette.Concat([Text, Faint, Grid, Region, Paper]))
            text.Append($"  .s-{ink.Name} {{ stroke: {ink.Dark} }} .f-{ink.Name} {{ fill: {ink.Dark} }}\n");
        return text.Append("}\n").ToString();
    }
}
