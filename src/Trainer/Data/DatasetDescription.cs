using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Data;

/// <summary>What the catalogue knows of a dataset without having it.</summary>
public sealed record DatasetDescription
{
    /// <summary>The name in specs: "mnist".</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Summary { get; init; }

    /// <summary>The paper to cite.</summary>
    public required string Citation { get; init; }

    /// <summary>How many samples there are to learn from.</summary>
    public required int TrainCount { get; init; }

    /// <summary>How many samples there are to be judged on.</summary>
    public required int TestCount { get; init; }

    /// <summary>What is learned.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>Values per pixel: 1 for grayscale.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; init; } = 28;

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; init; } = 28;

    /// <summary>Whether samples are measured numbers, as of signals and tables, instead of the bytes of images.</summary>
    public bool HasNumbers { get; init; }

    /// <summary>Mean and deviation of the training samples, for <see cref="Normalization.Standard"/>; null to have them computed.</summary>
    public PixelStatistics? Pixels { get; init; }

    /// <summary>How the files are read.</summary>
    public required DatasetFormat Format { get; init; }

    /// <summary>The files in the order that the format asks for; empty when the images are drawn.</summary>
    public IReadOnlyList<DatasetFile> Files { get; init; } = [];

    /// <summary>The archive that holds the files; null when they are fetched one by one.</summary>
    public DatasetArchive? Archive { get; init; }

    /// <summary>Folders below a data folder in which the files may lie, with "/"; the first is the one of the cache.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Whether other datasets use the same file names, so that only the folder's name tells them apart.</summary>
    public bool SharesFileNames { get; init; }

    /// <summary>The same dataset in other files: each differs in <see cref="Files"/>, <see cref="Format"/> and what belongs to them. The
    /// first form that is there is used; if none is, this one is fetched.</summary>
    public IReadOnlyList<DatasetDescription> Alternatives { get; init; } = [];

    /// <summary>Whether its files are a user's own: found by their paths, not fetched.</summary>
    public bool IsOwn { get; init; }

    /// <summary>What tells it from every other dataset: its name, unless it is a user's own.</summary>
    public string Identity { get => field ?? Name; init; }

    /// <summary>All forms in which it may be found, this one first.</summary>
    public IEnumerable<DatasetDescription> FileForms => Alternatives.Prepend(this);

    /// <summary>Whether its files have addresses from which everybody may fetch them.</summary>
    public bool CanBeFetched => Archive is { Sources.Count: > 0 } || (Archive is null && Files.All(file => file.Sources.Count > 0));

    /// <summary>The form of a sample.</summary>
    public SampleForm Form => new(Channels, Height, Width, HasNumbers);

    /// <summary>The dataset after a preprocessing, with mean and deviation to be computed; null where it cannot go through it.</summary>
    /// <param name="preprocessing">Null for none.</param>
    public DatasetDescription? After(Preprocessing? preprocessing)
    {
        if (preprocessing is null)
            return this;
        if (preprocessing.Problem(Form, MostSamples) is not null)
            return null;
        var form = preprocessing.After(Form);
        return this with { Channels = form.Channels, Height = form.Height, Width = form.Width, Pixels = null };
    }

    /// <summary>Samples of the larger part.</summary>
    public int MostSamples => Math.Max(TrainCount, TestCount);

    /// <summary>Number of classes; null where the task is not to classify.</summary>
    public int? Classes => (Task as Classification)?.Classes;

    /// <summary>Bytes of all samples and targets in memory.</summary>
    public long Bytes => ((long)TrainCount + TestCount)
        * ((long)Channels * Height * Width * (HasNumbers ? sizeof(float) : 1) + Task.TargetBytes(Height * Width));

    /// <summary>What kind it is, for lists: by where its images come from and their colours.</summary>
    public string Group => IsGenerated ? "drawn by the program" : IsOwn ? "your own files"
        : Channels == 1 ? "grayscale images" : "color images";

    /// <summary>Whether the images are computed instead of read.</summary>
    public bool IsGenerated => Files.Count == 0;

    /// <summary>Values of a sample: channels x height x width.</summary>
    internal int SampleLength => Channels * Height * Width;

    /// <summary>Number of classes, for formats that hold labels.</summary>
    /// <exception cref="InvalidOperationException">The task is not to classify.</exception>
    internal int ClassCount => Classes ?? throw new InvalidOperationException($"{Name} has no classes.");

    /// <summary>The dataset with its samples.</summary>
    /// <exception cref="ArgumentException">They are not those of this description.</exception>
    internal Dataset WithSamples(DatasetSplit train, DatasetSplit test) => new(Name, Channels, Height, Width, Task, train, test, Pixels);
}
