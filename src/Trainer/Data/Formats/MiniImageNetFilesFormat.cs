using System.Text;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>mini-ImageNet as image files: one list for each part with lines "file,class", and the images of all parts in a folder or zip
/// archive. Images of other sizes are brought to 84 x 84 by Lanczos' kernel.</summary>
/// <remarks>The lists of Ravi and Larochelle: github.com/twitter-research/meta-learning-lstm.</remarks>
public sealed class MiniImageNetFilesFormat() : MiniImageNetFormat("mini-imagenet-csv")
{
    private const int MaximumLine = 256;

    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(paths);
        using ImageFiles files = ImageFiles.Open(dataset, dataset.Files[^1].Folder!, paths[^1]);
        HashSet<string> unlisted = [.. files.Names];
        ImageStack train = new(dataset), test = new(dataset);
        int label = 0;
        for (int part = 0; part < ClassCounts.Count; part++)
        {
            foreach (string[] names in ReadList(dataset, paths[part], ClassCounts[part], stop))
            {
                for (int i = 0; i < names.Length; i++)
                {
                    if (!unlisted.Remove(names[i]))
                        throw Different(dataset, paths[part], $"names of images in {files.Path}, each once", names[i]);
                    (i < Training(dataset) ? train : test).Add(files, names[i], label);
                }
                label++;
            }
        }
        return dataset.WithSamples(train.Decode(stop), test.Decode(stop));
    }

    // The names of the images of each class.
    private static string[][] ReadList(DatasetDescription dataset, string path, int classes, CancellationToken stop)
    {
        long maximum = (long)MaximumLine * (classes * Each(dataset) + 1);
        using var file = new DataFileReader(dataset.Name, path, stop);
        using var limited = new LimitedStream(file, maximum, () => Different(dataset, path, $"at most {maximum} bytes", "more"));
        using var reader = new StreamReader(limited, Encoding.UTF8);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        file.ExpectEnd($"at most {maximum} bytes");
        var found = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (string line in lines.Where(line => line != "filename,label"))
        {
            if (line.Split(',') is not [{ Length: > 0 } name, { Length: > 0 } wordNet])
                throw Different(dataset, path, "lines of file and class", $"\"{line}\"");
            if (!found.TryGetValue(wordNet, out List<string>? names))
                found.Add(wordNet, names = []);
            names.Add(name);
        }
        Check(dataset, path, classes, [.. found.Select(one => (one.Key, one.Value.Count))]);
        return [.. found.Values.Select(names => names.ToArray())];
    }
}
