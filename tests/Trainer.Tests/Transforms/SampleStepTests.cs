using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Tests.Transforms;

/// <summary>What each step makes of a small image.</summary>
public sealed class SampleStepTests
{
    private static readonly SampleForm Square = new(1, 3, 3, HasNumbers: false);

    private static readonly float[] Image =
    [
        1, 2, 3,
        4, 5, 6,
        7, 8, 9,
    ];

    [Fact]
    public void A_flip_exchanges_left_and_right_top_and_bottom_or_both_each_as_often()
    {
        string[] all = [.. Draws(new Flip(LeftRight: true, UpDown: true), Square, Image, 400)];
        Assert.Equal(["1 2 3 4 5 6 7 8 9", "3 2 1 6 5 4 9 8 7", "7 8 9 4 5 6 1 2 3", "9 8 7 6 5 4 3 2 1"],
            all.Distinct().Order(StringComparer.Ordinal));
        // R> qchisq(0.999, 3) is 16.27.
        Assert.InRange(all.GroupBy(i => i).Sum(g => Math.Pow(g.Count() - 100, 2) / 100), 0, 16.27);
    }

    [Fact]
    public void A_flip_of_one_direction_leaves_the_other_alone()
    {
        Assert.Equal(["1 2 3 4 5 6 7 8 9", "3 2 1 6 5 4 9 8 7"],
            Draws(new Flip(LeftRight: true, UpDown: false), Square, Image, 50).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["1 2 3 4 5 6 7 8 9", "7 8 9 4 5 6 1 2 3"],
            Draws(new Flip(LeftRight: false, UpDown: true), Square, Image, 50).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Quarter_turns_are_counter_clockwise_and_each_as_often()
    {
        string[] all = [.. Draws(new QuarterTurns(), Square, Image, 400)];
        Assert.Equal(["1 2 3 4 5 6 7 8 9", "3 6 9 2 5 8 1 4 7", "7 4 1 8 5 2 9 6 3", "9 8 7 6 5 4 3 2 1"],
            all.Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(all.GroupBy(i => i).Sum(g => Math.Pow(g.Count() - 100, 2) / 100), 0, 16.27);
    }

    [Fact]
    public void A_rotation_by_90_degrees_is_a_quarter_turn_counter_clockwise()
    {
        float[] turned = new float[9];
        Rotation.Turn(Image, Square, cosine: 0, sine: 1, turned);
        Assert.Equal([3, 6, 9, 2, 5, 8, 1, 4, 7], turned);
    }

    [Fact]
    public void A_rotation_by_45_degrees_is_bilinear_and_black_outside()
    {
        // The corner (-1, -1) comes from (0, -1.41421) seen from the centre: .41421 of the way from the pixel above the centre to black.
        // The middle of the upper row (0, -1) comes from (.70711, -.70711).
        float[] turned = new float[9];
        double half = Math.Sqrt(0.5);
        Rotation.Turn(Image, Square, half, half, turned);
        Assert.Equal((2 - Math.Sqrt(2)) * 2, turned[0], 1e-5);
        double upper = 2 * (1 - half) + 3 * half, middle = 5 * (1 - half) + 6 * half;
        Assert.Equal(middle * (1 - half) + upper * half, turned[1], 1e-5);
        Assert.Equal(5, turned[4], 1e-5);
    }

    [Fact]
    public void Angles_are_uniform_between_the_bounds()
    {
        // In an image that is x right of its centre and 0 left of it, the pixels right of the centre are cos(angle) times as bright.
        var form = new SampleForm(1, 3, 3, HasNumbers: false);
        var random = RandomStream.For(new StreamKey(4), "rotation");
        float[] turned = new float[9];
        double[] angles = [.. Enumerable.Range(0, 2000).Select(i =>
        {
            random.GoTo((uint)i);
            new Rotation(60).Apply([-1, 0, 1, -1, 0, 1, -1, 0, 1], form, [0], random, turned);
            return Math.Acos(turned[5]) * 180 / Math.PI;
        })];
        // Of uniform absolute angles up to 60 degrees: mean 30, deviation 60 / sqrt(12).
        Assert.Equal(30, angles.Average(), 1.2);
        Assert.InRange(angles.Max(), 59, 60.001);
    }

    [Fact]
    public void A_cutout_may_leave_the_image_and_its_centre_is_uniform_over_the_pixels()
    {
        string[] all = [.. Draws(new Cutout(2), new SampleForm(1, 2, 2, false), [1, 2, 3, 4], 400, blank: 7)];
        // Around pixel (y, x) rows y-1 and y, columns x-1 and x.
        Assert.Equal(["7 2 3 4", "7 2 7 4", "7 7 3 4", "7 7 7 7"], all.Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(all.GroupBy(i => i).Sum(g => Math.Pow(g.Count() - 100, 2) / 100), 0, 16.27);
    }

    [Fact]
    public void Erased_areas_and_ratios_are_those_of_the_settings()
    {
        var form = new SampleForm(3, 200, 200, HasNumbers: false);
        var step = new RandomErasing(0.5, 0.02, 0.33, 0.3, 3.3);
        var random = RandomStream.For(new StreamKey(5), "erasing");
        PixelBox?[] boxes = [.. Enumerable.Range(0, 4000).Select(i =>
        {
            random.GoTo((uint)i);
            return step.Draw(random, form);
        })];
        PixelBox[] drawn = [.. boxes.OfType<PixelBox>()];
        Assert.Equal(0.5, drawn.Length / 4000.0, 0.03);
        double[] areas = [.. drawn.Select(b => b.Area / (double)form.Plane)];
        double[] ratios = [.. drawn.Select(b => (double)(b.Bottom - b.Top) / (b.Right - b.Left))];
        Assert.InRange(areas.Min(), 0.019, 0.03);
        Assert.InRange(areas.Max(), 0.31, 0.335);
        Assert.Equal((0.02 + 0.33) / 2, areas.Average(), 0.01);
        Assert.InRange(ratios.Min(), 0.28, 0.4);
        Assert.InRange(ratios.Max(), 2.6, 3.5);
        Assert.Equal(Math.Log(0.3 * 3.3) / 2, ratios.Average(Math.Log), 0.05);
        Assert.All(drawn, b => Assert.True(b is { Top: >= 0, Left: >= 0, Bottom: <= 200, Right: <= 200 }));
    }

    [Fact]
    public void What_is_erased_is_blank_in_every_channel()
    {
        var form = new SampleForm(2, 4, 4, HasNumbers: false);
        float[] result = new float[32];
        new PixelBox(1, 2, 3, 4).Fill(result, form, [5, 6]);
        Assert.Equal([0, 0, 0, 0, 0, 0, 5, 5, 0, 0, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 6, 0, 0, 6, 6, 0, 0, 0, 0], result);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-5)]
    public void Noise_has_the_power_of_its_ratio_to_the_signal(double snr)
    {
        var form = new SampleForm(1, 1, 20_000, HasNumbers: true);
        float[] signal = [.. Enumerable.Range(0, form.Width).Select(i => (float)(3 * Math.Sin(0.1 * i)))], noisy = new float[form.Width];
        new Noise(snr).Apply(signal, form, [0], RandomStream.For(new StreamKey(6), "noise"), noisy);
        double power = signal.Average(x => (double)x * x), noise = signal.Zip(noisy, (x, y) => Math.Pow(y - x, 2)).Average();
        Assert.Equal(snr, 10 * Math.Log10(power / noise), 0.1);
    }

    [Fact]
    public void Signals_are_cropped_along_their_width_alone()
    {
        var form = new SampleForm(1, 1, 4, HasNumbers: true);
        string[] all = [.. Draws(new CropFlip(1, Flip: false), form, [1, 2, 3, 4], 90)];
        Assert.Equal(["0 1 2 3", "1 2 3 4", "2 3 4 0"], all.Distinct().Order(StringComparer.Ordinal));
        Assert.All(new CropFlip(1, Flip: false).Draw(new StreamKey(1), "1", 50, form), t => Assert.Equal(0, t.ShiftY));
    }

    private static IEnumerable<string> Draws(SampleStep step, SampleForm form, float[] image, int count, float blank = 0)
    {
        var random = RandomStream.For(new StreamKey(3), "step");
        float[] result = new float[image.Length];
        for (int i = 0; i < count; i++)
        {
            random.GoTo((uint)i);
            step.Apply(image, form, [blank], random, result);
            yield return string.Join(' ', result);
        }
    }
}
