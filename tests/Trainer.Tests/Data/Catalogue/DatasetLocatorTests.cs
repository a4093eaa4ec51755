using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Trainer.Tests.Data.Catalogue;

public sealed class DatasetLocatorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("data/mnist", "-idx", ".gz")]
    [InlineData("data/mnist", ".idx", "")]
    [InlineData("data/MNIST/raw", "-idx", "")]
    [InlineData("cache/mnist", "-idx", ".gz")]
    public void Files_are_found_by_every_usual_name(string where, string infix, string suffix)
    {
        WriteFour(where, infix, suffix);
        DatasetLocation found = Locate("mnist", "data");
        Assert.Equal((DatasetState.Present, folder[where.Replace('/', Path.DirectorySeparatorChar)]), (found.State, found.Folder));
        Assert.Empty(found.MissingNames);
    }

    [Fact]
    public void The_data_folder_may_be_the_datasets_own()
    {
        WriteFour("data/mnist", "-idx", ".gz");
        Assert.Equal(DatasetState.Present, Locate("mnist", "data/mnist").State);
    }

    [Fact]
    public void A_folder_of_another_dataset_with_the_same_file_names_is_not_taken()
    {
        WriteFour("data/mnist", "-idx", ".gz");
        Assert.Equal(DatasetState.Absent, Locate("fashion-mnist", "data/mnist").State);
        Assert.Equal(DatasetState.Absent, Locate("fashion-mnist", "data").State);
    }

    [Fact]
    public void A_folder_with_part_of_the_files_is_incomplete()
    {
        folder.Write("data/mnist/train-images-idx3-ubyte", []);
        DatasetLocation found = Locate("mnist", "data");
        Assert.Equal(DatasetState.Incomplete, found.State);
        Assert.Equal(["train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"], found.MissingNames);
    }

    [Fact]
    public void A_whole_set_in_the_cache_is_preferred_to_part_of_one_in_the_data_folder()
    {
        folder.Write("data/mnist/train-images-idx3-ubyte", []);
        WriteFour("cache/mnist", "-idx", ".gz");
        Assert.Equal(folder[Path.Combine("cache", "mnist")], Locate("mnist", "data").Folder);
    }

    [Fact]
    public void An_archive_is_found_where_its_files_would_be()
    {
        folder.Write("data/emnist/gzip.zip", []);
        Assert.Equal(DatasetState.Archived, Locate("emnist-letters", "data").State);
    }

    [Fact]
    public void Without_a_data_folder_only_the_cache_is_searched() =>
        Assert.Equal([folder[Path.Combine("cache", "kmnist")]], Locate("kmnist", null).Searched);

    [Fact]
    public void All_datasets_are_surveyed_without_reading_them()
    {
        WriteFour("data/mnist", "-idx", ".gz"); // empty files: a survey goes by names
        var states = new DatasetLocator(folder["data"], folder["cache"]).LocateAll()
            .ToDictionary(found => found.Dataset.Name, found => found.State);
        Assert.Equal(DatasetCatalogue.All.Count, states.Count);
        Assert.Equal((DatasetState.Generated, DatasetState.Present, DatasetState.Absent),
            (states["synthetic-digits"], states["mnist"], states["fashion-mnist"]));
        Assert.False(Directory.Exists(folder["cache"]));
    }

    [Fact]
    public void The_option_wins_over_the_variable()
    {
        static string? Variable(string name) => name switch { "SWEEP_DATA" => "/from/variable", "HOME" => "/home/u", _ => null };
        Assert.Equal(Path.GetFullPath("/from/option"), DatasetLocator.FromEnvironment("/from/option", Variable).DataFolder);
        Assert.Equal(Path.GetFullPath("/from/variable"), DatasetLocator.FromEnvironment(null, Variable).DataFolder);
        Assert.Null(DatasetLocator.FromEnvironment(null, _ => null).DataFolder);
    }

    [Theory]
    [InlineData("/var/cache", "/var/cache/sweep/datasets")]
    [InlineData("relative", "/home/u/.cache/sweep/datasets")]
    [InlineData(null, "/home/u/.cache/sweep/datasets")]
    public void The_cache_follows_the_base_directory_specification(string? cacheHome, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps caches in LOCALAPPDATA.");
        var locator = DatasetLocator.FromEnvironment(null, name =>
            name switch { "XDG_CACHE_HOME" => cacheHome, "HOME" => "/home/u", _ => null });
        Assert.Equal(expected, locator.CacheFolder);
    }

    private DatasetLocation Locate(string name, string? data) =>
        new DatasetLocator(data is null ? null : folder[data], folder["cache"]).Locate(DatasetCatalogue.Find(name)!);

    private void WriteFour(string where, string infix, string suffix)
    {
        foreach (string name in new[] { "train-images{0}3-ubyte", "train-labels{0}1-ubyte", "t10k-images{0}3-ubyte",
            "t10k-labels{0}1-ubyte" })
            folder.Write($"{where}/{name.Replace("{0}", infix)}{suffix}", []);
    }
}
