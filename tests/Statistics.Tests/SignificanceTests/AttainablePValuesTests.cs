using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class AttainablePValuesTests
{
    [Fact]
    public void Five_pairs_reach_one_sixteenth()
    {
        Assert.Equal(.0625, AttainablePValues.MinimumPairedPValue(5));
        Assert.Equal(AttainablePValues.MinimumPairedPValue(5), SignFlipTest.Test(new Sample(1, 2, 3, 4, 5), 0).P);
        Assert.Equal(1, AttainablePValues.MinimumPairedPValue(0));
    }

    [Theory]
    // n >= 1 + log2(m/.05)
    [InlineData(1, 6)]
    [InlineData(3, 7)]
    [InlineData(6, 8)]
    [InlineData(10, 9)]
    [InlineData(15, 10)]
    [InlineData(45, 11)]
    public void Pairs_needed_at_five_percent_grow_with_the_family(int familySize, int pairs) =>
        Assert.Equal(pairs, AttainablePValues.PairsNeeded(.05, familySize));

    [Fact]
    public void Unpaired_values_reach_two_over_the_number_of_splits()
    {
        Assert.Equal(2 / 20.0, AttainablePValues.MinimumUnpairedPValue(3, 3), 1e-15);
        Assert.Equal(MannWhitneyTest.Test(new Sample(1, 2, 3), new Sample(4, 5, 6, 7)).P, AttainablePValues.MinimumUnpairedPValue(3, 4),
            1e-15);
        Assert.Equal(1, AttainablePValues.MinimumUnpairedPValue(1, 1));
    }
}
