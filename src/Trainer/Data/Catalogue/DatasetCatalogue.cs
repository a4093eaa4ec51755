using Sweep.Planning.Trials;
using Sweep.Trainer.Data.Drawn;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Settings;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Data.Catalogue;

/// <summary>The datasets that specs can name.</summary>
/// <remarks>Addresses and checksums of the files: torchvision/datasets of the PyTorch project, and the authors' pages.
/// There is no checksum here that was not published, but the SHA-256 of CIFAR, SVHN, Omniglot and STL-10: they are those of the files with
/// the published MD5.</remarks>
public static partial class DatasetCatalogue
{
    private static readonly string[] SharedNames =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>All datasets, in the order in which they are listed to people.</summary>
    public static IReadOnlyList<DatasetDescription> All { get; } =
    [
        SyntheticDigits.Description,
        TexturedShapes.Description,
        ShapeMasks.Description,
        DrawnCharacters.Description,
        GearboxFaults.Description,
        Mnist(),
        FashionMnist(),
        Kmnist(),
        Qmnist(),
        Emnist("balanced", 112_800, 18_800, 47, "digits and letters, as many of each; like upper and lower case merged"),
        Emnist("letters", 124_800, 20_800, 26, "letters, upper and lower case as one class", firstLabel: 1),
        Emnist("digits", 240_000, 40_000, 10, "digits, as many of each"),
        Emnist("mnist", 60_000, 10_000, 10, "digits, in the numbers of MNIST"),
        Emnist("byclass", 697_932, 116_323, 62, "all digits and letters, in their natural numbers"),
        Emnist("bymerge", 697_932, 116_323, 47, "all digits and letters in their natural numbers; like upper and lower case merged"),
        Cifar10(),
        Cifar100(),
        Svhn(),
        SvhnExtra(),
        Omniglot(),
        OmniglotPart("background", 964, OmniglotBackground),
        OmniglotPart("evaluation", 659, OmniglotEvaluation),
        Stl10(),
        TinyImageNet(),
        MiniImageNet(),
    ];

    /// <summary>The dataset of a name as written in specs; null when there is none.</summary>
    public static DatasetDescription? Find(string name) => All.FirstOrDefault(dataset => dataset.Name == name);

    /// <summary>The dataset that a setting's level means: a name of the catalogue or a user's own files; null when there is none.</summary>
    public static DatasetDescription? Describe(SettingValue? level) => level switch
    {
        SettingValue.Text(var name) => Find(name),
        SettingValue.Group own => OwnDataset.Describe(own),
        _ => null,
    };

    /// <summary>The dataset of two levels as a network gets it, after the preprocessing.</summary>
    /// <returns>Null where there is no such dataset or preprocessing, or where they do not fit.</returns>
    public static DatasetDescription? Describe(SettingValue? dataset, SettingValue? preprocessing)
    {
        try
        {
            return Describe(dataset)?.After(preprocessing is null ? null : Preprocessing.Read(preprocessing));
        }
        catch (TrialSettingsException)
        {
            return null; // told where the preprocessing is read
        }
    }

    private static DatasetDescription Mnist() => new()
    {
        Name = "mnist",
        Summary = "handwritten digits",
        Citation = "LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition. Proc. IEEE 86 (1998), "
            + "2278-2324, doi:10.1109/5.726791",
        TrainCount = 60_000,
        TestCount = 10_000,
        Task = new Classification(10),
        Pixels = new([.1307], [.3081]),
        Format = new IdxFormat(),
        Folders = ["mnist", "MNIST/raw"],
        SharesFileNames = true,
        Files = Files(SharedNames,
            ["https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"],
            [
                "f68b3c2dcbeaaa9fbdd348bbdeb94873", "d53e105ee54ea40749a09fcbcd1e9432",
                "9fb629c4189551a2d022fa330f9573f3", "ec29112dd5afa0611ce80d1b7f02629c",
            ]),
    };

    private static DatasetDescription FashionMnist() => new()
    {
        Name = "fashion-mnist",
        Summary = "pieces of clothing, shoes and bags",
        Citation = "Xiao, Rasul, Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms (2017), "
            + "arXiv:1708.07747",
        TrainCount = 60_000,
        TestCount = 10_000,
        Task = new Classification(10),
        Pixels = new([.2860], [.3530]),
        Format = new IdxFormat(),
        Folders = ["fashion-mnist", "FashionMNIST/raw"],
        SharesFileNames = true,
        Files = Files(SharedNames,
            [
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
            ],
            [
                "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe",
                "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310",
            ]),
    };

    private static DatasetDescription Kmnist() => new()
    {
        Name = "kmnist",
        Summary = "ten Hiragana characters in the cursive script of old Japanese books",
        Citation = "Clanuwat, Bober-Irizar, Kitamoto, Lamb, Yamamoto, Ha: Deep learning for classical Japanese literature (2018), "
            + "doi:10.20676/00000341, arXiv:1812.01718",
        TrainCount = 60_000,
        TestCount = 10_000,
        Task = new Classification(10),
        Pixels = new([.1904], [.3475]),
        Format = new IdxFormat(),
        Folders = ["kmnist", "KMNIST/raw"],
        SharesFileNames = true,
        Files = Files(SharedNames,
            ["https://codh.rois.ac.jp/kmnist/dataset/kmnist/", "http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
            [
                "bdb82020997e1d708af4cf47b453dcf7", "e144d726b3acfaa3e44228e80efcd344",
                "5c965bf0a639b31b8f53240b1b52f4d7", "7320c461ea6c1c855c0b718fb2a4b134",
            ]),
    };

    private static DatasetDescription Qmnist() => new()
    {
        Name = "qmnist",
        Summary = "MNIST rebuilt from its sources, with all 60,000 test digits",
        Citation = "Yadav, Bottou: Cold case: the lost MNIST digits. NeurIPS 2019, arXiv:1905.10498",
        TrainCount = 60_000,
        TestCount = 60_000,
        Task = new Classification(10),
        Format = new IdxFormat { LabelColumns = 8 },
        Folders = ["qmnist", "QMNIST/raw"],
        Files = Files(
            [
                "qmnist-train-images-idx3-ubyte", "qmnist-train-labels-idx2-int",
                "qmnist-test-images-idx3-ubyte", "qmnist-test-labels-idx2-int",
            ],
            ["https://raw.githubusercontent.com/facebookresearch/qmnist/master/"],
            [
                "ed72d4157d28c017586c42bc6afe6370", "0058f8dd561b90ffdd0f734c6a30e5e4",
                "1394631089c404de565df7b7aeaf9412", "5b5b05890a5e13444e108efe57b788aa",
            ]),
    };

    private static DatasetDescription Emnist(string split, int trainCount, int testCount, int classes, string summary,
        int firstLabel = 0) => new()
    {
        Name = $"emnist-{split}",
        Summary = $"EMNIST {split}: {summary}",
        Citation = "Cohen, Afshar, Tapson, van Schaik: EMNIST: extending MNIST to handwritten letters. IJCNN 2017, "
            + "doi:10.1109/IJCNN.2017.7966217",
        TrainCount = trainCount,
        TestCount = testCount,
        Task = new Classification(classes),
        Format = new IdxFormat { FirstLabel = firstLabel, Transposed = true },
        Folders = ["emnist", "emnist/gzip", "EMNIST/raw"],
        Archive = new DatasetArchive("gzip.zip",
            [
                new Uri("https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip"),
                new Uri("https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip"),
            ],
            "58c8d27c78d21e728a6bc7b3cc06412e"),
        Files = Files(
            [
                $"emnist-{split}-train-images-idx3-ubyte", $"emnist-{split}-train-labels-idx1-ubyte",
                $"emnist-{split}-test-images-idx3-ubyte", $"emnist-{split}-test-labels-idx1-ubyte",
            ],
            [], [null, null, null, null]),
    };

    private static DatasetFile[] Files(string[] names, string[] mirrors, string?[] checksums) =>
    [
        .. names.Select((name, i) => new DatasetFile(name + ".gz")
        {
            Sources = [.. mirrors.Select(mirror => new Uri(mirror + name + ".gz"))],
            Checksum = checksums[i],
            // Some archives and some unpacking tools write the last "-" before "idx" as a dot.
            OtherNames = [name.Replace("-idx", ".idx", StringComparison.Ordinal)],
        }),
    ];
}
