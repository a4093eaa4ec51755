using Sweep.Trainer.Data.Formats;

namespace Sweep.Trainer.Data.Catalogue;

// Photographs, and drawings that come as image files.
public static partial class DatasetCatalogue
{
    private const int MiniImageNetSide = 84;
    private const string OmniglotBackground = "ad41ab679c8b5d90b271ef46be6987cc81211774a695c29dcc5367b2b26ee640",
        OmniglotEvaluation = "1f61a8f3366785b057fc117d9228e78a16e3d976c8953b2a10fcc74cf0609cee";

    private static DatasetDescription Cifar10()
    {
        DatasetDescription cifar = Cifar("cifar-10", "photographs of animals and vehicles in color", 10) with
        {
            Pixels = new([.4914, .4822, .4465], [.2470, .2435, .2616]),
            Folders = ["cifar-10", "cifar-10-batches-bin", "cifar-10/cifar-10-batches-bin"],
            Archive = CifarArchive("cifar-10-binary.tar.gz", "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
            Files = [.. CifarBatches.Select(name => new DatasetFile(name + ".bin"))],
        };
        return cifar with
        {
            Alternatives =
            [
                cifar with
                {
                    Format = new CifarPickleFormat(),
                    Folders = ["cifar-10", "cifar-10-batches-py", "cifar-10/cifar-10-batches-py"],
                    Archive = CifarArchive("cifar-10-python.tar.gz", "c58f30108f718f92721af3b95e74349a"),
                    Files = [.. CifarBatches.Select(name => new DatasetFile(name))],
                },
            ],
        };
    }

    private static string[] CifarBatches =>
        ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"];

    private static DatasetDescription Cifar100()
    {
        DatasetDescription cifar = Cifar("cifar-100", "photographs in color: plants, animals, things, people", 100) with
        {
            Pixels = new([.5071, .4865, .4409], [.2673, .2564, .2762]),
            Format = new CifarFormat { LabelBytes = 2 },
            Folders = ["cifar-100", "cifar-100-binary", "cifar-100/cifar-100-binary"],
            SharesFileNames = true,
            Archive = CifarArchive("cifar-100-binary.tar.gz", "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"),
            Files = [new("train.bin"), new("test.bin")],
        };
        return cifar with
        {
            Alternatives =
            [
                cifar with
                {
                    Format = new CifarPickleFormat { LabelKey = "fine_labels" },
                    Folders = ["cifar-100", "cifar-100-python", "cifar-100/cifar-100-python"],
                    Archive = CifarArchive("cifar-100-python.tar.gz", "eb9058c3a382ffc7106e4002c42a8d85"),
                    Files = [new("train"), new("test")],
                },
            ],
        };
    }

    private static DatasetDescription Cifar(string name, string summary, int classes) => new()
    {
        Name = name,
        Summary = summary,
        Citation = "Krizhevsky: Learning multiple layers of features from tiny images. University of Toronto (2009)",
        TrainCount = 50_000,
        TestCount = 10_000,
        Task = new Classification(classes),
        Channels = 3,
        Height = 32,
        Width = 32,
        Format = new CifarFormat(),
    };

    private static DatasetArchive CifarArchive(string name, string checksum) =>
        new(name, [new Uri("https://www.cs.toronto.edu/~kriz/" + name)], checksum);

    private static DatasetDescription Svhn() => new()
    {
        Name = "svhn",
        Summary = "house numbers in photographs, cropped to one digit",
        Citation = "Netzer, Wang, Coates, Bissacco, Wu, Ng: Reading digits in natural images with unsupervised feature learning. NIPS "
            + "workshop on deep learning and unsupervised feature learning (2011)",
        TrainCount = 73_257,
        TestCount = 26_032,
        Task = new Classification(10),
        Channels = 3,
        Height = 32,
        Width = 32,
        Pixels = new([.4377, .4438, .4728], [.1980, .2010, .1970]),
        Format = new SvhnFormat { TrainCounts = [73_257] },
        Folders = ["svhn", "SVHN"],
        Files = [SvhnTrain, SvhnTest],
    };

    private static DatasetDescription SvhnExtra() => Svhn() with
    {
        Name = "svhn-extra",
        Summary = "SVHN with the extra digits, which are easier, among those to train on",
        TrainCount = 604_388,
        Pixels = null,
        Format = new SvhnFormat { TrainCounts = [73_257, 531_131] },
        Files =
        [
            SvhnTrain,
            SvhnFile("extra_32x32.mat", "a133a4beb38a00fcdda90c9489e0c04f900b660ce8a316a5e854838379a71eb3"),
            SvhnTest,
        ],
    };

    private static DatasetFile SvhnTrain =>
        SvhnFile("train_32x32.mat", "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8");

    private static DatasetFile SvhnTest => SvhnFile("test_32x32.mat", "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b");

    private static DatasetFile SvhnFile(string name, string sha256) =>
        new(name) { Sources = [new Uri("http://ufldl.stanford.edu/housenumbers/" + name)], Checksum = sha256 };

    private static DatasetDescription Omniglot() => OmniglotOf("omniglot", "all 50 alphabets", [964, 659],
        OmniglotFile("background", OmniglotBackground), OmniglotFile("evaluation", OmniglotEvaluation));

    private static DatasetDescription OmniglotPart(string part, int classes, string sha256) =>
        OmniglotOf($"omniglot-{part}", $"the {part} set", [classes], OmniglotFile(part, sha256));

    // Each of 20 people drew each character once: 15 drawings are for training, 5 for the test.
    private static DatasetDescription OmniglotOf(string name, string part, int[] classes, params DatasetFile[] files) => new()
    {
        Name = name,
        Summary = $"handwritten characters of many alphabets, drawn by 20 people: {part}",
        Citation = "Lake, Salakhutdinov, Tenenbaum: Human-level concept learning through probabilistic program induction. Science 350 "
            + "(2015), 1332-1338, doi:10.1126/science.aab3050",
        TrainCount = 15 * classes.Sum(),
        TestCount = 5 * classes.Sum(),
        Task = new Classification(classes.Sum()),
        Format = new OmniglotFormat { ClassCounts = classes },
        Folders = ["omniglot", "omniglot-py"],
        Files = files,
    };

    private static DatasetFile OmniglotFile(string part, string sha256) => new($"images_{part}.zip")
    {
        Folder = $"images_{part}",
        Sources = [new Uri($"https://raw.githubusercontent.com/brendenlake/omniglot/master/python/images_{part}.zip")],
        Checksum = sha256,
    };

    private static DatasetDescription Stl10() => new()
    {
        Name = "stl-10",
        Summary = "photographs of animals and vehicles in color, larger than CIFAR's; without the unlabelled ones",
        Citation = "Coates, Lee, Ng: An analysis of single-layer networks in unsupervised feature learning. AISTATS 2011, PMLR 15, 215-223",
        TrainCount = 5_000,
        TestCount = 8_000,
        Task = new Classification(10),
        Channels = 3,
        Height = 96,
        Width = 96,
        Format = new StlFormat(),
        Folders = ["stl-10", "stl10_binary", "stl-10/stl10_binary"],
        Archive = new DatasetArchive("stl10_binary.tar.gz", [new Uri("http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz")],
            "f31fd99273a1acb8609c8db427cebb1de3f71de77758cdc0e22956e1289b9866"),
        Files = [new("train_X.bin"), new("train_y.bin"), new("test_X.bin"), new("test_y.bin")],
    };

    private static DatasetDescription TinyImageNet() => new()
    {
        Name = "tiny-imagenet",
        Summary = "photographs of 200 classes of ImageNet, made small",
        Citation = "Le, Yang: Tiny ImageNet visual recognition challenge. CS 231N, Stanford University (2015)",
        TrainCount = 100_000,
        TestCount = 10_000,
        Task = new Classification(200),
        Channels = 3,
        Height = 64,
        Width = 64,
        Format = new TinyImageNetFormat(),
        Folders = ["tiny-imagenet"],
        Files =
        [
            new("tiny-imagenet-200.zip")
            {
                Folder = "tiny-imagenet-200", Sources = [new Uri("http://cs231n.stanford.edu/tiny-imagenet-200.zip")],
                Checksum = "90528d7ca1a48142e341f4ef8d21d0de",
            },
        ],
    };

    // Of the 600 images of a class 500 are for training and 100 for the test.
    private static DatasetDescription MiniImageNet()
    {
        int[] parts = [64, 16, 20];
        var pickles = new DatasetDescription
        {
            Name = "mini-imagenet",
            Summary = "photographs of 100 classes of ImageNet, made small, as meta-learning uses them",
            Citation = "Vinyals, Blundell, Lillicrap, Kavukcuoglu, Wierstra: Matching networks for one shot learning. NIPS 2016, "
                + "arXiv:1606.04080; Ravi, Larochelle: Optimization as a model for few-shot learning. ICLR 2017",
            TrainCount = 50_000,
            TestCount = 10_000,
            Task = new Classification(parts.Sum()),
            Channels = 3,
            Height = MiniImageNetSide,
            Width = MiniImageNetSide,
            Pixels = new([.4721, .4533, .4100], [.2772, .2678, .2845]),
            Format = new MiniImageNetPickleFormat { ClassCounts = parts },
            Folders = ["mini-imagenet"],
            Files =
            [
                new("mini-imagenet-cache-train.pkl"),
                new("mini-imagenet-cache-val.pkl") { OtherNames = ["mini-imagenet-cache-validation.pkl"] },
                new("mini-imagenet-cache-test.pkl"),
            ],
        };
        return pickles with
        {
            Alternatives =
            [
                pickles with
                {
                    Format = new MiniImageNetFilesFormat { ClassCounts = parts },
                    SharesFileNames = true,
                    Files = [new("train.csv"), new("val.csv"), new("test.csv"), new("images.zip") { Folder = "images" }],
                },
            ],
        };
    }
}
