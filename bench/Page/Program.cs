using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Sweep.Client.Page;
using Sweep.Client.Page.Sweeps;
using Sweep.Client.Page.Trials;
using Sweep.Page.Bench;
using Sweep.Store;

// How long the pages of a sweep take, by its size: the first page, and the parts that follow by addresses of their own.
//
//     dotnet run -c Release --project bench/Page -- [--store ADDRESS] [--sizes 1000,100000,1000000] [--rounds 5] [--ended 1000000]
//
// Each part is asked for once when nothing of it is known (as long as a store answers it), then again: then it is kept until a trial ends.
// The first page is asked for in each round anew, and its median is told. Without --store each size has a new SQLite file in the temporary
// folder that is deleted in the end; on Postgres the sweeps stay in the database under new names.

var options = Enumerable.Range(0, args.Length / 2).ToDictionary(i => args[2 * i], i => args[2 * i + 1]);
int rounds = int.Parse(options.GetValueOrDefault("--rounds", "5"), CultureInfo.InvariantCulture);
int ended = int.Parse(options.GetValueOrDefault("--ended", "1000000"), CultureInfo.InvariantCulture);
string[] parts = ["map", "cost", "verdict", "curves", "failures", "configurations", "configurations/1", "map/trial?row=0&column=0"];
foreach (string size in options.GetValueOrDefault("--sizes", "1000,100000,1000000").Split(','))
{
    string file = Path.Combine(Path.GetTempPath(), $"sweep-page-{Environment.ProcessId}-{size}.db");
    try
    {
        await MeasureAsync(options.GetValueOrDefault("--store", file), int.Parse(size, CultureInfo.InvariantCulture));
    }
    finally
    {
        foreach (string suffix in new[] { "", "-wal", "-shm" })
            File.Delete(file + suffix);
    }
}
return 0;

async Task MeasureAsync(string address, int trials)
{
    string name;
    long begun = Stopwatch.GetTimestamp();
    await using (var writing = await TrialStores.OpenAsync(address, StoreAccess.Write, TimeProvider.System, CancellationToken.None))
        name = await FilledSweep.StoreAsync(writing, trials, ended);
    Console.WriteLine($"{trials:N0} trials, stored in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s");

    await using var store = await TrialStores.OpenAsync(address, StoreAccess.Read, TimeProvider.System, CancellationToken.None);
    var settings = PageSettings.Loopback(0, "bench");
    await using var server = await PageServer.StartAsync(new PageContext(store, TimeProvider.System, HasControl: false), settings,
        [new SweepSection(), new TrialSection()], CancellationToken.None);
    using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) // a redirect would lose the token
    {
        BaseAddress = new Uri($"http://127.0.0.1:{server.Port}"),
        Timeout = TimeSpan.FromMinutes(10),
    };
    client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
    string page = SweepAddress.Of(name);
    var (first, bytes) = await TimeAsync(client, page);
    double[] times = new double[rounds];
    for (int i = 0; i < rounds; i++)
        (times[i], _) = await TimeAsync(client, page);
    double median = times.Order().ElementAt(rounds / 2);
    Console.WriteLine($"  first page: {first:0.000} s the first time, {median:0.000} s then ({bytes:N0} bytes)");
    foreach (string part in parts)
    {
        var (once, size) = await TimeAsync(client, $"{page}/{part}");
        var (again, _) = await TimeAsync(client, $"{page}/{part}");
        Console.WriteLine($"  {part}: {once:0.000} s the first time, {again:0.000} s then ({size:N0} bytes)");
    }
}

static async Task<(double Seconds, int Bytes)> TimeAsync(HttpClient client, string address)
{
    long begun = Stopwatch.GetTimestamp();
    using var answer = await client.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));
    if (answer.Headers.Location is { } target)
        return await TimeAsync(client, target.OriginalString);
    byte[] content = await answer.Content.ReadAsByteArrayAsync();
    return answer.StatusCode == HttpStatusCode.OK ? (Stopwatch.GetElapsedTime(begun).TotalSeconds, content.Length)
        : throw new InvalidOperationException($"{address} answers {answer.StatusCode}.");
}
