using System.Collections.Concurrent;
using SkiaSharp;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Formats;

/// <summary>Omniglot's archives, made small by a description of few characters and three drawings of each.</summary>
public sealed class OmniglotFormatTests : IDisposable
{
    private const int Side = 105;

    private static readonly DatasetDescription Tiny = DatasetCatalogue.Find("omniglot")! with
    {
        Name = "tiny", TrainCount = 2 * 3, TestCount = 3, Task = new Classification(3),
        Format = new OmniglotFormat { ClassCounts = [2, 1] },
    };

    private static readonly ConcurrentDictionary<byte, byte[]> Drawn = [];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_each_character_the_first_drawers_are_for_training_and_ink_is_bright()
    {
        Dataset read = Load(Zip("images_background", ("A", 1, 200), ("A", 2, 150)), Zip("images_evaluation", ("B", 1, 100)));
        Assert.Equal([0, 0, 1, 1, 2, 2], read.Train.Labels);
        Assert.Equal([0, 1, 2], read.Test.Labels);
        Assert.All(read.Test.Images.Chunk(28 * 28).Zip([255 - 203, 255 - 153, 255 - 103]), image =>
            Assert.All(image.First, pixel => Assert.Equal(image.Second, pixel)));
        Assert.Equal(255 - 202, read.Train.Images[28 * 28]);
    }

    [Fact]
    public void Unpacked_archives_give_the_same()
    {
        (string, int, byte)[] background = [("A", 1, 200), ("Z", 1, 150)], evaluation = [("B", 7, 100)];
        Dataset zipped = Load(Zip("images_background", background), Zip("images_evaluation", evaluation));
        foreach (var (name, content) in Drawings("images_background", background).Concat(Drawings("images_evaluation", evaluation)))
            folder.Write("unpacked/omniglot-py/" + name, content);
        Dataset unpacked = new DatasetLoader(new DatasetLocator(folder["unpacked"], folder["cache"]), null, TimeProvider.System)
            .Load(Tiny, CancellationToken.None);
        Assert.Equal(zipped.Train.Images, unpacked.Train.Images);
        Assert.Equal(zipped.Test.Labels, unpacked.Test.Labels);
    }

    [Fact]
    public void More_than_256_characters_are_classes()
    {
        const int classes = 300;
        DatasetDescription many = Tiny with
        {
            TrainCount = 2 * classes, TestCount = classes, Task = new Classification(classes), Files = [Tiny.Files[0]],
            Format = new OmniglotFormat { ClassCounts = [classes] },
        };
        byte[] zip = Zip("images_background", [.. Enumerable.Range(1, classes).Select(i => ("A", i, (byte)0))]);
        Dataset read = many.Format.Read(many, [folder.Write("b.zip", zip)], CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, classes).Select(i => (ushort)i), read.Test.Labels);
    }

    [Fact]
    public void An_archive_in_the_place_of_the_other_is_refused()
    {
        var error = Assert.Throws<DatasetException>(() =>
            Load(Zip("images_evaluation", ("B", 1, 100)), Zip("images_background", ("A", 1, 200), ("A", 2, 150))));
        Assert.Contains("images_background.zip has other characters than this dataset: expected 2, found 0.", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_with_a_missing_drawing_is_named()
    {
        (string, byte[])[] drawings = Drawings("images_background", ("A", 1, 200), ("A", 2, 150));
        var error = Assert.Throws<DatasetException>(() =>
            Load(ZipBytes.Of(drawings[..^1]), Zip("images_evaluation", ("B", 1, 100))));
        Assert.Contains("expected 3 of each character, found 2 in A/character02.", error.Message.Replace('\\', '/'),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Side - 1, Side, "has another size: expected 105 x 105 pixels, found 105 x 104.")]
    [InlineData(300, 300, "is too large: expected at most 11025 pixels, found 300 x 300.")]
    public void A_drawing_of_another_size_is_refused_by_name(int height, int width, string expected)
    {
        (string, byte[])[] drawings = Drawings("images_evaluation", ("B", 1, 100));
        drawings[1].Item2 = ImageBytes.Plain(height, width, SKColors.White);
        var error = Assert.Throws<DatasetException>(() =>
            Load(Zip("images_background", ("A", 1, 200), ("A", 2, 150)), ZipBytes.Of(drawings)));
        Assert.Contains($"images_evaluation.zip: images_evaluation/B/character01/0001_02.png {expected}", error.Message,
            StringComparison.Ordinal);
    }

    private Dataset Load(byte[] background, byte[] evaluation)
    {
        folder.Write("data/omniglot/images_background.zip", background);
        folder.Write("data/omniglot/images_evaluation.zip", evaluation);
        return new DatasetLoader(new DatasetLocator(folder["data"], folder["cache"]), null, TimeProvider.System)
            .Load(Tiny, CancellationToken.None);
    }

    private static byte[] Zip(string root, params (string, int, byte)[] characters) => ZipBytes.Of(Drawings(root, characters));

    // Plain gray, by the number of the drawer above a base.
    private static (string, byte[])[] Drawings(string root, params (string Alphabet, int Character, byte Gray)[] characters) =>
    [
        .. characters.SelectMany(c => Enumerable.Range(1, 3).Select(drawer =>
            ($"{root}/{c.Alphabet}/character{c.Character:00}/0001_{drawer:00}.png", Plain((byte)(c.Gray + drawer))))),
    ];

    private static byte[] Plain(byte gray) => Drawn.GetOrAdd(gray, value => ImageBytes.Gray(Side, Side, (_, _) => value));
}
