using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Own;

/// <summary>A folder of images with one folder per class, as torchvision's ImageFolder has it.</summary>
internal sealed class ImageFolder : OwnSource
{
    private static readonly string[] Suffixes = [".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp"];

    private readonly string folder;
    private readonly int size, channels;
    private readonly double testPart;
    private readonly bool saysTest;

    private ImageFolder(OwnOptions options)
        : base(options.Name)
    {
        folder = options.Text(Kind.Key) ?? "";
        size = options.Whole("size", 1, 4096, otherwise: null);
        channels = options.Choice("channels", "3", "1") == "1" ? 1 : 3;
        testPart = options.TestPart();
        saysTest = options.Has("test");
    }

    /// <summary>How specs write it.</summary>
    public static OwnKind Kind { get; } = new("folder", options => new ImageFolder(options));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths => [folder];

    /// <inheritdoc/>
    public override OwnFacts Inspect(IReadOnlyList<string> paths, CancellationToken stop)
    {
        var (train, test, classes) = Files(paths[0]);
        string[] lines = new string[train.Count + test.Count];
        ParallelReading.For(lines.Length, stop, i =>
        {
            string path = i < train.Count ? train[i].Path : test[i - train.Count].Path;
            lines[i] = Path.GetRelativePath(paths[0], path).Replace('\\', '/') + " " + OwnFile.Checksum(Name, path);
        });
        return new OwnFacts(new Classification(classes), channels, size, size, HasNumbers: false, train.Count, test.Count,
            OwnFile.Checksum(lines));
    }

    /// <inheritdoc/>
    public override (DatasetSplit Train, DatasetSplit Test) Load(OwnFacts facts, IReadOnlyList<string> paths, CancellationToken stop)
    {
        var (train, test, _) = Files(paths[0]);
        return (Decode(train, stop), Decode(test, stop));
    }

    private (List<(string Path, int Class)> Train, List<(string Path, int Class)> Test, int Classes) Files(string root)
    {
        try
        {
            var found = Search(root);
            int most = Math.Max(found.Train.Count, found.Test.Count);
            return (long)most * channels * size * size <= Array.MaxLength ? found : throw Error(root,
                $"{root} has {most} images for one part: more than can be held in memory at {channels}x{size}x{size}.",
                "Take a smaller size or fewer images.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error(root, $"{root} cannot be searched: {e.Message}", "Check that its folders may be read.", e);
        }
    }

    private (List<(string Path, int Class)> Train, List<(string Path, int Class)> Test, int Classes) Search(string root)
    {
        if (!Directory.Exists(root))
            throw Error(root, $"{root} is a file.", "Name the folder that holds one folder per class.");
        string train = Path.Combine(root, "train");
        string? test = new[] { "test", "val" }.Select(name => Path.Combine(root, name)).FirstOrDefault(Directory.Exists);
        bool isSplit = Directory.Exists(train) && test is not null;
        if (!isSplit && Directory.Exists(train) && Directory.EnumerateDirectories(train).Any())
        {
            throw Error(root, $"{root} has a folder train with folders in it, but neither test nor val.",
                "Name the folder of the test images so, or give that of the classes as the folder.");
        }
        string[] names = ClassesIn(isSplit ? train : root);
        var images = names.SelectMany((name, i) => ImagesIn(Path.Combine(isSplit ? train : root, name)).Select(path => (path, i))).ToList();
        if (!isSplit)
        {
            if (images.CountBy(image => image.i).FirstOrDefault(one => one.Value == 1) is { Value: 1, Key: var single })
            {
                throw Error(root, $"{Path.Combine(root, names[single])} has one image.",
                    "A class needs one to learn from and one for the test.");
            }
            var split = OwnSplit.Choose([.. images.Select(image => image.i)], testPart,
                i => Path.GetRelativePath(root, images[i].path).Replace('\\', '/'));
            return ([.. split.Train.Select(i => images[i])], [.. split.Test.Select(i => images[i])], names.Length);
        }
        if (saysTest)
            throw Error(root, $"{root} has its own test images, in {test}.", "Leave the option 'test' out.");
        string[] others = ClassesIn(test!);
        if (others.Except(names).FirstOrDefault() is { } unknown)
            throw Error(root, $"{test} has the class {unknown}, which {train} has not.", "Both need the same folders.");
        return (images, [.. others.SelectMany(name =>
            ImagesIn(Path.Combine(test!, name)).Select(path => (path, Array.BinarySearch(names, name, StringComparer.Ordinal))))],
            names.Length);
    }

    private string[] ClassesIn(string root)
    {
        string[] names = [.. Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)!)
            .Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
        if (names.Length is < 2 or > Classification.MaximumClasses)
        {
            throw Error(root, $"{root} has {names.Length} folder{(names.Length == 1 ? "" : "s")}; expected one per class, 2 to "
                + $"{Classification.MaximumClasses}.", "Put the images of each class into a folder of its own.");
        }
        return names;
    }

    private string[] ImagesIn(string root)
    {
        string[] images = [.. FilesIn(new DirectoryInfo(root))
            .Where(path => Suffixes.Contains(Path.GetExtension(path).ToLowerInvariant()))
            .OrderBy(path => Path.GetRelativePath(root, path).Replace('\\', '/'), StringComparer.Ordinal)];
        return images.Length > 0 ? images
            : throw Error(root, $"{root} has no images ({string.Join(" ", Suffixes)}).", "Put some there, or remove the folder.");
    }

    // A link to a folder may lead back to one around it, so that images were found again and again, or in another class.
    private IEnumerable<string> FilesIn(DirectoryInfo folder)
    {
        foreach (FileSystemInfo found in folder.EnumerateFileSystemInfos().Where(found => !found.Name.StartsWith('.')))
        {
            if (found is not DirectoryInfo below)
                yield return found.FullName;
            else if (below.LinkTarget is not null)
                throw Error(below.FullName, $"{below.FullName} is a link to a folder.", "Link the folder of the class, or the images.");
            else
            {
                foreach (string file in FilesIn(below))
                    yield return file;
            }
        }
    }

    private DatasetSplit Decode(List<(string Path, int Class)> images, CancellationToken stop)
    {
        int length = channels * size * size;
        byte[] samples = GC.AllocateUninitializedArray<byte>(checked(images.Count * length)); // (count, channels, size, size)
        ParallelReading.For(images.Count, stop, i => Decode(images[i].Path).CopyTo(samples, i * length));
        return DatasetSplit.WithClasses(samples, [.. images.Select(image => (ushort)image.Class)]);
    }

    // The square in the middle, at the size that is wanted: the same as bringing the shorter side to it and cutting off the rest.
    private byte[] Decode(string path)
    {
        byte[] encoded;
        try
        {
            encoded = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
        DecodedImage image = ImageDecoder.Decode(Name, path, encoded, channels);
        int side = Math.Min(image.Height, image.Width), top = (image.Height - side) / 2, left = (image.Width - side) / 2;
        byte[] square = new byte[channels * side * side];
        for (int row = 0; row < channels * side; row++)
        {
            int from = (row / side * image.Height + top + row % side) * image.Width + left;
            image.Pixels.AsSpan(from, side).CopyTo(square.AsSpan(row * side));
        }
        return LanczosResampling.Resize(square, side, side, size, size);
    }
}
