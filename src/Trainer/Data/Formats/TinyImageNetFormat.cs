using System.Text;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>Tiny-ImageNet's format: one zip archive with train/CLASS/images/*.JPEG and val/images/*.JPEG of 64 x 64, some of them gray.
/// Classes are in the order of their names. The images of val, in the order of val/val_annotations.txt, are the test, since the labels of
/// the published test images are secret.</summary>
/// <remarks>Le, Yang: Tiny ImageNet visual recognition challenge (2015).</remarks>
public sealed class TinyImageNetFormat() : DatasetFormat("tiny-imagenet-jpeg")
{
    private const string Annotations = "val/val_annotations.txt";
    private const int MaximumLine = 256;

    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(paths);
        using ImageFiles files = ImageFiles.Open(dataset, dataset.Files[0].Folder!, paths[0]);
        ImageStack train = new(dataset) { Side = dataset.Height }, test = new(dataset) { Side = dataset.Height };
        string[] classes = AddTraining(dataset, files, train);
        AddTest(dataset, files, classes, test);
        return dataset.WithSamples(train.Decode(stop), test.Decode(stop));
    }

    private static string[] AddTraining(DatasetDescription dataset, ImageFiles files, ImageStack train)
    {
        IGrouping<string, string>[] classes =
        [
            .. files.Names.Where(name => name.Split('/') is ["train", _, "images", [not '.', ..] file]
                && file.EndsWith(".JPEG", StringComparison.OrdinalIgnoreCase)).GroupBy(name => name.Split('/')[1], StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal),
        ];
        if (classes.Length != dataset.ClassCount)
            throw Different(dataset, files, $"{dataset.ClassCount} classes in train", $"{classes.Length}");
        int each = dataset.TrainCount / dataset.ClassCount;
        for (int label = 0; label < classes.Length; label++)
        {
            if (classes[label].Count() != each)
            {
                throw Different(dataset, files, $"{each} training images of each class",
                    $"{classes[label].Count()} of {classes[label].Key}");
            }
            foreach (string name in classes[label])
                train.Add(files, name, label);
        }
        return [.. classes.Select(group => group.Key)];
    }

    private static void AddTest(DatasetDescription dataset, ImageFiles files, string[] classes, ImageStack test)
    {
        string text = Encoding.UTF8.GetString(files.Read(Annotations, (long)MaximumLine * (dataset.TestCount + 1)));
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length != dataset.TestCount)
            throw Different(dataset, files, $"{dataset.TestCount} lines in {Annotations}", $"{lines.Length}");
        HashSet<string> unlabelled = [.. files.Names.Where(name => name.StartsWith("val/images/", StringComparison.Ordinal))];
        foreach (string line in lines)
        {
            string[] fields = line.Split('\t'); // file, class, box
            string name = "val/images/" + fields[0];
            int label = fields.Length < 2 ? -1 : Array.BinarySearch(classes, fields[1], StringComparer.Ordinal);
            if (label < 0 || !unlabelled.Remove(name))
                throw Different(dataset, files, $"an image of val and its class in each line of {Annotations}, once", $"\"{line}\"");
            test.Add(files, name, label);
        }
    }

    private static DatasetException Different(DatasetDescription dataset, ImageFiles files, string expected, string found) => new(
        dataset.Name, files.Path, $"{files.Path} is not that of this dataset: expected {expected}, found {found}.",
        DataFileReader.Different);
}
