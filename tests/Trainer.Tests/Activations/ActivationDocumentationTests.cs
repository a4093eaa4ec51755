using System.Globalization;
using System.Text;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Tests.Activations;

/// <summary>docs/activations.md says what the program does. See <see cref="DocumentSection"/>.</summary>
public sealed class ActivationDocumentationTests
{
    [Fact]
    public void Documentation_lists_the_functions()
    {
        var table = new StringBuilder("| function | meaning |\n|---|---|\n");
        foreach (var function in FormulaFunction.All.Values.Where(f => f.IsKnownIn(FormulaUse.Activations)))
            table.Append(CultureInfo.InvariantCulture, $"| `{function.Signature}` | {function.Meaning} |\n");
        DocumentSection.Check("docs/activations.md", "functions", table.ToString());
    }

    [Fact]
    public void Documentation_lists_the_layers_of_networks()
    {
        var table = new StringBuilder("| layer | meaning |\n|---|---|\n");
        foreach (var word in ActivationLayerWord.All.Values)
            table.Append(CultureInfo.InvariantCulture, $"| `{word.Form}` | {word.Meaning} |\n");
        DocumentSection.Check("docs/activations.md", "layers", table.ToString());
    }

    [Fact]
    public void Documentation_lists_the_catalogue()
    {
        var table = new StringBuilder("| name | formula | parameters | learnt | gain | what | source |\n|---|---|---|---|---|---|---|\n");
        foreach (var a in ActivationCatalogue.All)
        {
            string parameters = string.Join(", ", [.. a.Variants.Where(v => v.Setting.Name != "per")
                .Select(v => $"{v.Setting.Name} = {v.Setting.Default!.Label}"), .. a.Parameters.Select(Describe)]);
            string learnt = a.Network is not null ? "network"
                : a.LearnableParameters.Count + (a.Scope == ParameterScope.PerChannel ? " per channel" : "");
            string gain = a.Network is not null ? "" : a.RmsGain().ToString("F3", CultureInfo.InvariantCulture);
            table.Append(CultureInfo.InvariantCulture,
                $"| {a.Name} | `{a.Formula}` | {parameters} | {learnt} | {gain} | {a.Description} | {a.Citation} |\n");
        }
        DocumentSection.Check("docs/activations.md", "catalogue", table.ToString());
    }

    [Fact]
    public void The_examples_of_the_documentation_are_right()
    {
        Assert.Null(ActivationDefinition.Check("x*sigmoid(a*x) + b*min(x,0)", ["a", "b"]));
        Assert.Null(ActivationDefinition.Check("x*sigmoid(a*x)", ["a"]));
        Assert.NotNull(ActivationDefinition.FromUserNetwork("gate", "y = relu(x); y * sigmoid(linear(C)(globalavg(y)))").Definition);
        Assert.NotNull(ActivationDefinition.FromUserNetwork("mine", "g = sigmoid(a*globalavg(x) + b); g*act(x)",
            [new("a", 1), new("b", 0)], ParameterScope.PerChannel, ActivationCatalogue.Find("tanh")).Definition);
    }

    private static string Describe(FormulaParameter p) =>
        string.Create(CultureInfo.InvariantCulture, $"{p.Name} = {p.Initial:G6}{(p.IsLearnable ? "" : " fixed")}");
}
