using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Tests.Activations;

public sealed class FormulaParserTests
{
    [Theory]
    [InlineData("1 + 2*x", 7)]
    [InlineData("(1 + 2)*x", 9)]
    [InlineData("x - 2 - 4", -3)]
    [InlineData("x/2/4", 0.375)]
    [InlineData("-x^2", -9)]
    [InlineData("(-x)^2", 9)]
    [InlineData("2^3^2 + 0*x", 512)]
    [InlineData("x^-2", 1.0 / 9)]
    [InlineData("2^-x", 0.125)]
    [InlineData("--x", 3)]
    [InlineData("+x - -2", 5)]
    [InlineData("x*-2", -6)]
    [InlineData("1.5e1 + .5*x + 2E-1", 16.7)]
    [InlineData("x^0.5", 1.7320508075688772)]
    [InlineData("x^2.5", 15.588457268119894)]
    [InlineData("x^65/3^65", 1)]
    [InlineData("pi*x", 9.42477796076938)]
    [InlineData("if(x > 3, 1, 2)", 2)]
    [InlineData("if(x >= 3, 1, 2)", 1)]
    [InlineData("if(x < 3, 1, 2)", 2)]
    [InlineData("if(x <= 3, 1, 2)", 1)]
    [InlineData("if(x == 3, 1, 2)", 1)]
    [InlineData("if(x != 3, 1, 2)", 2)]
    [InlineData("if(x > 3, 1, if(x > 2, 5, 6))", 5)]
    [InlineData("clamp(x, 0, 2)", 2)]
    [InlineData("clamp(x, 4, 5)", 4)]
    [InlineData("sign(x) + sign(-x) + sign(0*x)", 0)]
    [InlineData("relu(x) + relu(-x)", 3)]
    [InlineData("uniform(2, 6) + x", 7)]
    public void A_formula_has_the_usual_meaning_at_three(string formula, double expected) =>
        Assert.Equal(expected, Evaluate(formula, 3), 1e-12);

    [Fact]
    public void Equal_sub_expressions_are_one_term()
    {
        var graph = new TermGraph();
        var first = FormulaParser.Parse("exp(x)*sin(1 + x)", graph, new Dictionary<string, Term>(), out _);
        var second = FormulaParser.Parse("sin(x + 1) * exp( x )", graph, new Dictionary<string, Term>(), out _);
        Assert.Same(first, second);
    }

    [Theory]
    [InlineData("x + 0", "x")]
    [InlineData("0 - x", "-x")]
    [InlineData("1*x/1", "x")]
    [InlineData("x - (-x)", "x*2")]
    [InlineData("2*(3*x)", "x*6")]
    [InlineData("x^1", "x")]
    [InlineData("x^0 + x", "x + 1")]
    [InlineData("exp(0)*x", "x")]
    [InlineData("max(2,x)", "max(x, 2)")]
    [InlineData("if(1 > 2, 5, x)", "x")]
    [InlineData("--x", "x")]
    public void Formulas_are_simplified_as_they_are_read(string formula, string expected)
    {
        var term = FormulaParser.Parse(formula, new TermGraph(), new Dictionary<string, Term>(), out var errors);
        Assert.Empty(errors);
        Assert.Equal(expected, term!.ToString());
    }

    [Fact]
    public void The_written_form_of_a_term_reads_back_as_the_same_term()
    {
        foreach (var activation in ActivationCatalogue.Formulas.Where(a => !a.UsesNoise))
        {
            var graph = activation.Parsed.Graph;
            var names = activation.LearnableParameters.Select((p, i) => (p.Name, Term: graph.Parameter(i, p.Name)))
                .ToDictionary(p => p.Name, p => p.Term);
            foreach (var term in activation.Parsed.Gradient.Parameters.Append(activation.Parsed.Root)
                .Append(activation.Parsed.Gradient.Input).Where(t => t.ToString().Length <= 2000)) // the longest formula that is read
            {
                string[] ignored = ["does not use x", "is not used"]; // a derivative may be constant
                var again = FormulaParser.Parse(term.ToString(), graph, names, out var errors);
                Assert.DoesNotContain(errors, e => !ignored.Any(i => e.Message.Contains(i, StringComparison.Ordinal)));
                if (errors.Count == 0) Assert.Equal(ValueAt(term), ValueAt(again!), 1e-12);
            }

            double ValueAt(Term term) => new TermEvaluator(term).At(0.7, [.. activation.LearnableParameters.Select(p => p.Initial)]);
        }
    }

    private static double Evaluate(string formula, double x)
    {
        var term = FormulaParser.Parse(formula, new TermGraph(), new Dictionary<string, Term>(), out var errors);
        Assert.Empty(errors);
        return new TermEvaluator(term!).At(x, []);
    }
}
