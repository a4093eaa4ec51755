namespace Sweep.Planning.Tests.Specs;

/// <summary>Texts that generators or ill-meaning people write: answered by a located mistake, in time and memory that follow the
/// text.</summary>
public sealed class HostileSpecTests
{
    private const int Many = 100_000;

    [Theory]
    [InlineData("[", "", 51)]
    [InlineData("{a: ", "", 201)]
    [InlineData("- ", "", 101)]
    [InlineData("? ", "", 101)]
    [InlineData("[{a: ", "]}", 126)]
    public void Deep_nesting_is_a_mistake_at_the_level_that_is_too_deep(string open, string close, int column)
    {
        var error = Assert.Single(Reading.Errors(Repeat(open, Many) + Repeat(close, Many)));
        Assert.Equal((1, column, "Lists and mappings are nested more than 50 deep here; a spec needs about ten."), (error.Line,
            error.Column, error.Message));
    }

    [Fact]
    public void Deep_nesting_of_block_mappings_is_found_in_its_line()
    {
        var error = Assert.Single(Reading.Errors(string.Concat(Enumerable.Range(0, 200).Select(i => new string(' ', i) + "a:\n"))));
        Assert.Equal((51, 51), (error.Line, error.Column));
    }

    [Fact]
    public void Aliases_that_multiply_merged_keys_are_a_mistake()
    {
        string keys = string.Join(", ", Enumerable.Range(0, 5000).Select(i => $"k{i}: 1"));
        var error = Assert.Single(Reading.Errors($"x-a: &a {{ {keys} }}\nx-b: {{ <<: [{Repeat("*a, ", 1100)}] }}\n"));
        Assert.Equal(2, error.Line);
        Assert.StartsWith("This is too large for a spec", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_multiply_to_too_many_levels_are_a_mistake()
    {
        string many = "[" + string.Join(", ", Enumerable.Range(1, 2000).Select(i => $"0.{i:00000}")) + "]";
        var error = Reading.Error($"grid:\n  optimizer: [{{ name: adam, beta1: {many}, beta2: {many} }}]\n");
        Assert.Equal((7, "grid.optimizer[0]"), (error.Line, error.Path));
        Assert.StartsWith("These are too many levels: a spec names at most 1,000,000, and up to here there are 4,00", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_sub_grid_repeated_by_aliases_counts_each_time()
    {
        string rates = "[" + string.Join(", ", Enumerable.Range(1, 2000).Select(i => $"0.{i:00000}")) + "]";
        string sizes = "[" + string.Join(", ", Enumerable.Range(1, 2000).Select(i => $"{{ value: {i}, with: *a }}")) + "]";
        string anchor = $"x-a: &a {{ learningRate: {rates} }}\n";
        var errors = Reading.Errors($"{Reading.Head}seeds: 1\n{anchor}grid:\n  batchSize: {sizes}\n");
        Assert.Contains(errors, e => e.Message.StartsWith("These are too many levels", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_listed_levels_are_read_in_one_go()
    {
        string levels = string.Join(", ", Enumerable.Range(1, Many).Select(i => $"0.{i:0000000}"));
        Assert.Equal(Many, Reading.Spec($"{Reading.Head}seeds: 1\ngrid: {{ learningRate: [{levels}] }}\n").ConfigurationCount);
    }

    [Fact]
    public void Many_levels_with_a_sub_grid_each_are_read_in_one_go()
    {
        const int count = 20_000;
        string levels = string.Join(", ", Enumerable.Range(1, count).Select(i => $"{{ value: {i}, with: {{ learningRate: 0.1 }} }}"));
        Assert.Equal(count, Reading.Spec($"{Reading.Head}seeds: 1\ngrid: {{ batchSize: [{levels}] }}\n").ConfigurationCount);
    }

    [Fact]
    public void As_many_exclusions_as_levels_leave_the_others()
    {
        const int count = 20_000;
        string levels = string.Join(", ", Enumerable.Range(1, count));
        string excluded = string.Join(", ", Enumerable.Range(1, count / 2).Select(i => $"{{ batchSize: {2 * i} }}"));
        string head = $"{Reading.Head}learningRate: 0.1\nseeds: 1\n";
        Assert.Equal(count / 2, Reading.Spec($"{head}grid: {{ batchSize: [{levels}] }}\nexclude: [{excluded}]\n").ConfigurationCount);
    }

    [Fact]
    public void A_level_repeated_many_times_is_reported_and_the_list_of_mistakes_ends()
    {
        var errors = Reading.Errors($"{Reading.Head}seeds: 1\ngrid: {{ learningRate: [{Repeat("0.1, ", Many)}] }}\n");
        Assert.Equal(1001, errors.Count);
        Assert.Equal("'0.1' is given twice; the first time in line 5.", errors[0].Message);
        Assert.Equal($"From here on {Many - 1001} more mistakes were found that are not listed.", errors[^1].Message);
    }

    [Theory]
    [InlineData("name: a\u0000b\n", 8, "U+0000")]
    [InlineData("name: \u001b[31m\n", 7, "U+001B")]
    [InlineData("name: \u009b\n", 7, "U+009B")]
    public void A_character_that_yaml_forbids_is_reported_where_it_stands(string yaml, int column, string name)
    {
        var error = Assert.Single(Reading.Errors("# first\n" + yaml));
        Assert.Equal((2, column), (error.Line, error.Column));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_reported_where_it_stands()
    {
        var error = Assert.Single(Reading.Errors("name: 😀" + (char)0xD83D + "\n"));
        Assert.Equal((1, 9), (error.Line, error.Column));
        Assert.Contains("U+D83D", error.Message, StringComparison.Ordinal);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
