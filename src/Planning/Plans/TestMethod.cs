namespace Sweep.Planning;

/// <summary>Which test decides the comparisons of a plan.</summary>
public enum TestMethod
{
    /// <summary>Sign flips of the mean difference, Mann-Whitney where unpaired: no distribution is assumed. The default.</summary>
    SignFlip,

    /// <summary>Student's t of the mean difference, Welch's where unpaired: means are taken as normal. Two pairs can decide.</summary>
    T,

    /// <summary>Wilcoxon's signed ranks, Mann-Whitney where unpaired: a shift of the typical pair, not of the mean.</summary>
    Ranks,
}

/// <summary>Tests by the names that specs and command lines use.</summary>
public static class TestMethods
{
    private static readonly (string Name, TestMethod Method)[] All =
        [("sign-flip", TestMethod.SignFlip), ("t", TestMethod.T), ("ranks", TestMethod.Ranks)];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(a => a.Name)];

    /// <summary>The name of a test.</summary>
    public static string NameOf(TestMethod method) => All.First(a => a.Method == method).Name;

    /// <summary>The test of a name; null when there is none.</summary>
    public static TestMethod? Find(string name) => All.Where(a => a.Name == name).Select(a => (TestMethod?)a.Method).FirstOrDefault();
}
