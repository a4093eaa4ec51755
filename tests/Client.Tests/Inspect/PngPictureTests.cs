using SkiaSharp;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Tests.Inspect;

public sealed class PngPictureTests
{
    [Fact]
    public void A_picture_in_PNG_has_the_colours_of_the_drawing_at_twice_its_size()
    {
        var drawing = new SvgDrawing("test", 100, 50);
        drawing.Rectangle(10, 10, 20, 20, Ink.Series(0));
        drawing.Shade(40, 10, 20, 20, "#123456");
        drawing.Line(0, 45, 100, 45, Ink.Series(1), thickness: 4);
        drawing.Image(70, 10, 20, 20, PixelImage.Gray([0, 1], width: 2, low: 0, high: 1));
        using var picture = SKBitmap.Decode(PngPicture.Render(drawing));
        Assert.Equal((200, 100), (picture.Width, picture.Height));
        Assert.Equal(SKColor.Parse(Ink.Series(0).Light), picture.GetPixel(40, 40));
        Assert.Equal(SKColor.Parse("#123456"), picture.GetPixel(100, 40));
        Assert.Equal(SKColor.Parse(Ink.Series(1).Light), picture.GetPixel(100, 90));
        Assert.Equal((SKColors.Black, SKColors.White), (picture.GetPixel(144, 40), picture.GetPixel(176, 40)));
        Assert.Equal(SKColors.White, picture.GetPixel(2, 2));
    }

    [Fact]
    public void Numbers_become_pixels_between_black_and_white()
    {
        using var picture = SKBitmap.Decode(PixelImage.Gray([-1, 0, 1, 3], width: 2, low: -1, high: 1));
        byte At(int x, int y) => picture.GetPixel((2 * x + 1) * picture.Width / 4, (2 * y + 1) * picture.Height / 4).Red;
        Assert.Equal([0, 128, 255, 255], new[] { At(0, 0), At(1, 0), At(0, 1), At(1, 1) }.Select(b => (int)b));
    }
}
