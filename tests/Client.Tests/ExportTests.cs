using System.Text.Json;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Commands;
using Sweep.Client.Output;
using Sweep.Client.Tests.Compare;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Testing;

namespace Sweep.Client.Tests;

public class ExportTests
{
    private static readonly TrialRow Row = Study.Row(Studies.Quickstart.Plan.Trials.First(), TrialState.Completed,
        new EpochMetrics(1, [.. MetricCatalogue.Names.Select((m, i) => KeyValuePair.Create(m, i + 0.5))])) with
    {
        TrainDuration = TimeSpan.FromSeconds(9),
        EndedAt = DateTimeOffset.UnixEpoch,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_two_columns_have_the_same_name_and_all_are_documented(bool isLong)
    {
        string[] names = [.. Export(["activation"], isLong).Columns.Select(c => c.Name)];
        Assert.Equal(names.Distinct(), names);
        string text = File.ReadAllText(RepositoryRoot.Find("docs", "database.md"));
        string documented = text[text.IndexOf("## Export", StringComparison.Ordinal)..text.IndexOf("## Tables", StringComparison.Ordinal)];
        Assert.All(names.Where(n => n != "activation"), name => Assert.Contains($"`{name}`", documented, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_time_of_the_slot_and_the_time_of_the_epoch_have_names_of_their_own()
    {
        using var json = JsonDocument.Parse(await WriteAsync(Export(["activation"], isLong: false), OutputFormat.Json));
        var row = json.RootElement[0];
        double epoch = MetricCatalogue.Names.ToList().IndexOf("trainSeconds") + 0.5;
        Assert.Equal((9, epoch), (row.GetProperty("slotSeconds").GetDouble(), row.GetProperty("trainSeconds").GetDouble()));
        Assert.Equal("1970-01-01T00:00:00.000Z", row.GetProperty("endedAt").GetString());
        Assert.Equal(row.EnumerateObject().Count(), row.EnumerateObject().Select(p => p.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_setting_with_the_name_of_a_column_gets_a_number(bool isLong)
    {
        var data = Export(["activation", "epoch", "seed", "trainLoss"], isLong);
        Assert.Equal(data.Columns.Count, data.Columns.Select(c => c.Name).Distinct().Count());
        string head = (await WriteAsync(data, OutputFormat.Csv)).Split("\r\n")[0];
        Assert.Contains(",activation,epoch,seed_2,trainLoss", head, StringComparison.Ordinal);
        Assert.Contains(",epoch_2,", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confusion_matrix_has_a_row_for_each_cell_and_trials_without_one_have_none()
    {
        var other = Study.Row(Studies.Quickstart.Plan.Trials.Last(), TrialState.Completed);
        var data = ExportCommand.Confusion(Columns("activation"), new[] { Row, other }.ToAsyncEnumerable(), trial => Task.FromResult(
            trial == Row.Trial.Id ? new ConfusionMatrix([new(0, 0, 40), new(0, 2, 3)]) : null));
        using var json = JsonDocument.Parse(await WriteAsync(data, OutputFormat.Json));
        Assert.Equal([(Row.Trial.Id.Value, 0, 0, 40), (Row.Trial.Id.Value, 0, 2, 3)], json.RootElement.EnumerateArray().Select(row =>
            (row.GetProperty("trial").GetString()!, row.GetProperty("trueClass").GetInt32(), row.GetProperty("predictedClass").GetInt32(),
                row.GetProperty("samples").GetInt32())));
    }

    private static Tabular Export(string[] settings, bool isLong) =>
        ExportCommand.Tabulate(Columns(settings), new[] { Row }.ToAsyncEnumerable(), isLong);

    private static TabularColumn[] Columns(params string[] settings) =>
        [.. settings.Select(name => TabularColumn.Of(ColumnKind.Text, name))];

    private static async Task<string> WriteAsync(Tabular data, OutputFormat format)
    {
        var screen = new RememberingScreen();
        await TabularWriter.WriteAsync(data, format, screen.Screen, TestContext.Current.CancellationToken);
        return screen.Data.ToString();
    }
}
