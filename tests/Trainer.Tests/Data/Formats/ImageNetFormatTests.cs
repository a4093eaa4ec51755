using System.Text;
using SkiaSharp;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Formats;

/// <summary>Tiny-ImageNet and mini-ImageNet, made small by descriptions of few images.</summary>
public sealed class ImageNetFormatTests : IDisposable
{
    private static readonly DatasetDescription Small = DatasetCatalogue.Find("tiny-imagenet")! with
    {
        Name = "small", TrainCount = 4, TestCount = 3, Task = new Classification(2), Height = 8, Width = 8,
    };

    private static readonly MiniImageNetFormat Pickles = new MiniImageNetPickleFormat { ClassCounts = [1, 1, 1] };

    private static readonly DatasetDescription Mini = DatasetCatalogue.Find("mini-imagenet")! with
    {
        Name = "mini", TrainCount = 6, TestCount = 3, Task = new Classification(3), Height = 2, Width = 2, Format = Pickles,
    };

    private static readonly DatasetDescription MiniFiles = Mini.Alternatives[0] with
    {
        Name = "mini", TrainCount = 6, TestCount = 3, Task = new Classification(3), Height = 2, Width = 2,
        Format = new MiniImageNetFilesFormat { ClassCounts = [1, 1, 1] },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tiny_ImageNet_is_read_with_its_gray_images_and_its_annotations()
    {
        Dataset read = Load(Small, ZipBytes.Of(Members(
            "val_2.JPEG\tn02\t0\t0\t9\t9\nval_0.JPEG\tn01\t0\t0\t9\t9\nval_1.JPEG\tn02\t1\t1\t2\t2\n")));
        Assert.Equal([0, 0, 1, 1], read.Train.Labels);
        Assert.Equal([1, 0, 1], read.Test.Labels);
        Near(read.Train.Images, 0, 10, 60, 110);
        Near(read.Train.Images, 1, 200, 200, 200); // the gray one
        Near(read.Train.Images, 3, 40, 90, 140);
        Near(read.Test.Images, 0, 120, 120, 120); // val_2
    }

    [Fact]
    public void Tiny_ImageNet_is_read_from_its_folder_too()
    {
        foreach (var (name, content) in Members("val_2.JPEG\tn02\nval_0.JPEG\tn01\nval_1.JPEG\tn02\n"))
            folder.Write("data/" + name, content);
        Assert.Equal([1, 0, 1], Load(Small, folder["data"]).Test.Labels);
        Assert.Equal([1, 0, 1], Load(Small, Path.Combine(folder["data"], "tiny-imagenet-200")).Test.Labels);
    }

    [Theory]
    [InlineData("val_0.JPEG\tn01\n", "expected 3 lines in val/val_annotations.txt, found 1.")]
    [InlineData("val_0.JPEG\tn01\nval_0.JPEG\tn01\nval_1.JPEG\tn02\n", "expected an image of val and its class in each line")]
    [InlineData("val_0.JPEG\tn01\nval_2.JPEG\tn07\nval_1.JPEG\tn02\n", "found \"val_2.JPEG\tn07\".")]
    [InlineData("val_0.JPEG\tn01\n../../x.JPEG\tn01\nval_1.JPEG\tn02\n", "found \"../../x.JPEG\tn01\".")]
    public void Other_annotations_are_refused(string annotations, string expected)
    {
        var error = Assert.Throws<DatasetException>(() => Load(Small, ZipBytes.Of(Members(annotations))));
        Assert.Contains("tiny-imagenet-200.zip is not that of this dataset: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_too_few_and_an_image_too_few_are_refused()
    {
        var members = Members("").Where(member => !member.Item1.Contains("n02_1", StringComparison.Ordinal));
        Assert.Contains("expected 2 training images of each class, found 1 of n02.",
            Assert.Throws<DatasetException>(() => Load(Small, ZipBytes.Of([.. members]))).Message, StringComparison.Ordinal);
        Assert.Contains("expected 200 classes in train, found 2.", Assert.Throws<DatasetException>(() =>
            Load(DatasetCatalogue.Find("tiny-imagenet")!, ZipBytes.Of(Members("")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_image_is_named_with_its_archive()
    {
        var members = Members("val_2.JPEG\tn02\nval_0.JPEG\tn01\nval_1.JPEG\tn02\n");
        members[2].Item2 = members[2].Item2[..^100];
        Assert.Contains("tiny-imagenet-200.zip: tiny-imagenet-200/train/n01/images/n01_0.JPEG is damaged or no image",
            Assert.Throws<DatasetException>(() => Load(Small, ZipBytes.Of(members))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mini_ImageNet_of_pickles_has_the_classes_of_the_parts_one_after_the_other()
    {
        Dataset read = LoadMini(Part("n9", 10), Part("n3", 20), Part("n5", 30));
        Assert.Equal([0, 0, 1, 1, 2, 2], read.Train.Labels);
        Assert.Equal([0, 1, 2], read.Test.Labels);
        // Places 2, 0, 1 of the class; red, green and blue of a pixel stand side by side in the file.
        Assert.Equal([12, 12, 12, 12, 112, 112, 112, 112, 212, 212, 212, 212], read.Train.Images[..12]);
        Assert.Equal([10, 10, 10, 10], read.Train.Images[12..16]);
        Assert.Equal([11, 11, 11, 11], read.Test.Images[..4]);
        Assert.Equal([31, 31, 31, 31], read.Test.Images[24..28]);
    }

    [Fact]
    public void The_classes_of_a_part_are_in_the_order_of_their_names()
    {
        DatasetDescription two = Mini with
        {
            TrainCount = 2, TestCount = 4, Task = new Classification(2), Files = [Mini.Files[0]],
            Format = new MiniImageNetPickleFormat { ClassCounts = [2] },
        };
        byte[] pixels = [.. Enumerable.Range(0, 6).SelectMany(i => Enumerable.Repeat((byte)i, 12))];
        byte[] pickle = PickleBytes.Of(PickleBytes.Dictionary(("image_data", PickleBytes.Array(pixels, 6, 2, 2, 3)),
            ("class_dict", PickleBytes.Dictionary(("n2", PickleBytes.List(0, 1, 2)), ("n1", PickleBytes.List(3, 4, 5))))));
        Dataset read = two.Format.Read(two, [folder.Write("a.pkl", pickle)], CancellationToken.None);
        Assert.Equal((3, 0), (read.Train.Images[0], read.Train.Images[12]));
    }

    [Fact]
    public void Another_pickle_is_refused()
    {
        byte[] pixels = new byte[36];
        byte[] twice = PickleBytes.Of(PickleBytes.Dictionary(("image_data", PickleBytes.Array(pixels, 3, 2, 2, 3)),
            ("class_dict", PickleBytes.Dictionary(("n1", PickleBytes.List(0, 0, 2))))));
        Assert.Contains("mini-imagenet-cache-val.pkl is not that of this dataset: expected each image in one class, found one in several.",
            Assert.Throws<DatasetException>(() => LoadMini(Part("n9", 10), twice, Part("n5", 30))).Message, StringComparison.Ordinal);
        byte[] none = PickleBytes.Of(PickleBytes.Dictionary(("image_data", PickleBytes.Array(pixels, 3, 2, 2, 3))));
        Assert.Contains("expected a dictionary class_dict, found none.",
            Assert.Throws<DatasetException>(() => LoadMini(none, Part("n3", 20), Part("n5", 30))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Mini_ImageNet_of_lists_and_files_resizes_what_is_larger(int side)
    {
        Dataset read = LoadMini(Lists("n9"), Lists("n3"), Lists("n5"), Images(side));
        Assert.Equal([0, 0, 1, 1, 2, 2], read.Train.Labels);
        Assert.Equal([90, 90, 90, 90], read.Train.Images[..4]);
        Assert.Equal([91, 91, 91, 91], read.Train.Images[12..16]);
        Assert.Equal([32, 32, 32, 32], read.Test.Images[12..16]);
    }

    [Theory]
    [InlineData("filename,label\nn90.png,n9\nn91.png,n9\nn91.png,n9\n", "expected names of images in ")]
    [InlineData("n90.png,n9\nn91.png,n9\n../../x,n9\n", "each once, found ../../x.")]
    [InlineData("n90.png,n9\nn91.png,n9\n", "expected 3 images of each class, found 2 of n9.")]
    [InlineData("n90.png,n9\nn91.png,n9\nn92.png,n8\n", "expected 1 classes, found 2.")]
    [InlineData("n90.png;n9\n", "expected lines of file and class, found \"n90.png;n9\".")]
    public void Another_list_is_refused(string list, string expected)
    {
        var error = Assert.Throws<DatasetException>(() =>
            LoadMini(Encoding.ASCII.GetBytes(list), Lists("n3"), Lists("n5"), Images(2)));
        Assert.Contains("train.csv is not that of this dataset: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_fetched_is_told_with_its_files()
    {
        using var client = new HttpClient();
        var loader = new DatasetLoader(new DatasetLocator(null, folder["cache"]), new DatasetDownloader(client, TimeProvider.System),
            TimeProvider.System);
        var error = Assert.Throws<DatasetException>(() => loader.Load(Mini, CancellationToken.None));
        Assert.Contains("Put mini-imagenet-cache-train.pkl, mini-imagenet-cache-val.pkl, mini-imagenet-cache-test.pkl into ", error.Message,
            StringComparison.Ordinal);
    }

    private Dataset Load(DatasetDescription dataset, byte[] zip)
    {
        folder.Write("zip/tiny-imagenet-200.zip", zip);
        return Load(dataset, folder["zip"]);
    }

    private Dataset Load(DatasetDescription dataset, string data) => new DatasetLoader(new DatasetLocator(data, folder["cache"]), null,
        TimeProvider.System).Load(dataset, CancellationToken.None);

    private Dataset LoadMini(params byte[][] files)
    {
        DatasetDescription form = files.Length == 3 ? Mini : MiniFiles;
        foreach (var (file, content) in form.Files.Zip(files))
            folder.Write("data/mini-imagenet/" + file.Name, content);
        return Load(Mini with { Alternatives = [MiniFiles] }, folder["data"]);
    }

    private static (string, byte[])[] Members(string annotations) =>
    [
        ("tiny-imagenet-200/wnids.txt", "n02\nn01\n"u8.ToArray()),
        ("tiny-imagenet-200/val/val_annotations.txt", Encoding.ASCII.GetBytes(annotations)),
        ("tiny-imagenet-200/train/n01/images/n01_0.JPEG", Jpeg(10)),
        ("tiny-imagenet-200/train/n01/images/n01_1.JPEG", ImageBytes.Gray(8, 8, (_, _) => 200, SKEncodedImageFormat.Jpeg)),
        ("tiny-imagenet-200/train/n02/images/n02_0.JPEG", Jpeg(30)),
        ("tiny-imagenet-200/train/n02/images/n02_1.JPEG", Jpeg(40)),
        ("tiny-imagenet-200/train/n02/n02_boxes.txt", [1]),
        .. Enumerable.Range(0, 3).Select(i => ($"tiny-imagenet-200/val/images/val_{i}.JPEG",
            ImageBytes.Gray(8, 8, (_, _) => (byte)(100 + 10 * i), SKEncodedImageFormat.Jpeg))),
    ];

    private static byte[] Jpeg(byte red) =>
        ImageBytes.Plain(8, 8, new SKColor(red, (byte)(red + 50), (byte)(red + 100)), SKEncodedImageFormat.Jpeg);

    // Three images of plain colour; the class names them in the order 2, 0, 1.
    private static byte[] Part(string wordNet, byte first) => PickleBytes.Of(PickleBytes.Dictionary(
        ("image_data", PickleBytes.Array([.. Enumerable.Range(0, 12 * 3).Select(i => (byte)(first + i / 12 + 100 * (i % 3)))], 3, 2, 2, 3)),
        ("class_dict", PickleBytes.Dictionary((wordNet, PickleBytes.List(2, 0, 1))))));

    private static byte[] Lists(string wordNet) =>
        Encoding.ASCII.GetBytes($"filename,label\n{string.Concat(Enumerable.Range(0, 3).Select(i => $"{wordNet}{i}.png,{wordNet}\n"))}");

    // n90.png is gray 90, and so on.
    private static byte[] Images(int side) => ZipBytes.Of([.. from wordNet in (int[])[9, 3, 5] from i in Enumerable.Range(0, 3)
        select ($"images/n{wordNet}{i}.png", ImageBytes.Gray(side, side, (_, _) => (byte)(10 * wordNet + i)))]);

    private static void Near(byte[] images, int index, params int[] color) => Assert.All(images.AsSpan(index * 192, 192).ToArray().Chunk(64)
        .Zip(color), plane => Assert.All(plane.First, pixel => Assert.InRange(pixel, plane.Second - 3, plane.Second + 3)));
}
