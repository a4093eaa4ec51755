using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>Omniglot's format: zip archives of black drawings on white, ALPHABET/characterNN/NNNN_DRAWER.png, 105 x 105. Each character is
/// a class, in the order of the files, then of the paths. Of the drawings of a class, in the order of the drawers, the first are for
/// training, the last for the test. Drawings are brought to the size of the samples by Lanczos' kernel, and ink becomes bright.</summary>
/// <remarks>Lake, Salakhutdinov, Tenenbaum 2015; https://github.com/brendenlake/omniglot. Size and inversion as in Finn et al.: MAML
/// (2017), github.com/cbfinn/maml.</remarks>
public sealed class OmniglotFormat() : DatasetFormat("omniglot-png")
{
    private const int Side = 105;

    /// <summary>How many classes each file holds, in the order of the files.</summary>
    public required IReadOnlyList<int> ClassCounts { get; init; }

    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(paths);
        int training = dataset.TrainCount / dataset.ClassCount, drawings = training + dataset.TestCount / dataset.ClassCount;
        ImageStack train = new(dataset) { Side = Side, IsInverted = true }, test = new(dataset) { Side = Side, IsInverted = true };
        var opened = new List<ImageFiles>();
        try
        {
            int label = 0;
            for (int file = 0; file < paths.Count; file++)
            {
                ImageFiles images = ImageFiles.Open(dataset, dataset.Files[file].Folder!, paths[file]);
                opened.Add(images);
                foreach (string[] character in Characters(dataset.Name, images, ClassCounts[file], drawings))
                {
                    for (int i = 0; i < drawings; i++)
                        (i < training ? train : test).Add(images, character[i], label);
                    label++;
                }
            }
            return dataset.WithSamples(train.Decode(stop), test.Decode(stop));
        }
        finally
        {
            opened.ForEach(images => images.Dispose());
        }
    }

    private static string[][] Characters(string dataset, ImageFiles images, int count, int drawings)
    {
        string[][] characters =
        [
            .. images.Names.Where(IsDrawing).GroupBy(name => name[..name.LastIndexOf('/')], StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.ToArray()),
        ];
        if (characters.Length != count)
        {
            throw new DatasetException(dataset, images.Path, $"{images.Path} has other characters than this dataset: expected {count}, "
                + $"found {characters.Length}.", DataFileReader.Different);
        }
        if (Array.Find(characters, character => character.Length != drawings) is { } wrong)
        {
            throw new DatasetException(dataset, images.Path, $"{images.Path} has other drawings than this dataset: expected {drawings} of "
                + $"each character, found {wrong.Length} in {Path.GetDirectoryName(wrong[0])}.", DataFileReader.Different);
        }
        return characters;
    }

    private static bool IsDrawing(string name) =>
        name.Split('/') is [_, _, [not '.', ..] file] && file.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
}
