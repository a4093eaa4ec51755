using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>The classes of mini-ImageNet, which are published in three parts for meta-learning: 64 to train, 16 to validate, 20 to test.
/// Here all are classes of one task: those of the first part come first, and those of a part are in the order of their names (WordNet
/// ids), so that the parts can be told by the class. Of each class the first images of the files' order are for training, the last for
/// the test.</summary>
/// <remarks>Vinyals et al.: Matching networks for one shot learning (2016); the parts of Ravi, Larochelle: Optimization as a model for
/// few-shot learning (2017).</remarks>
public abstract class MiniImageNetFormat(string name) : DatasetFormat(name)
{
    /// <summary>How many classes each part has.</summary>
    public required IReadOnlyList<int> ClassCounts { get; init; }

    /// <summary>Images of each class.</summary>
    private protected static int Each(DatasetDescription dataset) => (dataset.TrainCount + dataset.TestCount) / dataset.ClassCount;

    /// <summary>Images of each class that are for training.</summary>
    private protected static int Training(DatasetDescription dataset) => dataset.TrainCount / dataset.ClassCount;

    /// <summary>Checks what a part holds.</summary>
    /// <param name="dataset">Says how many images a class has.</param>
    /// <param name="path">The file of the part.</param>
    /// <param name="expected">How many classes it must have.</param>
    /// <param name="sizes">Class and number of its images.</param>
    private protected static void Check(DatasetDescription dataset, string path, int expected, IReadOnlyList<(string Name, int Size)> sizes)
    {
        if (sizes.Count != expected)
            throw Different(dataset, path, $"{expected} classes", $"{sizes.Count}");
        if (sizes.FirstOrDefault(found => found.Size != Each(dataset)) is { Name: { } wrong, Size: var size })
            throw Different(dataset, path, $"{Each(dataset)} images of each class", $"{size} of {wrong}");
    }

    /// <summary>The error for a file of another dataset.</summary>
    private protected static DatasetException Different(DatasetDescription dataset, string path, string expected, string found) => new(
        dataset.Name, path, $"{path} is not that of this dataset: expected {expected}, found {found}.", DataFileReader.Different);
}
