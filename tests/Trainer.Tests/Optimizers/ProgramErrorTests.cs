using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Optimizers;

public sealed class ProgramErrorTests
{
    [Theory]
    [InlineData("w = w - rat*m",
        "\"w = w - rat*m\": column 9: there is no name 'rat'; did you mean 'rate'? Known: w, g, m, t, rate, mu, pi")]
    [InlineData("m = mu*m; w = w - rate*m*(2", "\"w = w - rate*m*(2\": column 18: expected ')', found the end of the formula")]
    [InlineData("w = w - u*m*mu; u = rate", "\"w = w - u*m*mu\": column 9: 'u' is used before it is assigned")]
    [InlineData("g = g + mu*m",
        "\"g = g + mu*m\": column 1: 'g' is given and cannot be assigned; assign a name of your own, such as d = g + weightDecay*w")]
    [InlineData("w = w - m;  t = mu",
        "\"t = mu\": column 1: 't' is given and cannot be assigned; assign a name of your own, such as d = g + weightDecay*w")]
    [InlineData("mu = 2*m", "\"mu = 2*m\": column 1: 'mu' is a constant and cannot be assigned; assign a name of your own")]
    [InlineData("norm = mu*m", "\"norm = mu*m\": column 1: 'norm' already has a meaning in formulas; give the value another name")]
    [InlineData("w == m", "\"w == m\": column 1: an assignment is written name = formula, such as w = w - rate*g")]
    [InlineData("w = w - m*norm(mu)",
        "\"w = w - m*norm(mu)\": column 11: norm(a) is taken over a tensor, and this is one number: write abs(a)")]
    [InlineData("w = w - m*uniform(0,mu)", "\"w = w - m*uniform(0,mu)\": column 11: uniform(low, high) can be used in activations only")]
    [InlineData("m = mu*m + g", "the update does not assign w; its last effect is something like w = w - rate*g")]
    [InlineData("w = w - mu*rate*g", "the state 'm' is never assigned")]
    [InlineData("w = w - mu*rate*g; m = g", "the state 'm' is assigned but never used")]
    [InlineData("m = m + g; w = w - rate*m", "the constant 'mu' is not used by the update")]
    [InlineData("m = mu*m + g; d = m; w = w - rate*m",
        "'d' is assigned but never used; declare it under state if the next step is to find it")]
    public void A_mistake_is_reported_with_its_column(string update, string message)
    {
        Assert.Equal(message, Assert.Single(Errors(OptimizerProgram.Split(update))).Message);
    }

    [Fact]
    public void Mistakes_of_several_assignments_are_reported_together()
    {
        Assert.Equal([0, 1], Errors(["m = nu*m + g", "w = w - rat*m"]).Select(e => e.Assignment));
    }

    [Theory]
    [InlineData("update: [\"m = mu*m + g\", \"w = w - rat*m\"], state: [m], constants: { mu: 0.9 }", 65,
        "The update cannot be used: \"w = w - rat*m\": column 9: there is no name 'rat'; did you mean 'rate'?")]
    [InlineData("update: \"m = mu*m + g; w = w - rat*m\", state: m, constants: { mu: 0.9 }", 48,
        "The update cannot be used: \"w = w - rat*m\": column 9: there is no name 'rat'; did you mean 'rate'?")]
    [InlineData("update: [\"w = w - rate*g\"], constants: { mu: 0.9 }", 85,
        "The update cannot be used: the constant 'mu' is not used by the update.")]
    [InlineData("update: [\"w = w - rate*g\"], state: [m]", 75, "The update cannot be used: the state 'm' is never assigned.")]
    [InlineData("update: [\"w = w - rate*g\"], constants: { mu: high }", 85, "Expected the constant's value, found 'high'.")]
    [InlineData("update: [\"w = w - rate*m\", \"m = g\"], state: { m: q }", 89,
        "The update cannot be used: the start of 'm', \"q\": column 1: there is no name 'q'. Known: w, rate, pi.")]
    [InlineData("update: [\"w = w - rate*m\", \"m = g\"], state: { m: 2*g }", 89,
        "The update cannot be used: the start of 'm', \"2*g\": column 3: 'g' is not known before the first step; "
        + "a start is made of w, rate and constants.")]
    [InlineData("update: [\"w = w - rate*m\", \"m = g\"], state: { m: true }", 89,
        "Expected what 'm' is before the first step, such as 0 or w, found 'true'.")]
    [InlineData("update: [\"w = w - rate*g\"], evaluate: x", 78,
        "The update cannot be used: 'x' is not a state; name the state that the network is to be judged at.")]
    [InlineData("update: { w: 1 }", 48, "Expected assignments, such as [\"v = mu*v + g\", \"w = w - rate*v\"], found a mapping.")]
    [InlineData("update: [\"w = w - rate*g\"], sate: [m]", 74, "There is no key 'sate' here.")]
    public void A_mistake_in_a_spec_is_found_at_its_place(string optimizer, int column, string message)
    {
        const string Head = "name: a\ndataset: mnist\narchitecture: mnist-conv\nactivation: relu\nlearningRate: 1\nseeds: 1\n";
        string yaml = Head + $"grid: {{ optimizer: [sgd, {{ name: mine, {optimizer} }}] }}";
        var error = Assert.Single(SpecReader.Read(yaml, TrainerVocabulary.Create()).Errors);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((7, column), (error.Line, error.Column));
    }

    [Fact]
    public void Every_entry_of_the_catalogue_is_a_right_program()
    {
        Assert.All(OptimizerCatalogue.All, o =>
        {
            Assert.NotEmpty(o.Description);
            Assert.NotEmpty(o.Citation);
            Assert.All(o.Constants, c => Assert.NotNull(c.Default));
            var program = new OptimizerSettings(o, new Dictionary<string, double>()).Program;
            Assert.Equal(o.States.Order(), program.Results.Skip(1).Select(r => r.Name).Concat(program.Scalars.Select(s => s.Name)).Order());
        });
    }

    private static IReadOnlyList<ProgramError> Errors(IReadOnlyList<string> update)
    {
        SettingDefinition[] constants = [new("mu", "constant", SettingKind.Number)];
        var definition = new OptimizerDefinition("mine", "", "", constants, ["m"], update);
        Assert.Null(OptimizerProgram.Read(definition, new Dictionary<string, double>(), clipping: null, scalars: null, out var errors));
        return errors;
    }
}
