using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Sweep.Trainer.Data.Catalogue;

/// <summary>Fetches files over HTTP: mirrors in order, resumed where a transfer broke, checked against the published checksum.</summary>
/// <remarks>Bytes arrive in NAME.partial beside the target, which gets its name only when it is whole and verified. A partial file
/// outlives the process and is resumed by the next one; one that leads to a wrong checksum is deleted.</remarks>
public sealed class DatasetDownloader
{
    private readonly HttpClient client;
    private readonly TimeProvider time;
    private readonly IProgress<DownloadProgress>? progress;
    private readonly DownloadPatience patience;

    /// <summary>Makes a downloader.</summary>
    /// <param name="client">Must not decompress by itself, or checksums cannot hold.</param>
    /// <param name="time">Measures pauses and timeouts.</param>
    /// <param name="progress">Told after each piece, on a thread of the pool; null for nobody.</param>
    /// <param name="patience">Null for <see cref="DownloadPatience.Default"/>.</param>
    public DatasetDownloader(HttpClient client, TimeProvider time,
        IProgress<DownloadProgress>? progress = null, DownloadPatience? patience = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(time);
        (this.client, this.time, this.progress, this.patience) = (client, time, progress, patience ?? DownloadPatience.Default);
    }

    /// <summary>Fetches one file.</summary>
    /// <param name="dataset">Named in progress and errors.</param>
    /// <param name="sources">Mirrors in the order to try.</param>
    /// <param name="target">The file to make; its folder exists.</param>
    /// <param name="checksum">Expected MD5 (32 digits) or SHA-256 (64 digits), lowercase hexadecimal; null when none was published.</param>
    /// <param name="byHand">The remedy to name when every mirror fails.</param>
    /// <param name="stop">Ends the transfer; what has arrived stays for the next time.</param>
    /// <exception cref="DatasetException">Every mirror failed, each with its cause, or the disk did.</exception>
    internal async Task FetchAsync(string dataset, IReadOnlyList<Uri> sources, string target, string? checksum, string byHand,
        CancellationToken stop)
    {
        var transfer = new Transfer(dataset, target, target + ".partial", checksum);
        List<string> causes = [];
        Exception? last = null;
        foreach (Uri source in sources)
        {
            try
            {
                await FetchFromAsync(source, transfer, stop).ConfigureAwait(false);
                return;
            }
            catch (MirrorException e)
            {
                causes.Add($"{source} ({e.Message})");
                last = e;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DatasetException(dataset, target, $"{target} cannot be written: {e.Message}",
                    "Free space on the disk or choose another cache folder with XDG_CACHE_HOME (LOCALAPPDATA on Windows).", e);
            }
        }
        throw new DatasetException(dataset, target,
            $"{Path.GetFileName(target)} could not be fetched; tried {string.Join("; ", causes)}.", byHand, last);
    }

    private async Task FetchFromAsync(Uri source, Transfer transfer, CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            bool resumed = transfer.BytesOnDisk > 0;
            try
            {
                await ReceiveAsync(source, transfer, stop).ConfigureAwait(false);
                if (await FindMismatchAsync(transfer, stop).ConfigureAwait(false) is not { } mismatch)
                {
                    File.Move(transfer.Partial, transfer.Target, overwrite: true);
                    return;
                }
                File.Delete(transfer.Partial);
                // A resumed file may have begun on another mirror or in another year: only a whole one condemns the mirror.
                throw new MirrorException(mismatch, transient: resumed);
            }
            catch (MirrorException e) when (e.IsTransient && attempt < patience.Attempts)
            {
                await Task.Delay(patience.Pause * attempt, time, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task ReceiveAsync(Uri source, Transfer transfer, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(patience.Answer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        long have = transfer.BytesOnDisk;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, source);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("sweep", null)); // some servers refuse the anonymous
            if (have > 0)
                request.Headers.Range = new RangeHeaderValue(have, null);
            using HttpResponseMessage response =
                await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            long start = StartOf(response, transfer, have);
            long? total = start + response.Content.Headers.ContentLength;

            Stream body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using var _ = body.ConfigureAwait(false);
            var file = new FileStream(transfer.Partial, start > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
            await using var __ = file.ConfigureAwait(false);
            await CopyAsync(body, file, (transfer, source, start, total), timeout, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new MirrorException("no answer in time", transient: true);
        }
        catch (HttpRequestException e)
        {
            // Without a connection another attempt at once would only make somebody without a network wait.
            throw new MirrorException(e.Message, transient: e.HttpRequestError is HttpRequestError.ResponseEnded);
        }
    }

    private static long StartOf(HttpResponseMessage response, Transfer transfer, long have)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK: // also the answer of a server that ignores ranges
                return 0;
            case HttpStatusCode.PartialContent when have > 0 && response.Content.Headers.ContentRange?.From == have:
                return have;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                File.Delete(transfer.Partial);
                throw new MirrorException("the unfinished file does not fit this mirror's", transient: true);
            default:
                int code = (int)response.StatusCode;
                throw new MirrorException($"HTTP {code} {response.ReasonPhrase}".TrimEnd(), transient: code is >= 500 or 408 or 429);
        }
    }

    private async Task CopyAsync(Stream body, FileStream file, (Transfer Transfer, Uri Source, long Start, long? Total) what,
        CancellationTokenSource timeout, CancellationToken either)
    {
        byte[] buffer = new byte[1 << 17];
        long done = what.Start;
        while (true)
        {
            timeout.CancelAfter(patience.Idle);
            int read;
            try
            {
                read = await body.ReadAsync(buffer, either).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                string total = what.Total?.ToString() ?? "unknown";
                throw new MirrorException($"the transfer broke after {done} of {total} bytes: {e.Message}", transient: true);
            }
            if (read == 0)
                break;
            await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None).ConfigureAwait(false);
            done += read;
            progress?.Report(new DownloadProgress(what.Transfer.Dataset, Path.GetFileName(what.Transfer.Target), what.Source, done,
                what.Total));
        }
        if (what.Total is { } expected && done != expected)
            throw new MirrorException($"the transfer ended after {done} of {expected} bytes", transient: true);
    }

    private static async Task<string?> FindMismatchAsync(Transfer transfer, CancellationToken stop)
    {
        if (transfer.Checksum is null)
            return null;
        var file = new FileStream(transfer.Partial, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using var _ = file.ConfigureAwait(false);
        bool isMd5 = transfer.Checksum.Length == 2 * MD5.HashSizeInBytes;
        string found = Convert.ToHexStringLower(isMd5
            ? await MD5.HashDataAsync(file, stop).ConfigureAwait(false)
            : await SHA256.HashDataAsync(file, stop).ConfigureAwait(false));
        return found == transfer.Checksum ? null
            : $"wrong checksum: expected {(isMd5 ? "MD5" : "SHA-256")} {transfer.Checksum}, found {found}";
    }

    private sealed record Transfer(string Dataset, string Target, string Partial, string? Checksum)
    {
        public long BytesOnDisk => File.Exists(Partial) ? new FileInfo(Partial).Length : 0;
    }

    /// <summary>One mirror did not deliver.</summary>
    private sealed class MirrorException(string message, bool transient) : Exception(message)
    {
        public bool IsTransient => transient;
    }
}
