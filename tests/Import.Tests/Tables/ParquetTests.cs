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
