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

    /// <summary>How many images there are to learn from.</summary>
    public required int TrainCount { get; init; }

    /// <summary>How many images there are to be judged on.</summary>
    public required int TestCount { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Values per pixel: 1 for grayscale.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; init; } = 28;

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; init; } = 28;

    /// <summary>The four files; empty when the dataset is generated.</summary>
    public IReadOnlyList<DatasetFile> Files { get; init; } = [];

    /// <summary>The archive that holds the files; null when they are fetched one by one.</summary>
    public DatasetArchive? Archive { get; init; }

    /// <summary>Folders below a data folder in which the files may lie, with "/"; the first is the one of the cache.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Whether other datasets use the same file names, so that only the folder's name tells them apart.</summary>
    public bool SharesFileNames { get; init; }

    /// <summary>Whether the files hold each image transposed; loading turns it upright.</summary>
    public bool Transposed { get; init; }

    /// <summary>The label of the first class in the files; loading subtracts it.</summary>
    public int FirstLabel { get; init; }

    /// <summary>1 for an idx1-ubyte file of classes, else the columns of an idx2-int file whose first is the class.</summary>
    public int LabelColumns { get; init; } = 1;

    /// <summary>Whether the images are computed instead of read.</summary>
    public bool IsGenerated => Files.Count == 0;

    /// <summary>The file of a part.</summary>
    public DatasetFile File(DatasetPart part) => Files.Single(file => file.Part == part);

    /// <summary>How many images or labels a part has.</summary>
    public int Count(DatasetPart part) => part is DatasetPart.TrainImages or DatasetPart.TrainLabels ? TrainCount : TestCount;
}
