namespace Sweep.Planning.Tests.Specs;

public sealed class YamlErrorTests
{
    [Fact]
    public void Double_keys_are_all_reported_with_their_places()
    {
        var errors = Reading.Errors("""
            name: a
            dataset: mnist
            dataset: kmnist
            architecture: mnist-conv
            learningRate: 0.1
            seeds: 1
            protocol:
              epochs: 1
              epochs: 2
            """);
        Assert.Equal([(3, 1, "dataset"), (9, 3, "protocol.epochs")], errors.Select(e => (e.Line, e.Column, e.Path)));
        Assert.Equal("'dataset' is given twice; the first time in line 2. Keep one of them.", errors[0].Message);
    }

    [Theory]
    [InlineData("name: [a\ngrid: {", 1)]
    [InlineData("name: a\nprotocol:\n  epochs: 1\n  }\n", 4)]
    [InlineData("name: \"a\n", 1)]
    public void Text_that_is_not_yaml_is_reported_with_its_line(string yaml, int line)
    {
        var error = Assert.Single(Reading.Errors(yaml));
        Assert.StartsWith("This is not YAML", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Line, line, line + 1);
    }

    [Theory]
    [InlineData("name: a\n\tgrid: 1\n", 2, 1)]
    [InlineData("name: a\nseeds: 1\ngrid:\n\tactivation: [relu]\n", 4, 1)]
    [InlineData("name: a\r\ngrid:\r\n  activation:\r\n  \t- relu\r\n  - tanh\r\n", 4, 3)]
    [InlineData("name: a\ngrid:\n  activation: [relu,\n\ttanh]\n", 4, 1)]
    [InlineData("name: a\ndescription: |\n  one\n\ttwo\nseeds: 1\n", 4, 1)]
    [InlineData("name: a\noptimizer:\n  name: sgd\n\tmomentum: 0.9\n", 4, 1)]
    [InlineData("name: a\nseeds: 1\n\t\ndataset: mnist\n", 3, 1)]
    public void A_tab_in_an_indentation_is_reported_where_it_stands(string yaml, int line, int column)
    {
        var error = Assert.Single(Reading.Errors(yaml));
        Assert.Equal("This is not YAML: there is a tab in the indentation of this line. Indent by spaces.", error.Message);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void A_tab_elsewhere_is_white_space() =>
        Assert.DoesNotContain(Reading.Errors("name:\ta\t# why\ndescription: |\n  \tone\n"),
            e => e.Message.Contains("YAML", StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    public void An_empty_spec_is_reported(string yaml) =>
        Assert.Equal("The spec is empty. It needs at least name, dataset, grid and seeds.", Assert.Single(Reading.Errors(yaml)).Message);

    [Theory]
    [InlineData("- a\n")]
    [InlineData("hello\n")]
    public void A_spec_is_a_mapping(string yaml) =>
        Assert.StartsWith("Expected a mapping", Assert.Single(Reading.Errors(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_second_document_is_reported() =>
        Assert.Contains("a second one begins here", Reading.Error("---\nname: b\n").Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_anchor_is_reported() =>
        Assert.Contains("mistake", string.Join("", Reading.Errors("name: *mistake\n")), StringComparison.Ordinal);

    [Fact]
    public void An_anchor_within_itself_is_reported() =>
        Assert.Contains(Reading.Errors("name: a\nx-a: &a [1, *a]\n"), e =>
            e.Message.Contains("would contain itself", StringComparison.Ordinal));

    [Fact]
    public void Only_mappings_can_be_merged() =>
        Assert.Equal("'<<' merges mappings, not 'a'.", Reading.Error("protocol: { <<: a, epochs: 1 }\n").Message);

    [Fact]
    public void A_key_is_a_name() => Assert.Equal("A key is a name, not a list.", Reading.Error("? [1]\n: 2\n").Message);
}
