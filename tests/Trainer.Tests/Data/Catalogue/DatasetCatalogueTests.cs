using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Trainer.Tests.Data.Catalogue;

public sealed class DatasetCatalogueTests
{
    public static TheoryData<string> Names => [.. DatasetCatalogue.All.Select(dataset => dataset.Name)];

    [Fact]
    public void Every_dataset_of_the_documentation_is_there() => Assert.Equal(
        [
            "synthetic-digits", "textured-shapes", "shape-masks", "drawn-characters", "gearbox", "mnist", "fashion-mnist", "kmnist",
            "qmnist", "emnist-balanced", "emnist-letters", "emnist-digits", "emnist-mnist", "emnist-byclass", "emnist-bymerge",
            "cifar-10", "cifar-100",
            "svhn", "svhn-extra", "omniglot", "omniglot-background", "omniglot-evaluation", "stl-10", "tiny-imagenet", "mini-imagenet",
        ],
        DatasetCatalogue.All.Select(dataset => dataset.Name));

    [Fact]
    public void An_unknown_name_is_not_found() => Assert.Null(DatasetCatalogue.Find("MNIST"));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_dataset_is_complete_or_generated(string name)
    {
        DatasetDescription dataset = DatasetCatalogue.Find(name)!;
        Assert.True(dataset.Summary.Length > 0 && dataset.Citation.Length > 0);
        if (dataset.Task is Classification { Classes: var classes })
            Assert.InRange(classes, 2, Classification.MaximumClasses);
        if (dataset.IsGenerated)
            return;
        Assert.All(dataset.FileForms, form =>
        {
            Assert.Equal(name == "mini-imagenet", !form.CanBeFetched);
            Assert.True(form.Archive is null or { Checksum.Length: 32 or 64 });
            Assert.All(form.Files, file =>
            {
                Assert.True(file.Sources.Count == 0 || file is { Checksum.Length: 32 or 64 });
                Assert.All(file.Sources, source => Assert.EndsWith("/" + file.Name, source.AbsoluteUri, StringComparison.Ordinal));
            });
        });
    }

    [Fact]
    public void Published_checksums_are_all_different()
    {
        DatasetDescription[] forms = [.. DatasetCatalogue.All.SelectMany(dataset => dataset.FileForms)];
        (string Name, string Checksum)[] checksums =
        [
            .. forms.SelectMany(form => form.Files).Where(file => file.Checksum is not null).Select(file => (file.Sources[0].AbsoluteUri,
                file.Checksum!)),
            .. forms.Select(form => form.Archive).OfType<DatasetArchive>().Select(archive => (archive.Name, archive.Checksum!)),
        ];
        Assert.Equal(28, checksums.DistinctBy(file => file.Name).Count());
        Assert.Equal(28, checksums.DistinctBy(file => file.Checksum).Count());
        Assert.All(checksums, file => Assert.Matches("^([0-9a-f]{32}|[0-9a-f]{64})$", file.Checksum));
    }

    [Fact]
    public void File_names_are_also_looked_for_with_a_dot_and_compressed() => Assert.Equal(
        ["train-images-idx3-ubyte", "train-images-idx3-ubyte.gz", "train-images.idx3-ubyte", "train-images.idx3-ubyte.gz"],
        DatasetCatalogue.Find("mnist")!.Files[0].Candidates);
}
