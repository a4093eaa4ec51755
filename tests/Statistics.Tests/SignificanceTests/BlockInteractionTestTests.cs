using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class BlockInteractionTestTests
{
    [Fact]
    public void Opposite_signs_agree_with_Gail_and_Simon()
    {
        // R: x <- c(2.1,1.7,2.4,1.9,2.2); y <- c(-.6,-1.9,-.2,-1.1,-.9); z <- c(.3,.8,-.4,.6,.1)
        // dev <- function(v) qnorm(pt(abs(mean(v))/(sd(v)/sqrt(5)), 4, lower.tail=FALSE), lower.tail=FALSE)
        // q <- min(dev(x)^2 + dev(z)^2, dev(y)^2); sum(dbinom(1:2, 2, .5) * pchisq(q, 1:2, lower.tail=FALSE))  # 0.0382907355549
        var result = BlockInteractionTest.Test([new Sample(2.1, 1.7, 2.4, 1.9, 2.2), new Sample(-.6, -1.9, -.2, -1.1, -.9),
            new Sample(.3, .8, -.4, .6, .1)], 0)!;
        Assert.Equal(0.0382907355549, result.OppositeP, 1e-10);
        Assert.Equal(1 / 2000.0, result.P);
        Assert.Equal(3, result.BlockCount);
    }

    [Fact]
    public void Effects_of_one_sign_are_no_opposite_ones()
    {
        var result = BlockInteractionTest.Test([new Sample(5.1, 4.9, 5.2), new Sample(.9, 1.1, 1.3)], 0)!;
        Assert.Equal(1, result.OppositeP);
        Assert.InRange(result.P, 0, .1);
    }

    [Fact]
    public void A_block_of_one_pair_takes_no_part() =>
        Assert.Equal(BlockInteractionTest.Test([new Sample(1, 2, 4), new Sample(-3, -5, -1)], 0),
            BlockInteractionTest.Test([new Sample(1, 2, 4), new Sample(9.0), new Sample(-3, -5, -1)], 0));

    [Fact]
    public void Without_spread_or_a_second_block_there_is_no_answer()
    {
        Assert.Null(BlockInteractionTest.Test([new Sample(1, 2, 3)], 0));
        Assert.Null(BlockInteractionTest.Test([new Sample(1, 1), new Sample(2, 2)], 0));
    }

    [Fact]
    public void Alike_blocks_of_unequal_noise_seldom_differ()
    {
        var random = new RandomValues(81);
        int[] declared = [0, 0];
        const int Studies = 400;
        for (int study = 0; study < Studies; study++)
        {
            Sample[] blocks = [.. new[] { 1.0, 2, 3, 6 }.Select(s =>
                new Sample(random.Gaussians(6).Values.ToArray().Select(x => s * x + .3)))];
            var result = BlockInteractionTest.Test(blocks, 5, 399)!;
            declared[0] += result.P <= .05 ? 1 : 0;
            declared[1] += result.OppositeP <= .05 ? 1 : 0;
        }
        Assert.All(declared, count => Assert.InRange(count, 0, .05 * Studies + 3 * Math.Sqrt(.05 * .95 * Studies)));
    }
}
