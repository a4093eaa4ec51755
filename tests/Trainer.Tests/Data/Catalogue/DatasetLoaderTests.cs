using System.IO.Compression;
using System.Security.Cryptography;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Catalogue;

public sealed class DatasetLoaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new();

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        var error = Assert.Throws<DatasetException>(() => Loader().Load(new SettingValue.Text("minst"), CancellationToken.None));
        Assert.Contains("mnist, fashion-mnist, kmnist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_are_named_with_the_folders_searched_and_the_remedy()
    {
        var error = Assert.Throws<DatasetException>(() => Loader().Load(new SettingValue.Text("kmnist"), CancellationToken.None));
        Assert.Contains("missing train-images-idx3-ubyte.gz, ", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder[Path.Combine("cache", "kmnist")], error.Message, StringComparison.Ordinal);
        Assert.Contains("--data", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_folder_that_does_not_exist_is_an_error_instead_of_a_download()
    {
        var loader = new DatasetLoader(new DatasetLocator(folder["typo"], folder["cache"]),
            new DatasetDownloader(client, TimeProvider.System), TimeProvider.System);
        var error = Assert.Throws<DatasetException>(() => loader.Load(new SettingValue.Text("kmnist"), CancellationToken.None));
        Assert.Contains($"the data folder {folder["typo"]} does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_that_want_one_dataset_at_once_share_one_copy_fetched_once()
    {
        var files = TinyFiles();
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, files[request.Path]));
        DatasetDescription tiny = Tiny(server, files);
        DatasetLoader loader = Loader(new DatasetDownloader(client, TimeProvider.System));

        Dataset[] loaded = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => loader.Load(tiny, CancellationToken.None))));
        Assert.Single(loaded.Distinct());
        Assert.Equal(files.Keys.Order(), server.Requests.Select(request => request.Path).Order());
        Assert.Equal(IdxBytes.Pixels(3 * 16), loaded[0].Train.Images);
        Assert.Equal([2, 0, 1], loaded[0].Train.Labels);
        Assert.Equal([1, 0], loaded[0].Test.Labels);
    }

    [Fact]
    public async Task Processes_that_share_a_cache_folder_fetch_once()
    {
        var files = TinyFiles();
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, files[request.Path]));
        DatasetDescription tiny = Tiny(server, files);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => // a loader each, as in a process each
            Task.Run(() => Loader(new DatasetDownloader(client, TimeProvider.System)).EnsureAsync(tiny, CancellationToken.None))));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public void A_failed_load_is_tried_again()
    {
        var files = TinyFiles();
        bool online = false;
        using var server = new LoopbackServer(request =>
            online ? LoopbackServer.Serve(request, files[request.Path]) : new("404 Not Found", []));
        DatasetDescription tiny = Tiny(server, files);
        DatasetLoader loader = Loader(new DatasetDownloader(client, TimeProvider.System));
        var error = Assert.Throws<DatasetException>(() => loader.Load(tiny, CancellationToken.None));
        Assert.Contains("Put train-images.gz, train-labels.gz, test-images.gz, test-labels.gz into "
            + $"{folder[Path.Combine("cache", "tiny")]}",
            error.Message, StringComparison.Ordinal);
        online = true;
        Assert.Equal(3, loader.Load(tiny, CancellationToken.None).Train.Count);
    }

    [Theory]
    [InlineData(new[] { "test-labels.gz" }, false)]
    [InlineData(new[] { "train-labels.gz", "test-images.gz" }, false)]
    [InlineData(new[] { "train-labels.gz" }, true)]
    public void Of_an_incomplete_dataset_the_missing_files_are_named_and_no_other(string[] missing, bool isArchived)
    {
        var files = TinyFiles();
        foreach (var (name, content) in files.Where(f => !missing.Contains(f.Key)))
            folder.Write($"data/tiny/{name}", content);
        using var server = new LoopbackServer(_ => new("404 Not Found", []));
        var archive = new DatasetArchive("gzip.zip", [server["gzip.zip"]], null);
        DatasetDescription tiny = Tiny(server, files) with { Archive = isArchived ? archive : null };
        string place = folder[Path.Combine("data", "tiny")], names = string.Join(", ", missing);
        string[] present = [.. files.Keys.Except(missing)];
        foreach (var downloader in new[] { null, new DatasetDownloader(client, TimeProvider.System) })
        {
            var loader = new DatasetLoader(new DatasetLocator(folder["data"], folder["cache"]), downloader, TimeProvider.System);
            var error = Assert.Throws<DatasetException>(() => loader.Load(tiny, CancellationToken.None));
            Assert.StartsWith($"tiny: missing {names}; looked in {place}", error.Message, StringComparison.Ordinal);
            Assert.Contains($"Put {names} into {place}, plain or gzip", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(present, name => error.Message.Contains(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_stopped_load_says_so()
    {
        using var server = new LoopbackServer(_ => new("200 OK", new byte[10], CutAfter: 1, Hang: true));
        using var stop = new CancellationTokenSource();
        var hurried = new DatasetDownloader(client, TimeProvider.System, new Stopper(stop));
        Assert.ThrowsAny<OperationCanceledException>(() => Loader(hurried).Load(Tiny(server, TinyFiles()), stop.Token));
    }

    [Fact]
    public void Images_and_labels_that_do_not_belong_together_are_refused()
    {
        var files = TinyFiles();
        files["test-labels.gz"] = IdxBytes.Gzip(IdxBytes.Labels(1, 0, 2));
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, files[request.Path]));
        var error = Assert.Throws<DatasetException>(() =>
            Loader(new DatasetDownloader(client, TimeProvider.System)).Load(Tiny(server, files), CancellationToken.None));
        Assert.Contains("test-labels.gz has other labels than this dataset: expected 2, found 3.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_is_fetched_once_and_gives_only_the_files_needed()
    {
        var files = TinyFiles();
        byte[] zip = Zip(files.Append(KeyValuePair.Create("other.gz", new byte[10])));
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, zip));
        DatasetDescription tiny = Tiny(server, files) with
        {
            Archive = new DatasetArchive("gzip.zip", [server["gzip.zip"]], Convert.ToHexStringLower(MD5.HashData(zip))),
        };
        Loader(new DatasetDownloader(client, TimeProvider.System)).Load(tiny, CancellationToken.None);
        Assert.Single(server.Requests);
        Assert.Equal([".lock", "gzip.zip", .. files.Keys.Order()],
            Directory.GetFiles(folder[Path.Combine("cache", "tiny")]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_archive_put_there_by_hand_needs_no_network()
    {
        folder.Write("cache/tiny/gzip.zip", Zip(TinyFiles()));
        DatasetDescription tiny = Tiny(null, TinyFiles()) with { Archive = new DatasetArchive("gzip.zip", [], null) };
        Assert.Equal(2, Loader().Load(tiny, CancellationToken.None).Test.Count);
    }

    [Fact]
    public void An_archive_that_is_not_one_is_reported()
    {
        folder.Write("cache/tiny/gzip.zip", [1, 2, 3]);
        DatasetDescription tiny = Tiny(null, TinyFiles()) with { Archive = new DatasetArchive("gzip.zip", [], null) };
        var error = Assert.Throws<DatasetException>(() => Loader().Load(tiny, CancellationToken.None));
        Assert.Contains("gzip.zip is corrupt or cut off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_without_a_wanted_file_is_reported()
    {
        folder.Write("cache/tiny/gzip.zip", Zip(TinyFiles().Where(file => file.Key != "test-labels.gz")));
        DatasetDescription tiny = Tiny(null, TinyFiles()) with { Archive = new DatasetArchive("gzip.zip", [], null) };
        var error = Assert.Throws<DatasetException>(() => Loader().Load(tiny, CancellationToken.None));
        Assert.Contains("lacks a file: expected a member test-labels.gz, found 3 others.", error.Message, StringComparison.Ordinal);
    }

    private DatasetLoader Loader(DatasetDownloader? downloader = null) =>
        new(new DatasetLocator(null, folder["cache"]), downloader, TimeProvider.System);

    private static Dictionary<string, byte[]> TinyFiles() => new()
    {
        ["train-images.gz"] = IdxBytes.Gzip(IdxBytes.Images(3, 4, 4)),
        ["train-labels.gz"] = IdxBytes.Gzip(IdxBytes.Labels(2, 0, 1)),
        ["test-images.gz"] = IdxBytes.Gzip(IdxBytes.Images(2, 4, 4)),
        ["test-labels.gz"] = IdxBytes.Gzip(IdxBytes.Labels(1, 0)),
    };

    private static DatasetDescription Tiny(LoopbackServer? server, Dictionary<string, byte[]> files) => new()
    {
        Name = "tiny", Summary = "for tests", Citation = "none",
        TrainCount = 3, TestCount = 2, Task = new Classification(3), Height = 4, Width = 4, Folders = ["tiny"], Format = new IdxFormat(),
        Files =
        [
            .. files.Select(file => new DatasetFile(file.Key)
            {
                Sources = server is null ? [] : [server[file.Key]], Checksum = Convert.ToHexStringLower(MD5.HashData(file.Value)),
            }),
        ],
    };

    private static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using Stream entry = zip.CreateEntry("gzip/" + name).Open();
                entry.Write(content);
            }
        }
        return memory.ToArray();
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => stop.Cancel();
    }
}
