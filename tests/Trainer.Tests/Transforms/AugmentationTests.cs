using Sweep.Planning.Trials;
using Sweep.Trainer.Settings;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Tests.Transforms;

public sealed class AugmentationTests
{
    private static readonly StreamKey Key = new(7);
    private static readonly SampleForm Form = new(1, 28, 28, HasNumbers: false);

    // (1, 3, 4)
    private static readonly byte[] Image =
    [
        1, 2, 3, 4,
        5, 6, 7, 8,
        9, 10, 11, 12,
    ];

    [Fact]
    public void A_crop_reaches_into_the_black_around_the_image() => Assert.Equal(
        [
            7, 8, 0, 0,
            11, 12, 0, 0,
            0, 0, 0, 0,
        ],
        Apply(new SampleTransform(ShiftY: 1, ShiftX: 2, Flip: false)));

    [Fact]
    public void What_is_cropped_is_mirrored_afterwards() => Assert.Equal(
        [
            0, 0, 0, 0,
            3, 2, 1, 0,
            7, 6, 5, 0,
        ],
        Apply(new SampleTransform(ShiftY: -1, ShiftX: -1, Flip: true)));

    [Fact]
    public void Each_channel_is_moved_alike()
    {
        byte[] target = new byte[8];
        new SampleTransform(1, 0, false).Apply<byte>([1, 2, 3, 4, 5, 6, 7, 8], height: 2, width: 2, target); // (2, 2, 2)
        Assert.Equal([3, 4, 0, 0, 7, 8, 0, 0], target);
    }

    /// <summary>Frozen: a stored result is continued and repeated with the same crops.</summary>
    [Fact]
    public void The_draws_of_a_stream_never_change() => Assert.Equal(
        "-2 -1 True; -2 2 False; 1 -3 True; -1 -4 False",
        string.Join("; ", new CropFlip(4, Flip: true).Draw(Key, epoch: "3", count: 4, Form)
            .Select(t => $"{t.ShiftY} {t.ShiftX} {t.Flip}")));

    [Fact]
    public void Each_epoch_and_each_key_has_its_own_draws_and_an_image_the_same_however_many_there_are()
    {
        var augmentation = new CropFlip(4, Flip: true);
        SampleTransform[] draws = augmentation.Draw(Key, "1", 100, Form);
        Assert.Equal(draws[..10], augmentation.Draw(Key, "1", 10, Form));
        Assert.NotEqual(draws, augmentation.Draw(Key, "2", 100, Form));
        Assert.NotEqual(draws, augmentation.Draw(new StreamKey(8), "1", 100, Form));
    }

    [Fact]
    public void Crops_are_uniform_over_all_places_and_half_the_images_are_mirrored()
    {
        SampleTransform[] draws = new CropFlip(1, Flip: true).Draw(Key, "1", 9000, Form);
        // Chi-squared with 17 degrees of freedom: R> qchisq(0.999, 17) is 40.79.
        double chiSquared = draws.GroupBy(t => t).Select(g => Math.Pow(g.Count() - 500, 2) / 500).Sum();
        Assert.Equal(18, draws.Distinct().Count());
        Assert.InRange(chiSquared, 0, 40.79);
    }

    [Fact]
    public void Without_the_mirror_the_crops_are_the_same()
    {
        SampleTransform[] draws = new CropFlip(4, Flip: false).Draw(Key, "1", 50, Form);
        Assert.Equal(new CropFlip(4, Flip: true).Draw(Key, "1", 50, Form).Select(t => t with { Flip = false }), draws);
    }

    [Fact]
    public void A_level_is_a_name_or_a_group()
    {
        Assert.Null(Augmentation.Read(new SettingValue.Text("none")));
        Assert.Equal(new Augmentation(new CropFlip(4, true)), Augmentation.Read(new SettingValue.Text("crop-flip")));
        Assert.Equal(new Augmentation(new CropFlip(2, false)), Augmentation.Read(new SettingValue.Group(
        [
            new("name", new SettingValue.Text("crop-flip")), new("padding", new SettingValue.Number(2)),
            new("flip", new SettingValue.Flag(false)),
        ])));
        Assert.Throws<TrialSettingsException>(() => Augmentation.Read(new SettingValue.Text("mixup")));
    }

    private static byte[] Apply(SampleTransform transform)
    {
        byte[] target = [.. Enumerable.Repeat((byte)99, Image.Length)];
        transform.Apply<byte>(Image, height: 3, width: 4, target);
        return target;
    }
}
