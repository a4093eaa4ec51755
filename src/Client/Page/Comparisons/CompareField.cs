namespace Sweep.Client.Page.Comparisons;

/// <summary>A parameter of a comparison: the name in addresses and forms, the option of `sweep compare`, and what people read.</summary>
/// <param name="Name">In addresses: "allPairs".</param>
/// <param name="Option">On the command line: "--all-pairs".</param>
/// <param name="Label">Beside the field.</param>
internal sealed record CompareField(string Name, string Option, string Label)
{
    public static CompareField Factor { get; } = new("factor", "--factor", "Factor");

    public static CompareField Baseline { get; } = new("baseline", "--baseline", "Baseline");

    public static CompareField AllPairs { get; } = new("allPairs", "--all-pairs", "All pairs of levels");

    public static CompareField Metric { get; } = new("metric", "--metric", "Metric");

    public static CompareField Epoch { get; } = new("epoch", "--epoch", "Epoch");

    public static CompareField Alpha { get; } = new("alpha", "--alpha", "Error rate (alpha)") { Mistakes = "Alpha is " };

    public static CompareField Rope { get; } =
        new("rope", "--rope", "Differences that count as none (rope)") { Mistakes = "The rope is " };

    public static CompareField Test { get; } = new("test", "--test", "Test");

    public static CompareField Adjustment { get; } = new("adjustment", "--adjustment", "Adjustment");

    public static CompareField Power { get; } = new("power", "--power", "Power") { Mistakes = "The power is " };

    public static CompareField Target { get; } = new("target", "--target", "Good enough score (target)") { Mistakes = "The target is " };

    public static CompareField Bootstrap { get; } = new("bootstrap", "--bootstrap", "Bootstrap draws");

    public static CompareField Rows { get; } = new("rows", "--rows", "Rows");

    public static CompareField Columns { get; } = new("columns", "--columns", "Columns");

    public static CompareField Focus { get; } = new("focus", "--focus", "Compared row (focus)");

    public static CompareField Where { get; } = new("where", "--where", "Only trials with");

    public static CompareField Explain { get; } = new("explain", "--explain", "Explanation");

    /// <summary>All of them, in the order of the form.</summary>
    public static IReadOnlyList<CompareField> All { get; } =
    [
        Factor, Baseline, AllPairs, Metric, Epoch, Alpha, Rope, Test, Adjustment, Where, Rows, Columns, Focus, Power, Target, Bootstrap,
        Explain,
    ];

    /// <summary>How sentences about a wrong value begin that do not name the option; null for none.</summary>
    public string? Mistakes { get; init; }

    /// <summary>The id of its element on the page.</summary>
    public string Id => "field-" + Name;

    /// <summary>The field of a name in an address; null for none.</summary>
    public static CompareField? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
