using System.Security.Cryptography;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Catalogue;

public sealed class DatasetDownloaderTests : IDisposable
{
    private static readonly byte[] Content = IdxBytes.Pixels(300_000);
    private static readonly string Md5 = Convert.ToHexStringLower(MD5.HashData(Content));
    private static readonly DownloadPatience Quick =
        new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1), 3);

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new();
    private readonly List<DownloadProgress> progress = [];

    private string Target => folder["file.gz"];

    private string Partial => Target + ".partial";

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_file_arrives_whole_and_its_progress_is_told()
    {
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, Content));
        await FetchAsync(server["file.gz"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.False(File.Exists(Partial));
        Assert.Equal(new DownloadProgress("tiny", "file.gz", server["file.gz"], 300_000, 300_000), progress[^1]);
        Assert.Equal(progress.Select(p => p.BytesDone).Order(), progress.Select(p => p.BytesDone));
    }

    [Fact]
    public async Task A_transfer_that_breaks_is_resumed_where_it_broke()
    {
        int answers = 0;
        using var server = new LoopbackServer(request =>
            LoopbackServer.Serve(request, Content) with { CutAfter = answers++ == 0 ? 100_000 : int.MaxValue });
        await FetchAsync(server["file.gz"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.Equal([null, 100_000L], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_partial_file_of_an_earlier_process_is_resumed()
    {
        folder.Write("file.gz.partial", Content[..200_000]);
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, Content));
        await FetchAsync(server["file.gz"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.Equal(200_000, Assert.Single(server.Requests).From);
        Assert.All(progress, told => Assert.True(told is { BytesDone: > 200_000, BytesTotal: 300_000 }));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_starts_over()
    {
        folder.Write("file.gz.partial", Content[..200_000]);
        using var server = new LoopbackServer(_ => new("200 OK", Content));
        await FetchAsync(server["file.gz"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_partial_file_of_other_content_is_thrown_away_and_fetched_anew()
    {
        folder.Write("file.gz.partial", new byte[200_000]);
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, Content));
        await FetchAsync(server["file.gz"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.Equal([200_000L, null], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_partial_file_longer_than_the_servers_is_fetched_anew()
    {
        folder.Write("file.gz.partial", new byte[400_000]);
        using var server = new LoopbackServer(request =>
            request.From is null ? LoopbackServer.Serve(request, Content) : new("416 Range Not Satisfiable", []));
        await FetchAsync(server["file.gz"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_wrong_checksum_leads_to_the_next_mirror()
    {
        using var wrong = new LoopbackServer(request => LoopbackServer.Serve(request, [.. Content.Reverse()]));
        using var right = new LoopbackServer(request => LoopbackServer.Serve(request, Content));
        await FetchAsync(wrong["file.gz"], right["file.gz"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.Null(Assert.Single(right.Requests).From);
    }

    [Fact]
    public async Task A_missing_file_leads_to_the_next_mirror_at_once()
    {
        using var missing = new LoopbackServer(_ => new("404 Not Found", []));
        using var right = new LoopbackServer(request => LoopbackServer.Serve(request, Content));
        await FetchAsync(missing["file.gz"], right["file.gz"]);
        Assert.Single(missing.Requests);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task An_overloaded_server_is_asked_again()
    {
        int answers = 0;
        using var server = new LoopbackServer(request =>
            answers++ < 2 ? new("503 Service Unavailable", []) : LoopbackServer.Serve(request, Content));
        await FetchAsync(server["file.gz"]);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task When_all_mirrors_fail_each_is_named_with_its_cause_and_the_remedy()
    {
        using var missing = new LoopbackServer(_ => new("404 Not Found", []));
        using var wrong = new LoopbackServer(request => LoopbackServer.Serve(request, [1, 2, 3]));
        using var broken = new LoopbackServer(request =>
            LoopbackServer.Serve(request, Content) with { CutAfter = request.From is null ? 1000 : 0 });
        var error = await Assert.ThrowsAsync<DatasetException>(() =>
            FetchAsync(missing["a"], wrong["b"], broken["c"], new Uri("http://127.0.0.1:1/d")));

        Assert.Contains($"{missing["a"]} (HTTP 404 Not Found)", error.Message, StringComparison.Ordinal);
        // printf '\1\2\3' | md5sum
        Assert.Contains($"{wrong["b"]} (wrong checksum: expected MD5 {Md5}, found 5289df737df57326fcdd22597afb1fac)",
            error.Message, StringComparison.Ordinal);
        Assert.Contains($"{broken["c"]} (the transfer broke after 1000 of 300000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1/d (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Put it there by hand.", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_after_the_idle_time()
    {
        using var silent = new LoopbackServer(request => LoopbackServer.Serve(request, Content) with { CutAfter = 1000, Hang = true });
        var error = await Assert.ThrowsAsync<DatasetException>(() =>
            FetchAsync(Quick with { Idle = TimeSpan.FromSeconds(2), Attempts = 1 }, silent["a"]));
        Assert.Contains("no answer in time", error.Message, StringComparison.Ordinal);
        Assert.Equal(1000, new FileInfo(Partial).Length);
    }

    [Fact]
    public async Task A_cancelled_download_keeps_what_has_arrived()
    {
        using var stop = new CancellationTokenSource();
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, Content) with { CutAfter = 1000, Hang = true });
        var downloader = new DatasetDownloader(client, TimeProvider.System, new Listener(_ => stop.Cancel()), Quick);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            downloader.FetchAsync("tiny", [server["a"]], Target, Md5, "", stop.Token));
        Assert.Equal(1000, new FileInfo(Partial).Length);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task A_disk_that_refuses_is_not_blamed_on_the_mirror()
    {
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, Content));
        Directory.CreateDirectory(Partial); // a folder where the file should be
        var error = await Assert.ThrowsAsync<DatasetException>(() => FetchAsync(server["a"]));
        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
    }

    private Task FetchAsync(params Uri[] sources) => FetchAsync(Quick, sources);

    private Task FetchAsync(DownloadPatience patience, params Uri[] sources) =>
        new DatasetDownloader(client, TimeProvider.System, new Listener(progress.Add), patience)
            .FetchAsync("tiny", sources, Target, Md5, "Put it there by hand.", CancellationToken.None);

    private sealed class Listener(Action<DownloadProgress> hear) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => hear(value);
    }
}
