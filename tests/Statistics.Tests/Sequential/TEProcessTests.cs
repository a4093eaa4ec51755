namespace Sweep.Statistics.Tests.Sequential;

public class TEProcessTests
{
    // Darwin's maize (Fisher 1935, section 17): differences of heights in eighths of an inch, here in inches
    private static readonly Sample Darwin = new(6.125, -8.375, 1, 2, .75, 2.875, 3.5, 5.125, 1.75, 3.625, 7, 3, 9.375, 7.5, -6);

    [Fact]
    public void E_of_known_data_agrees_with_R()
    {
        // R: (1+n*g)^-.5*((1+t^2/v)/(1+t^2/(v*(1+n*g))))^(n/2) with t.test(x)$statistic
        Assert.Equal(25.475137858897, Math.Exp(TEProcess.LogE(ReferenceData.Sleep, 1)), 1e-10);
        Assert.Equal(1.8169477669258, Math.Exp(TEProcess.LogE(Darwin, 1)), 1e-11);
    }
}
