using SkiaSharp;
using Sweep.Trainer.Data;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Own;

public sealed class ImageFolderTests : IDisposable
{
    private const string Level = "{ name: pets, folder: pets, size: 2 }";

    private static readonly SKColor Red = new(255, 0, 0), Green = new(0, 255, 0);

    private readonly OwnData data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public void Folders_are_classes_in_the_order_of_their_names_and_a_fifth_of_each_is_for_the_test()
    {
        for (int i = 0; i < 5; i++)
        {
            data.Write($"pets/dog/{i}.png", ImageBytes.Plain(6, 4, Red));
            data.Write($"pets/cat/deep/{i}.PNG", ImageBytes.Plain(4, 6, Green));
        }
        data.Write("pets/cat/notes.txt", "no image");
        Dataset read = data.Load("{ name: pets, folder: pets, size: 4 }");
        Assert.Equal((3, 4, 4, 8, 2, new Classification(2)),
            (read.Channels, read.Height, read.Width, read.Train.Count, read.Test.Count, (Classification)read.Task));
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], read.Train.Labels.Select(c => (int)c));
        Assert.Equal(0, read.Train.Images[0]); // the first is a green cat: no red
        Assert.Equal(255, read.Train.Images[16]);
    }

    [Theory]
    [InlineData("test")]
    [InlineData("val")]
    public void Folders_for_training_and_test_are_taken_as_they_are(string test)
    {
        foreach (string part in new[] { "train", test })
        {
            data.Write($"pets/{part}/a/1.png", ImageBytes.Plain(2, 2, Red));
            data.Write($"pets/{part}/b/1.png", ImageBytes.Plain(2, 2, Green));
        }
        Dataset read = data.Load(Level);
        Assert.Equal((2, 2), (read.Train.Count, read.Test.Count));
        Assert.Contains("has its own test images", data.Mistake("{ name: pets, folder: pets, size: 2, test: 0.5 }"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_square_in_the_middle_is_taken_and_the_whole_made_gray_if_wanted()
    {
        byte[] wide = ImageBytes.Gray(2, 6, (_, x) => (byte)(x is 2 or 3 ? 200 : 10));
        foreach (string name in new[] { "a/1", "a/2", "b/1", "b/2" })
            data.Write($"pets/{name}.png", wide);
        Dataset read = data.Load("{ name: pets, folder: pets, size: 2, channels: 1 }");
        Assert.Equal([200, 200, 200, 200], read.Test.Images[..4].Select(p => (int)p));
    }

    [Fact]
    public void Images_of_many_formats_are_read()
    {
        data.Write("pets/a/1.ppm", [.. "P6\n# two pixels\n2 2 255\n"u8, .. Enumerable.Repeat((byte)90, 12)]);
        data.Write("pets/a/2.pgm", [.. "P5 2 2 15\n"u8, 15, 15, 15, 15]);
        data.Write("pets/b/1.tif", Tiff(77));
        data.Write("pets/b/2.webp", ImageBytes.Plain(2, 2, Red, SKEncodedImageFormat.Webp));
        Dataset read = data.Load("{ name: pets, folder: pets, size: 2, test: 0.5 }");
        byte[][] images = [.. read.Train.Images.Chunk(12), .. read.Test.Images.Chunk(12)];
        Assert.Contains(images, image => image.All(p => p == 90));
        Assert.Contains(images, image => image.All(p => p == 255));
        Assert.Contains(images, image => image.All(p => p == 77));
    }

    [Fact]
    public void A_file_that_is_no_image_is_named_when_it_is_loaded()
    {
        foreach (string name in new[] { "a/1", "a/2", "b/1" })
            data.Write($"pets/{name}.png", ImageBytes.Plain(2, 2, Red));
        data.Write("pets/b/2.jpg", "no image");
        var error = Assert.Throws<DatasetException>(() => data.Load(Level));
        Assert.Contains(Path.Combine("b", "2.jpg"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_is_cut_off_is_refused()
    {
        foreach (string name in new[] { "a/1", "a/2", "b/1" })
            data.Write($"pets/{name}.png", ImageBytes.Plain(2, 2, Red));
        data.Write("pets/b/2.ppm", [.. "P6 2 2 255\n"u8, 1, 2, 3]);
        Assert.Contains("expected 12 bytes of pixels, found 3",
            Assert.Throws<DatasetException>(() => data.Load(Level)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_that_cannot_be_used_are_told()
    {
        data.Write("pets/a/1.png", ImageBytes.Plain(2, 2, Red));
        Assert.Contains("has 1 folder; expected one per class", data.Mistake(Level), StringComparison.Ordinal);
        data.Write("pets/b/1.png", ImageBytes.Plain(2, 2, Red));
        Assert.Contains("has one image. A class needs one to learn from", data.Mistake(Level),
            StringComparison.Ordinal);
        data.Write("pets/c/notes.txt", "none");
        Assert.Contains("has no images", data.Mistake(Level), StringComparison.Ordinal);
        Assert.Contains("'size' is a whole number from 1 to 4096; it is missing", data.Mistake("{ name: pets, folder: pets }"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_files_and_folders_are_left_out()
    {
        WriteTwoClasses();
        data.Write("pets/a/._1.png", "the finder's notes");
        data.Write("pets/a/.thumbnails/1.png", ImageBytes.Plain(2, 2, Green));
        data.Write("pets/.git/1.png", ImageBytes.Plain(2, 2, Green));
        Dataset read = data.Load(Level);
        Assert.Equal(4, read.Train.Count + read.Test.Count);
    }

    [Fact]
    public void A_folder_that_is_linked_into_a_class_is_refused_since_it_may_lead_back()
    {
        WriteTwoClasses();
        Directory.CreateSymbolicLink(data["pets/a/again"], data["pets"]);
        Assert.Contains($"{Path.Combine("a", "again")} is a link to a folder", data.Mistake(Level), StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_of_a_class_may_be_a_link()
    {
        WriteTwoClasses();
        Directory.CreateSymbolicLink(data["pets/c"], data["pets/a"]);
        Assert.Equal(new Classification(3), data.Load(Level).Task);
    }

    [Theory]
    [InlineData("valid")]
    [InlineData("Test")]
    public void A_folder_for_training_without_one_for_the_test_is_no_class(string other)
    {
        foreach (string name in new[] { "train/a/1", "train/b/1", $"{other}/a/1", $"{other}/b/1" })
            data.Write($"pets/{name}.png", ImageBytes.Plain(2, 2, Red));
        Assert.Contains("has a folder train with folders in it, but neither test nor val", data.Mistake(Level), StringComparison.Ordinal);
    }

    [Fact]
    public void More_pixels_than_memory_can_hold_are_refused_before_they_are_read()
    {
        byte[] image = ImageBytes.Plain(2, 2, Red);
        for (int i = 0; i < 50; i++)
        {
            data.Write($"pets/a/{i}.png", image);
            data.Write($"pets/b/{i}.png", image);
        }
        Assert.Contains("has 80 images for one part: more than can be held in memory at 3x4096x4096",
            data.Mistake("{ name: pets, folder: pets, size: 4096 }"), StringComparison.Ordinal);
    }

    private void WriteTwoClasses()
    {
        foreach (string name in new[] { "a/1", "a/2", "b/1", "b/2" })
            data.Write($"pets/{name}.png", ImageBytes.Plain(2, 2, Red));
    }

    // A gray image of 2 x 2 pixels: TIFF 6.0, section 4, the required fields of a grayscale image.
    private static byte[] Tiff(byte value)
    {
        (ushort Tag, ushort Type, uint Count, uint Value)[] fields =
        [
            (256, 3, 1, 2), (257, 3, 1, 2), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (278, 3, 1, 2), (279, 4, 1, 4),
        ];
        byte[] entries = [.. fields.SelectMany(f => (byte[])
        [
            .. BitConverter.GetBytes(f.Tag), .. BitConverter.GetBytes(f.Type), .. BitConverter.GetBytes(f.Count),
            .. BitConverter.GetBytes(f.Value),
        ])];
        return [(byte)'I', (byte)'I', 42, 0, .. BitConverter.GetBytes(12), value, value, value, value,
            .. BitConverter.GetBytes((ushort)fields.Length), .. entries, 0, 0, 0, 0];
    }
}
