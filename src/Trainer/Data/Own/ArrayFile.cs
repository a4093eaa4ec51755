using System.Globalization;
using System.IO.Compression;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Own;

/// <summary>Samples and targets in NumPy's files: an NPZ with both, or two NPY.</summary>
internal sealed class ArrayFile : OwnSource
{
    private const double MostCompressed = 1100; // deflate makes 1032 bytes of one at most
    private const double LargestClass = 1L << 53; // whole numbers up to it are told apart in double precision
    private const string Correct = "Correct the file.";

    private readonly string file;
    private readonly string? targetFile, x, y, xTest, yTest;
    private readonly string layout, task;
    private readonly double testPart;

    private ArrayFile(OwnOptions options)
        : base(options.Name)
    {
        file = options.Text(Kind.Key) ?? "";
        targetFile = options.Text("targetFile");
        (x, y, xTest, yTest) = (options.Text("x"), options.Text("y"), options.Text("xTest"), options.Text("yTest"));
        layout = options.Choice("layout", "auto", "nchw", "nhwc", "nhw", "ncl", "nlc");
        task = options.Choice("task", "auto", "classification", "regression");
        testPart = options.TestPart();
        if ((xTest is null) != (yTest is null))
            options.Errors.Add(new(xTest is null ? "yTest" : "xTest", "Test samples need their targets: give both xTest and yTest."));
        bool isArchive = !file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
        if (!isArchive && targetFile is null)
            options.Errors.Add(new("", "An NPY file holds one array: name that of the targets by targetFile."));
        if (isArchive && targetFile is not null)
            options.Errors.Add(new("targetFile", "An NPZ file holds samples and targets: leave targetFile out."));
        if (!isArchive && new[] { "x", "y", "xTest", "yTest" }.FirstOrDefault(options.Has) is { } member)
            options.Errors.Add(new(member, "An NPY file holds one array, which needs no name."));
    }

    /// <summary>How specs write it.</summary>
    public static OwnKind Kind { get; } = new("file", options => new ArrayFile(options));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths => targetFile is null ? [file] : [file, targetFile];

    /// <inheritdoc/>
    public override OwnFacts Inspect(IReadOnlyList<string> paths, CancellationToken stop)
    {
        var read = Read(paths);
        return new OwnFacts(read.Task, read.Shape.Channels, read.Shape.Height, read.Shape.Width, read.Train.Samples is SampleValues.Numbers,
            read.Train.Count, read.Test.Count, OwnFile.Checksum(Name, paths));
    }

    /// <inheritdoc/>
    public override (DatasetSplit Train, DatasetSplit Test) Load(OwnFacts facts, IReadOnlyList<string> paths, CancellationToken stop)
    {
        var read = Read(paths);
        return (read.Train, read.Test);
    }

    private Content Read(IReadOnlyList<string> paths)
    {
        var arrays = targetFile is null ? ReadArchive(paths[0])
            : new Arrays(ReadFile(paths[0]), ReadFile(paths[1]), null, null, paths[0], paths[1]);
        Axes axes = AxesOf(arrays.X, arrays.XName);
        var (task, labels, testLabels, numbers, testNumbers) = ReadTargets(arrays);
        Check(arrays.X, arrays.Y, arrays.XName, arrays.YName);
        if (arrays.XTest is null)
        {
            var split = OwnSplit.Choose(labels ?? new int[arrays.X.Shape[0]], testPart);
            if (split.Train.Length == 0)
                throw Error(file, $"{arrays.XName} has one sample.", "There must be one to learn from and one for the test.");
            return new Content(task, axes, Split(arrays.X, axes, split.Train, labels, numbers, arrays.XName),
                Split(arrays.X, axes, split.Test, labels, numbers, arrays.XName));
        }
        Check(arrays.XTest, arrays.YTest!, "the test samples", "their targets");
        Axes testAxes = AxesOf(arrays.XTest, "the array of the test samples");
        if ((axes.Channels, axes.Height, axes.Width) != (testAxes.Channels, testAxes.Height, testAxes.Width))
            throw Error(file, $"The samples are {axes}, those of the test {testAxes}.", "Both need the same shape.");
        return new Content(task, axes,
            Split(arrays.X, axes, [.. Enumerable.Range(0, arrays.X.Shape[0])], labels, numbers, arrays.XName),
            Split(arrays.XTest, testAxes, [.. Enumerable.Range(0, arrays.XTest.Shape[0])], testLabels, testNumbers, "the test samples"));
    }

    private void Check(NumpyArray samples, NumpyArray targets, string samplesName, string targetsName)
    {
        if (samples.Shape[0] != targets.Shape[0] || samples.Shape[0] == 0)
        {
            throw Error(file, string.Create(CultureInfo.InvariantCulture, $"{samplesName} has {samples.Shape[0]} samples and {targetsName} "
                + $"{targets.Shape[0]} targets."), "There must be one target for each sample, and one sample at least.");
        }
    }

    // Places of the axes of (n, channels, height, width) in the array.
    private Axes AxesOf(NumpyArray array, string name)
    {
        string order = array.Shape.Length switch
        {
            1 => "n",
            2 => "nc",
            3 => layout is "nhw" or "ncl" or "nlc" ? layout : IsImage(array) ? "nhw" : "ncl",
            4 => layout is "nchw" or "nhwc" ? layout : (array.Shape[1] is 1 or 3, array.Shape[3] is 1 or 3) switch
            {
                (true, false) => "nchw",
                (false, true) => "nhwc",
                _ => throw Error(file, $"{name} is ({string.Join(", ", array.Shape)}): which axis has the channels is not certain.",
                    "Say layout: nchw or layout: nhwc."),
            },
            _ => throw Error(file, $"{name} has {array.Shape.Length} axes.", "Samples have one (numbers) to four axes (images in color)."),
        };
        if (layout != "auto" && layout != order)
            throw Error(file, $"{name} is ({string.Join(", ", array.Shape)}), which is not {layout}.", "Correct layout, or leave it out.");
        if (array.Shape.Any(extent => extent == 0))
            throw Error(file, $"{name} is ({string.Join(", ", array.Shape)}): it is empty.", Correct);
        return new Axes(Extent('c'), Extent('h'), order.Contains('l', StringComparison.Ordinal) ? Extent('l') : Extent('w'),
            Stride('c'), Stride('h'), order.Contains('l', StringComparison.Ordinal) ? Stride('l') : Stride('w'));

        int Extent(char axis) => order.IndexOf(axis, StringComparison.Ordinal) is >= 0 and var i ? array.Shape[i] : 1;

        long Stride(char axis) => order.IndexOf(axis, StringComparison.Ordinal) is >= 0 and var i ? array.Strides[i] : 0;
    }

    private static bool IsImage(NumpyArray array) => array.Type is { Kind: 'u', Size: 1 } && array.Shape.Length > 2;

    private DatasetSplit Split(NumpyArray array, Axes axes, int[] samples, int[]? labels, double[][]? numbers, string name)
    {
        int length = checked(axes.Channels * axes.Height * axes.Width);
        if ((long)samples.Length * length > Array.MaxLength)
            throw Error(file, $"{name} has more values than can be held in memory.", "Use fewer samples.");
        byte[] bytes = IsImage(array) ? new byte[samples.Length * length] : [];
        float[] values = IsImage(array) ? [] : new float[samples.Length * length];
        int at = 0;
        foreach (int sample in samples)
        {
            for (int c = 0; c < axes.Channels; c++)
            {
                for (int h = 0; h < axes.Height; h++)
                {
                    for (int w = 0; w < axes.Width; w++, at++)
                    {
                        long place = sample * array.Strides[0] + c * axes.ChannelStride + h * axes.HeightStride + w * axes.WidthStride;
                        double value = array.At(place);
                        if (bytes.Length > 0)
                            bytes[at] = (byte)value;
                        else
                            values[at] = Finite(value, name, sample);
                    }
                }
            }
        }
        Targets targets = labels is not null ? new Targets.Classes([.. samples.Select(i => (ushort)labels[i])])
            : new Targets.Numbers([.. samples.SelectMany(i => numbers![i].Select(v => (float)v))], numbers![0].Length);
        return new DatasetSplit(IsImage(array) ? new SampleValues.Bytes(bytes) : new SampleValues.Numbers(values), targets);
    }

    private (LearningTask Task, int[]? Labels, int[]? TestLabels, double[][]? Numbers, double[][]? TestNumbers) ReadTargets(Arrays arrays)
    {
        double[][] train = Rows(arrays.Y, arrays.YName), test = arrays.YTest is null ? [] : Rows(arrays.YTest, "the test targets");
        if (task == "regression" || (task == "auto" && arrays.Y.Type.Kind == 'f'))
        {
            if (test.Length > 0 && test[0].Length != train[0].Length)
                throw Error(file, $"The targets have {train[0].Length} numbers, those of the test {test[0].Length}.",
                    Correct);
            return (new Regression(train[0].Length), null, null, Finite(train, arrays.YName), Finite(test, "the test targets"));
        }
        if (train.Concat(test).FirstOrDefault(row => row is not [var one] || one != Math.Floor(one) || !(Math.Abs(one) < LargestClass))
            is { } odd)
        {
            throw Error(file, $"{arrays.YName} has the class {string.Join(", ", odd.Select(CanonicalText))}; classes are one whole number "
                + "each, below 2^53.", "Use such numbers, or say task: regression.");
        }
        double[] classes = [.. train.Select(row => row[0]).Distinct().Order()];
        if (classes.Length is < 2 or > Classification.MaximumClasses)
            throw Error(file, $"{arrays.YName} has {classes.Length} classes; expected 2 to {Classification.MaximumClasses}.",
                "Say task: regression if the targets are quantities.");
        int[] labels = [.. train.Select(row => Array.BinarySearch(classes, row[0]))];
        int[] testLabels = [.. test.Select(row => Array.BinarySearch(classes, row[0]))];
        if (Array.FindIndex(testLabels, label => label < 0) is >= 0 and var unknown)
            throw Error(file, string.Create(CultureInfo.InvariantCulture, $"The test has the class {test[unknown][0]}, which no training "
                + $"sample has."), "Both need the same classes.");
        if (arrays.XTest is null && labels.CountBy(label => label).FirstOrDefault(c => c.Value == 1) is { Value: 1 } single)
            throw Error(file, string.Create(CultureInfo.InvariantCulture, $"Class {classes[single.Key]} of {arrays.YName} has one sample."),
                "A class needs one to learn from and one for the test.");
        return (new Classification(classes.Length), labels, testLabels, null, null);
    }

    private double[][] Rows(NumpyArray array, string name)
    {
        if (array.Shape.Length is not (1 or 2) || array.Shape.Any(extent => extent == 0))
            throw Error(file, $"{name} is ({string.Join(", ", array.Shape)}).", "Targets are (samples) or (samples, outputs), not empty.");
        int outputs = array.Shape.Length == 2 ? array.Shape[1] : 1;
        return [.. Enumerable.Range(0, array.Shape[0]).Select(i => Enumerable.Range(0, outputs).Select(o =>
            array.At(i * array.Strides[0] + (outputs > 1 ? o * array.Strides[1] : 0))).ToArray())];
    }

    private double[][] Finite(double[][] rows, string name) =>
        [.. rows.Select((row, i) => row.Select(value => (double)Finite(value, name, i)).ToArray())];

    private float Finite(double value, string name, int sample) => float.IsFinite((float)value) ? (float)value
        : throw Error(file, $"{name} has the value {CanonicalText(value)} in sample {sample}, counted from 0.",
            "Values must be finite, in single precision.");

    private static string CanonicalText(double value) => value.ToString(CultureInfo.InvariantCulture);

    private NumpyArray ReadFile(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return NpyReader.Read(Name, path, stream, stream.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private Arrays ReadArchive(string path)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            string[] members = [.. archive.Entries.Select(entry => entry.FullName)
                .Where(name => name.EndsWith(".npy", StringComparison.Ordinal))
                .Select(name => name[..^4])];
            bool isSplit = x is null && xTest is null && members.Contains("x_train");
            string xName = x ?? (isSplit ? "x_train" : "x"), yName = y ?? (isSplit ? "y_train" : "y");
            string? xTestName = xTest ?? (isSplit ? "x_test" : null), yTestName = yTest ?? (isSplit ? "y_test" : null);
            string[] missing = [.. new[] { xName, yName, xTestName, yTestName }.OfType<string>().Except(members)];
            if (missing.Length > 0)
            {
                throw Error(path, $"{path} has no array {string.Join(", ", missing)}; it has {string.Join(", ", members)}.",
                    "Name those to use: x and y, and xTest and yTest if there are test samples.");
            }
            return new Arrays(Member(xName), Member(yName), xTestName is null ? null : Member(xTestName),
                yTestName is null ? null : Member(yTestName), $"{path}: {xName}", $"{path}: {yName}");

            NumpyArray Member(string name)
            {
                ZipArchiveEntry entry = archive.GetEntry(name + ".npy")!;
                if (entry.Length > MostCompressed * entry.CompressedLength + 1024)
                {
                    throw Error(path, $"{path}: {name} says that it has {entry.Length} bytes, which {entry.CompressedLength} compressed "
                        + "ones cannot hold.", Correct);
                }
                using var stream = new ZipMemberStream(entry);
                return NpyReader.Read(Name, $"{path}: {name}", stream, entry.Length);
            }
        }
        catch (InvalidDataException e)
        {
            throw Error(path, $"{path} is damaged or no NPZ file ({e.Message.TrimEnd('.')}).", Correct, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private sealed record Arrays(NumpyArray X, NumpyArray Y, NumpyArray? XTest, NumpyArray? YTest, string XName, string YName);

    private sealed record Axes(int Channels, int Height, int Width, long ChannelStride, long HeightStride, long WidthStride)
    {
        public override string ToString() => $"{Channels}x{Height}x{Width}";
    }

    private sealed record Content(LearningTask Task, Axes Shape, DatasetSplit Train, DatasetSplit Test);
}
