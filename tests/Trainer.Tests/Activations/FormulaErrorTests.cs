using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Tests.Activations;

public sealed class FormulaErrorTests
{
    [Theory]
    [InlineData("", 1, "the formula is empty")]
    [InlineData("x +", 4, "expected a number, a name or '(', found the end of the formula")]
    [InlineData("2x", 2, "expected an operator or the end, found 'x'")]
    [InlineData("(x", 3, "expected ')', found the end of the formula")]
    [InlineData("x)", 2, "expected an operator or the end, found ')'")]
    [InlineData("x ** 2", 4, "expected a number, a name or '(', found '*'; a power is written '^'")]
    [InlineData("x > 0", 3, "a comparison can only be the first argument of if(condition, a, b)")]
    [InlineData("if(x, 1, 2)", 5, "the first argument of if(condition, a, b) is a comparison such as x > 0")]
    [InlineData("if(x = 0, x, 2)", 6, "a comparison for equality is written '=='")]
    [InlineData("x $ 2", 3, "'$' has no meaning in a formula")]
    [InlineData("1.2.3*x", 1, "'1.2.3' is not a number")]
    [InlineData("1e999*x", 1, "1e999 is too large for a number")]
    [InlineData("max(x)", 1, "max(a, b) takes 2 arguments, not 1")]
    [InlineData("exp()*x", 1, "exp(a) takes 1 argument, not 0")]
    [InlineData("exp*x", 1, "'exp' is a function: write exp(a)")]
    [InlineData("x(2)", 1, "'x' is not a function; a product is written x*(...)")]
    [InlineData("clamp(x, 1, 0)", 1, "the bounds of clamp(a, low, high) are in the wrong order: 1 > 0")]
    [InlineData("x*uniform(0,1) + uniform(0,1)", 18, "uniform(low, high) may be used only once in a formula")]
    [InlineData("3*4", 1, "the formula does not use x")]
    [InlineData("log(x)", 1, "the formula is NaN at x = -8 with the initial parameters; it must be finite for all ordinary x")]
    public void A_mistake_is_reported_with_its_column(string formula, int column, string message)
    {
        var (definition, errors) = ActivationDefinition.FromUser("mine", formula, []);
        Assert.Null(definition);
        var error = Assert.Single(errors);
        Assert.Equal((column, message), (error.Column, error.Message));
    }

    [Theory]
    [InlineData("sigmod(x)", 1, "sigmoid")]
    [InlineData("x*Tanh(x)", 3, "tanh")]
    [InlineData("x*betta", 3, "beta")]
    [InlineData("x + sigmoid(x*bta)", 15, "beta")]
    [InlineData("x*frobnicate(x)*beta", 3, null)]
    public void A_misspelt_name_is_answered_with_the_nearest(string formula, int column, string? nearest)
    {
        var error = Assert.Single(ActivationDefinition.FromUser("mine", formula, [new("beta", 1)]).Errors);
        Assert.Equal((column, nearest), (error.Column, error.Nearest));
        Assert.NotEmpty(error.Allowed);
    }

    [Fact]
    public void An_error_reads_as_one_line_with_the_remedy() => Assert.Equal(
        "column 3: there is no parameter 'betta'; did you mean 'beta'? Known: x, pi, beta",
        ActivationDefinition.FromUser("mine", "x*betta", [new("beta", 1)]).Errors[0].ToString());

    [Fact]
    public void Mistakes_that_do_not_hide_each_other_are_reported_together()
    {
        var errors = ActivationDefinition.FromUser("mine", "foo(x) + max(x) + bar*clamp(x,1,0)", []).Errors;
        Assert.Equal([1, 10, 19, 23], errors.Select(e => e.Column));
    }

    [Fact]
    public void Wrong_parameters_are_all_reported()
    {
        var errors = ActivationDefinition.FromUser("mine", "x*a",
            [new("a", 1), new("a", 2), new("exp", 1), new("2b", 1), new("c", double.NaN), new("x", 0)]).Errors;
        Assert.Equal(
            [
                "the parameter 'a' is given twice",
                "'exp' already has a meaning in formulas; give the parameter another name",
                "'2b' cannot name a parameter: a name is a letter or underscore, then letters, digits, underscores",
                "the initial value of 'c' is not a finite number",
                "'x' already has a meaning in formulas; give the parameter another name",
            ],
            errors.Select(e => e.Message));
    }

    [Fact]
    public void A_parameter_that_the_formula_ignores_is_a_mistake()
    {
        var error = Assert.Single(ActivationDefinition.FromUser("mine", "x*a", [new("a", 1), new("b", 1)]).Errors);
        Assert.Equal("the parameter 'b' is not used by the formula", error.Message);
    }

    [Fact]
    public void The_static_check_answers_null_or_all_mistakes_in_one_text()
    {
        Assert.Null(ActivationDefinition.Check("x*sigmoid(a*x)", ["a"]));
        Assert.Equal("column 1: there is no function 'foo'. Known: abs, clamp, cos, erf, exp, expm1, if, log, log1p, max, min, relu, "
            + "sigmoid, "
            + "sign, sin, softplus, sqrt, tanh, uniform; column 10: there is no parameter 'b'. Known: x, pi",
                ActivationDefinition.Check("foo(x) + b", []));
    }

    [Fact]
    public void A_network_in_the_place_of_a_formula_is_told() => Assert.EndsWith(
        ". It is a network: write network in the place of formula", ActivationDefinition.Check("x*sigmoid(a*globalavg(x))", ["a"]));

    [Fact]
    public void Hostile_texts_are_refused_and_do_not_exhaust_the_stack()
    {
        AssertRefused("nested", new string('(', 1000) + "x" + new string(')', 998));
        AssertRefused("nested", new string('-', 1500) + "x");
        AssertRefused("at most 2000 characters", string.Join("+", Enumerable.Repeat("x", 5000)));
        Assert.Empty(Errors(string.Join("+", Enumerable.Range(1, 150).Select(i => $"sin({i}*x)"))));

        static void AssertRefused(string because, string formula) =>
            Assert.Contains(because, Assert.Single(Errors(formula)).Message, StringComparison.Ordinal);

        static IReadOnlyList<FormulaError> Errors(string formula) => ActivationDefinition.FromUser("mine", formula, []).Errors;
    }
}
