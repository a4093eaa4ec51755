using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Tests.Transforms;

public sealed class MixingTests
{
    private static readonly StreamKey Key = new(7);
    private static readonly SampleForm Form = new(2, 3, 4, HasNumbers: false);

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(3)]
    public void Shares_have_mean_and_variance_of_the_beta_distribution(double alpha)
    {
        var random = RandomStream.For(Key, "share");
        double[] shares = [.. Enumerable.Range(0, 20_000).Select(_ => new Mixing(MixingKind.Mixup, alpha).DrawShare(random))];
        double variance = 1 / (4 * (2 * alpha + 1));
        Assert.All(shares, s => Assert.InRange(s, 0, 1));
        Assert.Equal(0.5, shares.Average(), 4 * Math.Sqrt(variance / shares.Length));
        Assert.Equal(variance, shares.Average(s => (s - 0.5) * (s - 0.5)), 0.03 * variance);
    }

    [Fact]
    public void Shares_of_a_tiny_alpha_are_numbers()
    {
        var random = RandomStream.For(Key, "share");
        Assert.All(Enumerable.Range(0, 500).Select(_ => new Mixing(MixingKind.Mixup, 1e-4).DrawShare(random)),
            s => Assert.InRange(s, 0, 1));
    }

    [Fact]
    public void Partners_are_a_permutation_of_the_batch()
    {
        int[] order = [9, 3, 5, 1, 8, 0, 2];
        var mixed = new Mixing(MixingKind.Mixup, 1).Draw(Key, "1", order, batchSize: 3, count: 10, Form);
        foreach (int[] batch in order.Chunk(3))
        {
            Assert.Equal(batch.Order(), batch.Select(mixed.PartnerOf).Order());
            Assert.Single(batch.Select(mixed.ShareOf).Distinct());
        }
        Assert.Equal(2, mixed.PartnerOf(2)); // alone in its batch
        Assert.Equal(3, order.Select(mixed.ShareOf).Distinct().Count());
    }

    [Fact]
    public void Trials_that_form_a_pair_have_the_same_partners_and_shares()
    {
        int[] order = [.. Enumerable.Range(0, 40)];
        Assert.Equal(Describe(Key, "1"), Describe(Key, "1"));
        Assert.NotEqual(Describe(Key, "1"), Describe(Key, "2"));
        Assert.NotEqual(Describe(Key, "1"), Describe(new StreamKey(8), "1"));

        string Describe(StreamKey key, string epoch)
        {
            var mixed = new Mixing(MixingKind.CutMix, 1).Draw(key, epoch, order, 8, 40, Form);
            return string.Join(' ', order.Select(i => (mixed.PartnerOf(i), mixed.ShareOf(i))));
        }
    }

    [Fact]
    public void Mixup_is_a_weighted_mean()
    {
        var mixed = new Mixing(MixingKind.Mixup, 1).Draw(Key, "1", [0, 1], 2, 2, new SampleForm(1, 1, 2, false));
        float share = mixed.ShareOf(0);
        float[] own = [10, 20];
        mixed.Mix(0, own, [1, 2]);
        Assert.Equal([share * 10 + (1 - share) * 1, share * 20 + (1 - share) * 2], own);
    }

    [Fact]
    public void The_share_of_CutMix_is_the_part_of_its_pixels_that_stay()
    {
        int[] order = [.. Enumerable.Range(0, 100)];
        var form = new SampleForm(1, 8, 8, HasNumbers: false);
        var mixed = new Mixing(MixingKind.CutMix, 1).Draw(Key, "1", order, batchSize: 1, count: 100, form);
        foreach (int sample in order)
        {
            float[] own = [.. Enumerable.Repeat(1f, 64)];
            mixed.Mix(sample, own, new float[64]);
            Assert.Equal(own.Average(), mixed.ShareOf(sample), 1e-6f);
        }
        Assert.True(order.Select(mixed.ShareOf).Distinct().Count() > 15);
    }

    [Fact]
    public void A_box_has_the_area_of_the_partners_share_and_is_clipped_at_the_border()
    {
        var form = new SampleForm(1, 100, 200, HasNumbers: false);
        var random = RandomStream.For(Key, "box");
        PixelBox[] boxes = [.. Enumerable.Range(0, 300).Select(_ => Mixing.DrawBox(random, share: 0.75, form))];
        Assert.Equal(0.25 * form.Plane, boxes.Max(b => b.Area)); // 50 x 100
        Assert.All(boxes, b => Assert.InRange(b.Area, 25 * 50, 50 * 100));
        Assert.Contains(boxes, b => b.Area < 50 * 100);
        Assert.Equal(60, Enumerable.Range(0, 50).Max(_ => Mixing.DrawBox(random, 0.4, new SampleForm(1, 1, 100, true)).Area));
    }

    [Fact]
    public void A_box_is_copied_in_every_channel()
    {
        float[] own = new float[24];
        new PixelBox(1, 2, 3, 4).Copy([.. Enumerable.Range(1, 24).Select(i => (float)i)], own, Form);
        Assert.Equal([0, 0, 0, 0, 0, 0, 7, 8, 0, 0, 11, 12, 0, 0, 0, 0, 0, 0, 19, 20, 0, 0, 23, 24], own);
    }
}
