using Parquet;
using Parquet.Schema;
using Sweep.Import.Sources;
using Sweep.Import.Tables;
using Sweep.Testing;

namespace Sweep.Import.Tests.Tables;

public sealed class ParquetTests
{
    [Fact]
    public async Task Typed_columns_of_several_row_groups_are_read()
    {
        using var folder = new TemporaryFolder();
        string path = folder["results.bin"];
        await WriteAsync(path);

        Assert.True(ImportSources.TryFind(path, null, out var source, out _));
        var reading = await source.ReadAsync(path, Reading.Question() with { Seed = "seed" }, TestContext.Current.CancellationToken);

        var runs = reading.Runs();
        Assert.Equal(["relu", "elu", "relu", "elu"], runs.Select(r => r.Label("activation")));
        Assert.Equal(["0", "0", "1", "1"], runs.Select(r => r.Label("seed")));
        Assert.Equal(["0.9", "0.9", "0.9", "0.9"], runs.Select(r => r.Label("momentum"))); // a float
        Assert.Equal([0.5, null, 0.5, null], runs.Select(r => r.Epochs.Count == 0 ? (double?)null : r.Value()));
        Assert.Equal("row 3", runs[2].Place);
    }

    [Fact]
    public async Task Columns_of_bytes_are_left_out_and_told()
    {
        using var folder = new TemporaryFolder();
        string path = folder["results.parquet"];
        var (activation, model, accuracy) = (new DataField<string>("activation"), new DataField<byte[]>("model"),
            new DataField<double>("testAccuracy"));
        await using (var stream = File.Create(path))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(activation, model, accuracy), stream))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(activation, ["relu"]);
            await group.WriteAsync(model, [[1, 2]]);
            await group.WriteAsync<double>(accuracy, new[] { 0.5 }.AsMemory());
        }

        var reading = await ReadAsync(path);

        Assert.Equal(["activation"], reading.Runs()[0].Settings.Keys);
        Assert.Contains("model", Assert.Single(reading.Notes));
    }

    [Fact]
    public async Task A_damaged_file_is_refused_as_such()
    {
        using var folder = new TemporaryFolder();
        string path = folder["results.parquet"];
        await WriteAsync(path);
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        byte[][] damaged = [whole[..^100], .. Enumerable.Range(0, 64).Select(i => Changed(whole, 4 + (i * (whole.Length - 16) / 64)))];

        foreach (byte[] bytes in damaged)
        {
            var mistakes = (await ReadAsync(folder.Write("damaged.parquet", bytes))).Mistakes;
            Assert.All(mistakes, m => Assert.StartsWith("damaged.parquet", m));
        }
        Assert.StartsWith("damaged.parquet cannot be read as Parquet; is it damaged?",
            Assert.Single((await ReadAsync(folder.Write("damaged.parquet", damaged[0]))).Mistakes));

        static byte[] Changed(byte[] bytes, int place) => [.. bytes[..place], (byte)(bytes[place] ^ 0x55), .. bytes[(place + 1)..]];
    }

    private static Task<ImportReading> ReadAsync(string path) =>
        new ParquetSource().ReadAsync(path, Reading.Question(), TestContext.Current.CancellationToken);

    private static async Task WriteAsync(string path)
    {
        var (activation, seed) = (new DataField<string>("activation"), new DataField<long>("seed"));
        var (momentum, accuracy) = (new DataField<float>("momentum"), new DataField<double?>("testAccuracy"));
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(activation, seed, momentum, accuracy), stream);
        for (int g = 0; g < 2; g++)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(activation, ["relu", "elu"]);
            await group.WriteAsync<long>(seed, new long[] { g, g }.AsMemory());
            await group.WriteAsync<float>(momentum, new float[] { 0.9f, 0.9f }.AsMemory());
            await group.WriteAsync<double>(accuracy, new double?[] { 0.5, null }.AsMemory());
        }
    }
}
