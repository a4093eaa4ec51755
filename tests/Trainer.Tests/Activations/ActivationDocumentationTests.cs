using System.Globalization;
using System.Text;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Tests.Activations;

/// <summary>docs/activations.md says what the program does. With SWEEP_WRITE_DOCS=1 these tests write the tables instead of comparing them.</summary>
public sealed class ActivationDocumentationTests
{
    private static readonly Lock File = new();

    [Fact]
    public void Documentation_lists_the_functions()
    {
        var table = new StringBuilder("| function | meaning |\n|---|---|\n");
        foreach (var function in FormulaFunction.All.Values)
            table.Append(CultureInfo.InvariantCulture, $"| `{function.Signature}` | {function.Meaning} |\n");
        AssertSection("functions", table.ToString());
    }

    [Fact]
    public void Documentation_lists_the_catalogue()
    {
        var table = new StringBuilder("| name | formula | parameters | learnt | gain | what | source |\n|---|---|---|---|---|---|---|\n");
        foreach (var a in ActivationCatalogue.All)
        {
            string parameters = string.Join(", ", a.Parameters.Select(Describe));
            string learnt = a.Network is not null ? "network"
                : a.LearnableParameters.Count + (a.Scope == ParameterScope.PerChannel ? " per channel" : "");
            string gain = a.Network is not null ? "" : a.RmsGain().ToString("F3", CultureInfo.InvariantCulture);
            table.Append(CultureInfo.InvariantCulture,
                $"| {a.Name} | `{a.Formula}` | {parameters} | {learnt} | {gain} | {a.Description} | {a.Citation} |\n");
        }
        AssertSection("catalogue", table.ToString());
    }

    [Fact]
    public void The_examples_of_the_documentation_are_right()
    {
        Assert.Null(ActivationDefinition.Check("x*sigmoid(a*x) + b*min(x,0)", ["a", "b"]));
        Assert.Null(ActivationDefinition.Check("x*sigmoid(a*x)", ["a"]));
        Assert.NotNull(ActivationDefinition.FromUserNetwork("gate", "y = relu(x); y * sigmoid(linear(C)(globalavg(y)))").Definition);
    }

    private static string Describe(FormulaParameter p) =>
        string.Create(CultureInfo.InvariantCulture, $"{p.Name} = {p.Initial:G6}{(p.IsLearnable ? "" : " fixed")}");

    private static void AssertSection(string name, string expected)
    {
        lock (File)
        {
            string path = Path.Combine(Root(), "docs", "activations.md"), text = System.IO.File.ReadAllText(path).ReplaceLineEndings("\n");
            int marker = text.IndexOf($"<!-- {name}: ", StringComparison.Ordinal);
            Assert.True(marker >= 0, $"docs/activations.md has no section {name}.");
            int start = text.IndexOf('\n', marker) + 1, end = text.IndexOf("<!-- end -->", start, StringComparison.Ordinal);
            if (Environment.GetEnvironmentVariable("SWEEP_WRITE_DOCS") == "1")
                System.IO.File.WriteAllText(path, text[..start] + expected + text[end..]);
            else
                Assert.Equal(expected, text[start..end]);
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Sweep.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No Sweep.sln above {AppContext.BaseDirectory}.");
    }
}
