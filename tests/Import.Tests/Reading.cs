using Sweep.Import.Tables;

namespace Sweep.Import.Tests;

/// <summary>Reads tables as the command does.</summary>
internal static class Reading
{
    public static ImportQuestion Question(string factor = "activation", params string[] metrics) =>
        new(factor, metrics.Length == 0 ? ["testAccuracy"] : metrics);

    public static ImportReading Csv(string text, ImportQuestion question)
    {
        var reading = CsvSource.Parse("results.csv", text, CancellationToken.None);
        return reading.Table is { } table ? new TableStudy(table, question).Read()
            : new ImportReading(null, reading.Mistakes, reading.Notes);
    }

    public static ImportReading Json(string text, ImportQuestion question)
    {
        var reading = JsonLinesSource.Parse("results.jsonl", text, CancellationToken.None);
        return reading.Table is { } table ? new TableStudy(table, question).Read()
            : new ImportReading(null, reading.Mistakes, reading.Notes);
    }

    public static IReadOnlyList<ImportedRun> Runs(this ImportReading reading)
    {
        Assert.Equal([], reading.Mistakes);
        return reading.Study!.Runs;
    }

    public static double Value(this ImportedRun run, int epoch = 1) => run.Epochs.Single(e => e.Epoch == epoch).Values[0].Value;

    public static string Label(this ImportedRun run, string setting) => run.Settings[setting].Label;
}
