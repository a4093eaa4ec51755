using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Data.Own;

/// <summary>What all datasets of users' own files have in common.</summary>
public sealed class OwnDatasetTests : IDisposable
{
    private const string Level = "{ name: mine, csv: t.csv }";

    private readonly OwnData data = new();

    public OwnDatasetTests() => data.Write("t.csv", "x,y\n1,a\n2,a\n3,a\n4,b\n5,b\n6,b\n");

    public void Dispose() => data.Dispose();

    [Fact]
    public void What_is_known_of_the_files_stands_in_the_level_and_describes_the_dataset_without_them()
    {
        var level = Assert.IsType<SettingValue.Group>(data.Level(Level));
        File.Delete(data["t.csv"]);
        DatasetDescription known = DatasetCatalogue.Describe(level)!;
        Assert.Equal(("mine", 2, 1, 1, 1, 4, 2, true), (known.Name, known.Classes, known.Channels, known.Height, known.Width,
            known.TrainCount, known.TestCount, known.HasNumbers));
        Assert.Equal("mine", level.Label);
        Assert.False(known.IsGenerated);
    }

    [Theory]
    [InlineData("{ name: mine, csv: t.csv }")]
    [InlineData("\n  name: mine\n  csv: t.csv")]
    [InlineData("\n  # a comment, with braces {\n  csv: t.csv\n  name: mine")]
    [InlineData("{ csv: t.csv, test: 0.4,\n  name: mine }")]
    [InlineData("&own { name: mine, csv: t.csv }")]
    [InlineData("\n  ? name\n  : mine\n  csv: t.csv")]
    [InlineData("{ ? name : mine, csv: t.csv }")]
    [InlineData("\r\n  name: mine\r\n  csv: t.csv # \U0001F600")]
    public void The_spec_that_is_stored_gives_the_same_plan_without_the_files(string level)
    {
        var plan = data.Read(level).Spec!.ToPlan();
        var again = SpecReader.Read(plan.SpecText, TrainerVocabulary.Create());
        Assert.Empty(again.Errors.Select(e => e.Message));
        Assert.Equal(plan.Hash, again.Spec!.ToPlan().Hash);
        Assert.Equal(plan.SpecText, again.Spec.Text);
    }

    [Fact]
    public void Levels_of_a_factor_are_stored_with_their_facts_too()
    {
        data.Write("u.csv", "1,0\n2,0\n3,1\n4,1\n");
        string spec = OwnData.Spec("mnist").Replace("dataset: mnist\n", "", StringComparison.Ordinal)
            .Replace("grid: {", "grid: { dataset: [{ name: u, csv: u.csv }, { name: t, csv: t.csv, with: { epochs: [2] } }], ",
                StringComparison.Ordinal);
        var plan = SpecReader.Read(spec, TrainerVocabulary.Create(data.Locator)).Spec!.ToPlan();
        Assert.Equal(plan.Hash, SpecReader.Read(plan.SpecText, TrainerVocabulary.Create()).Spec!.ToPlan().Hash);
    }

    [Fact]
    public void Without_the_files_a_spec_that_says_nothing_of_them_is_refused() =>
        Assert.Contains("are not read here", Assert.Single(SpecReader.Read(OwnData.Spec(Level), TrainerVocabulary.Create()).Errors).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("classes: 2, shape: [100000, 100000, 100000], numbers: true, train: 2000000000, test: 1")]
    [InlineData("classes: 70000, shape: [1, 1, 1], numbers: true, train: 1, test: 1")]
    [InlineData("classes: 2, shape: [1, 1, 1], numbers: true, train: 0, test: 1")]
    public void Facts_that_no_file_has_are_refused(string facts) => Assert.Contains("These are not the facts that sweep writes",
        data.Mistake($"{{ name: mine, csv: t.csv, facts: {{ {facts}, sha256: 0123456789 }} }}"), StringComparison.Ordinal);

    [Fact]
    public void Other_content_is_another_dataset()
    {
        var before = data.Level(Level);
        data.Write("t.csv", "x,y\n1,a\n2,a\n3,a\n4,b\n5,b\n7,b\n");
        Assert.NotEqual(before, data.Level(Level));
    }

    [Fact]
    public void A_worker_with_other_content_refuses_to_train()
    {
        var level = data.Level(Level);
        data.Write("t.csv", "x,y\n1,a\n2,a\n3,a\n4,b\n5,b\n7,b\n");
        var loader = new DatasetLoader(data.Locator, downloader: null, TimeProvider.System);
        var error = Assert.Throws<DatasetException>(() => loader.Load(level, CancellationToken.None));
        Assert.Contains("is not what the sweep was planned with: expected 4 + 2 samples of 1x1x1 with 2 classes", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_without_the_files_is_told_where_they_were_looked_for()
    {
        var level = data.Level(Level);
        File.Delete(data["t.csv"]);
        var loader = new DatasetLoader(data.Locator, downloader: null, TimeProvider.System);
        var error = await Assert.ThrowsAsync<DatasetException>(() => loader.EnsureAsync(level, CancellationToken.None));
        Assert.Contains($"missing t.csv; looked in {data.Locator.DataFolder}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absolute_path_needs_no_data_folder()
    {
        var level = data.Level($"{{ name: mine, csv: '{data["t.csv"]}' }}");
        var loader = new DatasetLoader(new DatasetLocator(null, data["cache"]), downloader: null, TimeProvider.System);
        Assert.Equal(6, loader.Load(level, CancellationToken.None) is var read ? read.Train.Count + read.Test.Count : 0);
    }

    [Fact]
    public void A_missing_file_is_told_with_the_folders_that_were_looked_into() =>
        Assert.Contains($"There is no no.csv; looked in {data.Locator.DataFolder}", data.Mistake("{ name: mine, csv: no.csv }"),
            StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_of_a_level_are_told_at_once()
    {
        string[] mistakes = [.. data.Read("{ name: mine, csv: t.csv, task: guess, test: 2, size: 3, decimal: ',', separator: ',' }").Errors
            .Select(e => e.Message)];
        Assert.Equal(4, mistakes.Length);
        Assert.Contains(mistakes, m => m.Contains("Expected one of classification, regression", StringComparison.Ordinal));
        Assert.Contains(mistakes, m => m.Contains("There is no option 'size' here", StringComparison.Ordinal));
    }

    [Fact]
    public void Defaults_that_are_written_out_change_nothing() =>
        Assert.Equal(data.Level(Level),
            data.Level("{ name: mine, csv: t.csv, test: 0.2, task: classification, header: auto, decimal: '.' }"));

    [Fact]
    public void A_phase_before_is_on_the_catalogue_only()
    {
        string spec = OwnData.Spec(Level) + "pretrain: { name: other, csv: t.csv, epochs: 1 }\n";
        var error = Assert.Single(SpecReader.Read(spec, TrainerVocabulary.Create(data.Locator)).Errors);
        Assert.Contains("not on files of your own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_datasets_of_one_name_are_kept_apart_in_memory()
    {
        var loader = new DatasetLoader(data.Locator, downloader: null, TimeProvider.System);
        Dataset first = loader.Load(data.Level(Level), CancellationToken.None);
        data.Write("t.csv", "x,y\n1,a\n2,a\n3,c\n4,c\n");
        Assert.NotSame(first, loader.Load(data.Level(Level), CancellationToken.None));
    }
}
