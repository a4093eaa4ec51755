using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class McNemarTestTests
{
    [Fact]
    public void McNemar_is_exact()
    {
        // R: binom.test(2, 11)$p.value
        var result = McNemarTest.Test(2, 9);
        Assert.Equal(.0654296875, result.P, 1e-14);
        Assert.Equal(result.P, McNemarTest.Test(9, 2).P);
        Assert.Equal(.0654296875 / 2, McNemarTest.Test(9, 2, Alternative.Greater).P, 1e-14);
        Assert.Equal((1.0, 1.0), (McNemarTest.Test(0, 0).P, McNemarTest.Test(3, 3).P));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarTest.Test(-1, 2));
    }
}
