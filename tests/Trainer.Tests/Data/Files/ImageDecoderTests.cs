using SkiaSharp;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Tests.Data.Files;

public sealed class ImageDecoderTests
{
    [Fact]
    public void A_color_image_becomes_planes_of_red_green_and_blue()
    {
        byte[] png = ImageBytes.Of(2, 3, (y, x) => new SKColor((byte)(10 * y + x), (byte)(100 + x), (byte)(200 + y)));
        DecodedImage image = Decode(png, 3);
        Assert.Equal((3, 2, 3), (image.Channels, image.Height, image.Width));
        Assert.Equal([0, 1, 2, 10, 11, 12, 100, 101, 102, 100, 101, 102, 200, 200, 200, 201, 201, 201], image.Pixels);
    }

    [Fact]
    public void A_gray_image_has_three_equal_planes_or_one()
    {
        byte[] png = ImageBytes.Gray(1, 2, (_, x) => (byte)(7 + 90 * x));
        Assert.Equal([7, 97, 7, 97, 7, 97], Decode(png, 3).Pixels);
        Assert.Equal([7, 97], Decode(png, 1).Pixels);
    }

    [Theory]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(255, 255, 255, 255)]
    public void Gray_is_a_weighted_mean_of_the_colors(byte red, byte green, byte blue, byte expected) =>
        Assert.Equal([expected], Decode(ImageBytes.Plain(1, 1, new SKColor(red, green, blue)), 1).Pixels);

    [Fact]
    public void Transparency_is_dropped() =>
        Assert.Equal([200, 100, 50], Decode(ImageBytes.Plain(1, 1, new SKColor(200, 100, 50, 0)), 3).Pixels);

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Lossy_files_come_close(SKEncodedImageFormat format)
    {
        byte[] file = ImageBytes.Plain(16, 16, new SKColor(200, 100, 50), format);
        byte[] pixels = Decode(file, 3).Pixels;
        Assert.All(pixels.Chunk(256).Zip([200, 100, 50]), plane => Assert.All(plane.First, value =>
            Assert.InRange(value, plane.Second - 3, plane.Second + 3)));
    }

    [Fact]
    public void What_is_no_image_is_refused_by_name()
    {
        var error = Assert.Throws<DatasetException>(() => Decode([1, 2, 3], 3));
        Assert.Contains("set.zip: a.png is damaged or no image", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void A_file_that_is_cut_off_is_refused_by_name(SKEncodedImageFormat format)
    {
        byte[] file = ImageBytes.Of(32, 32, (y, x) => new SKColor((byte)(y * 8 ^ x), (byte)(x * y % 256), (byte)(x * 8)), format);
        var error = Assert.Throws<DatasetException>(() => Decode(file[..(file.Length * 2 / 3)], 3));
        Assert.Contains("set.zip: a.png cannot be decoded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_with_more_pixels_than_allowed_is_refused_by_its_header()
    {
        byte[] png = ImageBytes.Plain(20, 30, SKColors.Red);
        var error = Assert.Throws<DatasetException>(() => ImageDecoder.Decode("set", "set.zip: a.png", png, 3, maximumPixels: 599));
        Assert.Contains("a.png is too large: expected at most 599 pixels, found 30 x 20.", error.Message, StringComparison.Ordinal);
    }

    private static DecodedImage Decode(byte[] encoded, int channels) => ImageDecoder.Decode("set", "set.zip: a.png", encoded, channels);
}
