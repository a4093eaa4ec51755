using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>mini-ImageNet as pickles, one for each part: <c>image_data</c> of uint8 (n, 84, 84, 3) and <c>class_dict</c> with the places of
/// each class.</summary>
/// <remarks>The files of Ren et al.: Meta-learning for semi-supervised few-shot classification (2018).</remarks>
public sealed class MiniImageNetPickleFormat() : MiniImageNetFormat("mini-imagenet-pickle")
{
    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(paths);
        int length = dataset.SampleLength;
        byte[] train = GC.AllocateUninitializedArray<byte>(checked(dataset.TrainCount * length)); // (count, channels, height, width)
        byte[] test = GC.AllocateUninitializedArray<byte>(checked(dataset.TestCount * length));
        List<ushort> trainLabels = [], testLabels = [];
        int label = 0;
        for (int part = 0; part < paths.Count; part++)
        {
            int count = ClassCounts[part] * Each(dataset);
            PickleDictionary pickle = PickleReader.ReadDictionary(dataset.Name, paths[part], (long)count * length, count, stop);
            byte[] pixels = pickle.Bytes("image_data", count, dataset.Height, dataset.Width, dataset.Channels);
            foreach (int[] places in Classes(dataset, paths[part], pickle.Dictionary("class_dict"), ClassCounts[part]))
            {
                for (int i = 0; i < places.Length; i++)
                {
                    bool isTraining = i < Training(dataset);
                    (byte[] images, List<ushort> labels) = isTraining ? (train, trainLabels) : (test, testLabels);
                    PixelPlanes.Separate(pixels.AsSpan(places[i] * length, length), dataset.Channels,
                        images.AsSpan(labels.Count * length, length));
                    labels.Add((ushort)label);
                }
                label++;
            }
        }
        return dataset.WithSamples(DatasetSplit.WithClasses(train, [.. trainLabels]), DatasetSplit.WithClasses(test, [.. testLabels]));
    }

    private static int[][] Classes(DatasetDescription dataset, string path, PickleDictionary dictionary, int expected)
    {
        string[] names = [.. dictionary.Names];
        int each = Each(dataset);
        Check(dataset, path, expected, [.. names.Select(name => (name, each))]);
        int[][] classes = [.. names.Select(name => dictionary.Numbers(name, each, each * expected))];
        return classes.SelectMany(places => places).Distinct().Count() == each * expected ? classes
            : throw Different(dataset, path, "each image in one class", "one in several");
    }
}
