using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Tests.Transforms;

/// <summary>What each fixed step makes of a small image, given in bytes.</summary>
public sealed class PreprocessingStepTests
{
    [Fact]
    public void A_larger_image_is_bilinear_between_the_centres_of_pixels()
    {
        // Two pixels become four: their centres lie at -.25, .25, .75 and 1.25 of the old ones; the border is repeated.
        Assert.Equal([0, 50, 150, 200], Apply(new Resize(1, 4), new SampleForm(1, 1, 2, false), [0, 200]));
    }

    [Fact]
    public void A_smaller_image_is_antialiased_by_a_triangle_twice_as_wide_as_a_new_pixel()
    {
        // Four pixels become two. The first new one has its centre at 1 (in pixel borders) and weights 1 - distance/2 of the old centres
        // .5, 1.5, 2.5: .75, .75, .25, of the sum 1.75. PIL gives the same.
        double first = (0.75 * 10 + 0.75 * 20 + 0.25 * 60) / 1.75, second = (0.25 * 20 + 0.75 * 60 + 0.75 * 200) / 1.75;
        Assert.Equal([Math.Floor(first + 0.5), Math.Floor(second + 0.5)],
            Apply(new Resize(1, 2), new SampleForm(1, 1, 4, false), [10, 20, 60, 200]).Select(b => (double)b));
    }

    [Fact]
    public void Rows_and_columns_and_channels_are_resized_apart()
    {
        Assert.Equal([10, 30, 70, 90],
            Apply(new Resize(2, 1), new SampleForm(2, 2, 2, false), [0, 20, 20, 40, 60, 80, 80, 100]));
        Assert.Equal([1, 2, 3, 4], Apply(new Resize(2, 2), new SampleForm(1, 2, 2, false), [1, 2, 3, 4]));
    }

    [Fact]
    public void The_middle_is_cut_out_of_each_channel()
    {
        byte[] image = [.. Enumerable.Range(0, 2 * 4 * 5).Select(i => (byte)i)];
        Assert.Equal([6, 7, 8, 11, 12, 13, 26, 27, 28, 31, 32, 33], Apply(new CentreCrop(2, 3), new SampleForm(2, 4, 5, false), image));
    }

    [Fact]
    public void Black_and_white_repeat_the_gray()
    {
        byte[] gray = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Assert.Equal([.. gray, .. gray, .. gray], Apply(Colours("black", "white"), new SampleForm(1, 16, 16, false), gray));
    }

    [Fact]
    public void Other_colours_lie_between_and_are_rounded_down_as_by_PIL()
    {
        // red (255, 0, 0) to teal (0, 128, 128): at 100 of 255 red 255 - 100, green and blue 100 * 128 // 255 = 50.
        Assert.Equal([255, 155, 0, 0, 50, 128, 0, 50, 128], Apply(Colours("red", "teal"), new SampleForm(1, 1, 3, false), [0, 100, 255]));
        // white to maroon (128, 0, 0): 255 + 100 * -127 // 255 = 255 - 50.
        Assert.Equal(205, Apply(Colours("white", "maroon"), new SampleForm(1, 1, 1, false), [100])[0]);
    }

    [Fact]
    public void Gray_is_the_luma_of_the_colour() =>
        Assert.Equal([76, 150, 29, 255, 124], Apply(new Grayscale(), new SampleForm(3, 1, 5, false),
            [255, 0, 0, 255, 200, 0, 255, 0, 255, 100, 0, 0, 255, 255, 50]));

    private static Colourise Colours(string black, string white) =>
        new(NamedColour.All.Single(c => c.Name == black), NamedColour.All.Single(c => c.Name == white));

    private static byte[] Apply(SampleStep step, SampleForm form, byte[] image)
    {
        Assert.Null(step.Problem("preprocessing", form));
        float[] result = new float[step.After(form).Count];
        step.Apply([.. image.Select(b => b / 255f)], form, [], RandomStream.For(new StreamKey(1), "step"), result);
        return [.. result.Select(v => (byte)(v * 255 + 0.5f))];
    }
}
