using Sweep.Client.Page.Comparisons;

namespace Sweep.Page.Tests.Comparisons;

public sealed class FieldMistakeTests
{
    [Theory]
    [InlineData("--metric tostAccuracy: no such metric. Did you mean 'testAccuracy'?", "metric",
        "tostAccuracy: no such metric. Did you mean 'testAccuracy'?")]
    [InlineData("--epoch is a whole number, not 'x'.", "epoch", "\"Epoch\" is a whole number, not 'x'.")]
    [InlineData("--where a=b: no such level. One of c, d.", "where", "a=b: no such level. One of c, d.")]
    [InlineData("--baseline and --all-pairs contradict each other: leave one of them out.", "baseline",
        "\"Baseline\" and \"All pairs of levels\" contradict each other: leave one of them out.")]
    [InlineData("Alpha is 2; it lies between 0 and 0.5, usually 0.05.", "alpha", "Alpha is 2; it lies between 0 and 0.5, usually 0.05.")]
    [InlineData("5 bootstrap draws are too few: at least 99, or 0 for no bootstrap.", "bootstrap",
        "5 bootstrap draws are too few: at least 99, or 0 for no bootstrap.")]
    [InlineData("2000000000 bootstrap draws are too many: at most 1000000, and 2000 suit most ends.", "bootstrap",
        "2000000000 bootstrap draws are too many: at most 1000000, and 2000 suit most ends.")]
    [InlineData("No trial of 'x' matches --where.", null, "No trial of 'x' matches \"Only trials with\".")]
    public void A_sentence_stands_at_its_field_in_the_words_of_the_form(string line, string? field, string text)
    {
        var mistake = Assert.Single(FieldMistake.Create(line));
        Assert.Equal((field, text), (mistake.Field?.Name, mistake.Text));
    }

    [Fact]
    public void Each_line_is_a_mistake() => Assert.Equal(["epoch", "alpha"],
        FieldMistake.Create("--epoch 9: the last epoch is 3.\r\nAlpha is 2; less.\n").Select(m => m.Field!.Name));
}
