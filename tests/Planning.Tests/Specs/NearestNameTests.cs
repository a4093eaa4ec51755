using Sweep.Planning.Errors;

namespace Sweep.Planning.Tests.Specs;

public sealed class NearestNameTests
{
    // kitten/sitting is the textbook example; ca/abc is 3 in the restricted form of Damerau's distance (2 in the unrestricted one).
    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    [InlineData("arleu", "arelu", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("same", "same", 0)]
    public void Edits_are_counted_with_swaps_of_neighbours_as_one(string a, string b, int edits) =>
        Assert.Equal(edits, NearestName.Distance(a, b));

    [Fact]
    public void Case_counts_nothing() => Assert.Equal("learningRate", NearestName.Find("learningrate", ["learningRate", "earningRates"]));

    [Theory]
    [InlineData("testacc", "testAccuracy")]
    [InlineData("test", null)] // several begin so
    [InlineData("te", null)]
    public void A_beginning_stands_for_the_only_name_that_has_it(string written, string? name) =>
        Assert.Equal(name, NearestName.Find(written, ["testAccuracy", "testLoss", "testDice", "trainSeconds"]));
}
