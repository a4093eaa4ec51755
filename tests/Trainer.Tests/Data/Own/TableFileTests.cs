using System.IO.Compression;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Trainer.Tests.Data.Own;

public sealed class TableFileTests : IDisposable
{
    private readonly OwnData data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public void Numbers_stand_as_they_are_and_texts_become_a_column_for_each_value()
    {
        data.Write("t.csv", "age,town,sick\n10,Ulm,no\n20,Bonn,yes\n30,Ulm,no\n40,Bonn,yes\n");
        Dataset read = data.Load("{ name: t, csv: t.csv, test: 0.5 }");
        var rows = Rows(read);
        Assert.Equal([[10, 0, 1], [20, 1, 0], [30, 0, 1], [40, 1, 0]], rows.OrderBy(r => r.Values[0]).Select(r => r.Values));
        Assert.Equal([0, 1, 0, 1], rows.OrderBy(r => r.Values[0]).Select(r => r.Class));
        Assert.Equal((2, 2), (read.Train.Count, read.Test.Count));
        Assert.Equal([0, 1], read.Test.Labels.Order().Select(c => (int)c)); // of each class one
    }

    [Theory]
    [InlineData("1;2,5;a\n2;3,5;b\n3;4,5;a\n4;5,5;b\n", ", decimal: ','")]
    [InlineData("1\t2.5\ta\n2\t3.5\tb\n3\t4.5\ta\n4\t5.5\tb\n", "")]
    [InlineData("1  2.5 a\n 2 3.5 b\n3 4.5 a\n4 5.5  b\n", "")]
    [InlineData("1|2.5|a\n2|3.5|b\n3|4.5|a\n4|5.5|b\n", ", separator: '|'")]
    [InlineData("4,2,a,b\n1,2.5,a\n2,3.5,b\n3,4.5,a\n4,5.5,b\n", "")]
    [InlineData("1,0;2,5;a\n2,0;3,5;b\n3,0;4,5;a\n4,0;5,5;b\n", ", decimal: ','")]
    [InlineData("\uFEFF\"n\",\"m, or so\",k\r\n1,2.5,a\r\n2,3.5,b\r\n3,4.5,\"a\"\r\n4,5.5,b\r\n", "")]
    public void Separators_headers_and_decimals_of_all_kinds_are_read(string text, string options)
    {
        data.Write("t.csv", text);
        var rows = Rows(data.Load($"{{ name: t, csv: t.csv{options} }}")).OrderBy(r => r.Values[0]).ToArray();
        Assert.Equal([[1, 2.5f], [2, 3.5f], [3, 4.5f], [4, 5.5f]], rows.Select(r => r.Values));
        Assert.Equal([0, 1, 0, 1], rows.Select(r => r.Class));
    }

    [Theory]
    [InlineData("k")]
    [InlineData("1")]
    public void The_target_is_named_or_numbered(string target)
    {
        data.Write("t.csv", "k,n\na,1\nb,2\na,3\nb,4\n");
        var rows = Rows(data.Load($"{{ name: t, csv: t.csv, target: {target} }}"));
        Assert.Equal([[1], [2], [3], [4]], rows.Select(r => r.Values).OrderBy(v => v[0]));
    }

    [Fact]
    public void Classes_that_are_numbers_are_in_the_order_of_numbers()
    {
        data.Write("t.csv", "1,10\n2,9\n3,10\n4,9\n");
        Assert.Equal([1, 0, 1, 0], Rows(data.Load("{ name: t, csv: t.csv }")).OrderBy(r => r.Values[0]).Select(r => r.Class));
    }

    [Fact]
    public void Classes_that_are_the_same_number_are_one()
    {
        data.Write("t.csv", "1,1\n2,1.0\n3,2\n4,2.00\n5,0\n6,-0\n");
        Assert.Equal([1, 1, 2, 2, 0, 0], Rows(data.Load("{ name: t, csv: t.csv }")).OrderBy(r => r.Values[0]).Select(r => r.Class));
    }

    [Fact]
    public void A_mistake_in_the_targets_is_told_with_those_in_the_columns_and_no_others()
    {
        data.Write("t.csv", "1,a\n2,a\nx,b\n");
        string mistake = data.Mistake("{ name: t, csv: t.csv }");
        Assert.Contains("there is one row with 'b'", mistake, StringComparison.Ordinal);
        Assert.Contains("line 3, column 1: 'x' is not a number. ", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Regression_has_the_target_in_its_own_unit()
    {
        data.Write("t.csv", "1,2.5\n2,3.5\n3,4.5\n4,5.5\n5,6.5\n");
        Dataset read = data.Load("{ name: t, csv: t.csv, task: regression }");
        Assert.Equal(new Regression(1), read.Task);
        Assert.Equal((4, 1), (read.Train.Count, read.Test.Count));
        Assert.All(OwnData.Numbers(read.Train).Zip(((Targets.Numbers)read.Train.Targets).Values),
            p => Assert.Equal(p.First + 1.5f, p.Second));
    }

    [Fact]
    public void Targets_may_stand_in_a_file_of_their_own()
    {
        data.Write("x.csv", "1 2\n2 3\n3 4\n4 5\n");
        data.Write("y.csv", "10\n20\n30\n40\n");
        Dataset read = data.Load("{ name: t, csv: x.csv, targetFile: y.csv, task: regression }");
        Assert.Equal(2, read.Channels);
        Assert.All(OwnData.Numbers(read.Train).Chunk(2).Zip(((Targets.Numbers)read.Train.Targets).Values),
            p => Assert.Equal(10 * p.First[0], p.Second));
        data.Write("y.csv", "10\n20\n30\n");
        Assert.Contains("has 3 rows of 1 columns; expected one target for each of the 4 rows",
            data.Mistake("{ name: t, csv: x.csv, targetFile: y.csv, task: regression }"), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_values_are_refused_filled_with_the_mean_of_training_or_dropped()
    {
        data.Write("t.csv", "1,?,a\n2,3,a\n,3,b\n4,3,b\n5,3,a\n6,3,b\n");
        string mistake = data.Mistake("{ name: t, csv: t.csv }");
        Assert.Contains("line 1, column 2 has no value", mistake, StringComparison.Ordinal);
        Assert.Contains("line 3, column 1 has no value", mistake, StringComparison.Ordinal);
        Assert.Equal(4, Rows(data.Load("{ name: t, csv: t.csv, missing: drop-row }")).Length);
        Dataset filled = data.Load("{ name: t, csv: t.csv, missing: mean }");
        Assert.Equal(6, Rows(filled).Length);
        Assert.All(Rows(filled), row => Assert.Equal(3, row.Values[1]));
    }

    [Theory]
    [InlineData("1,a\nx,a\n3,b\n4,b\n", "", "line 2, column 1: 'x' is not a number")]
    [InlineData("1,a\n2,a,3\n3,b\n4,b\n", "", "has 2 columns, but line 2 has 3")]
    [InlineData("1,a\n2,a\n3,b\n", "", "there is one row with 'b'")]
    [InlineData("1,a\n2,a\n", "", "has 1 classes; expected 2")]
    [InlineData("n,k\n1,a\n2,b\n", ", target: z", "has no column 'z'. It has n, k.")]
    [InlineData("1,a\n2,b\n", ", target: z", "It has no header: give the column's number, 1 to 2.")]
    [InlineData("a\nb\n", "", "has one column")]
    [InlineData("n,k\n", "", "has no rows")]
    [InlineData("", "", "is empty")]
    [InlineData("1,2\n2,x\n", ", task: regression", "line 2, column 2: 'x' is not a number")]
    [InlineData("1,1e99\n2,3\n", ", task: regression", "'1e99' is not a number")]
    [InlineData("-inf,a\n2,a\n3,b\n4,b\n", ", header: no", "line 1, column 1: '-inf' is not a number")]
    [InlineData("n,k,1999\n1,a,2\n2,b,2\n3,a,2\n", ", task: regression", "line 1, column 1: 'n' is not a number")]
    [InlineData("1,5;a\n2,5;a\n3,5;b\n4,5;b\n", ", header: no", "line 1, column 1: '1,5' is a number in another notation")]
    [InlineData("1.000,5;a\n2.000,5;a\n3;b\n4;b\n", ", header: no, decimal: ','", "'1.000,5' is not a number")]
    [InlineData("1.000;a\n2.000;a\n3.000;b\n4.000;b\n", ", header: no, decimal: ','", "'1.000' is a number in another notation")]
    [InlineData("\"1,234\",a\n\"2,234\",a\n\"3,234\",b\n", ", header: no", "'1,234' is a number in another notation")]
    [InlineData("n,n,k\n1,2,a\n3,4,b\n", ", target: n", "has 2 columns 'n'. Give the column's number")]
    [InlineData("1,a\n2,a\n3,b\n", ", separator: '\"'", "Expected one character such as ; or |")]
    [InlineData("1,a\n2,a\n3,b\n", ", separator: '.'", "The same character cannot separate both columns and decimals")]
    public void Mistakes_are_told_with_line_and_column(string text, string options, string expected)
    {
        data.Write("t.csv", text);
        Assert.Contains(expected, data.Mistake($"{{ name: t, csv: t.csv{options} }}"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_number_written_in_two_ways_is_one_class()
    {
        data.Write("t.csv", "1,1.0\n2,2\n3,1\n4,2.00\n");
        Assert.Equal([0, 1, 0, 1], Rows(data.Load("{ name: t, csv: t.csv }")).OrderBy(r => r.Values[0]).Select(r => r.Class));
    }

    [Fact]
    public void Mistakes_in_a_file_of_targets_are_told_with_its_name()
    {
        data.Write("x.csv", "1\nx\n");
        data.Write("y.csv", "1\ny\n");
        string mistake = data.Mistake("{ name: t, csv: x.csv, targetFile: y.csv, task: regression }");
        Assert.Contains("x.csv: line 2, column 1: 'x' is not a number. ", mistake, StringComparison.Ordinal);
        Assert.Contains("y.csv: line 2, column 1: 'y' is not a number. Correct the table or the options.", mistake,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_table()
    {
        Directory.CreateDirectory(data["t"]);
        Assert.Equal($"{data["t"]} is a folder. Name the file.", data.Mistake("{ name: t, csv: t }"));
    }

    // Rows, columns and classes of the files that scikit-learn ships.
    [Theory]
    [InlineData("iris.csv", "", 150, 4, 3)]
    [InlineData("wine_data.csv", "", 178, 13, 3)]
    [InlineData("breast_cancer.csv", "", 569, 30, 2)]
    [InlineData("digits.csv.gz", "", 1797, 64, 10)]
    [InlineData("diabetes_data_raw.csv.gz", ", targetFile: tables/diabetes_target.csv.gz, task: regression", 442, 10, null)]
    public void Real_tables_are_read(string file, string options, int rows, int columns, int? classes)
    {
        string? folder = Environment.GetEnvironmentVariable(DatasetLocator.DataVariable);
        Assert.SkipUnless(folder is not null && File.Exists(Path.Combine(folder, "tables", file)),
            $"{DatasetLocator.DataVariable} names no folder with tables/{file}.");
        var locator = new DatasetLocator(folder, data["cache"]);
        var reading = Planning.Specs.Reading.SpecReader.Read(OwnData.Spec($"{{ name: real, csv: tables/{file}{options} }}"),
            Trainer.Protocols.TrainerVocabulary.Create(locator));
        Assert.Empty(reading.Errors.Select(e => e.Message));
        var level = reading.Spec!.ToPlan().Trials.First().Configuration.Settings["dataset"];
        Dataset read = new DatasetLoader(locator, downloader: null, TimeProvider.System).Load(level, CancellationToken.None);
        Assert.Equal((rows, columns, classes), (read.Train.Count + read.Test.Count, read.Channels, (read.Task as Classification)?.Classes));
        Assert.Equal(0.2, read.Test.Count / (double)rows, 0.01);
    }

    [Fact]
    public void A_table_may_be_compressed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write("1,a\n2,a\n3,b\n4,b\n"u8);
        data.Write("t.csv.gz", packed.ToArray());
        Assert.Equal(4, Rows(data.Load("{ name: t, csv: t.csv.gz }")).Length);
    }

    private static (float[] Values, int Class)[] Rows(Dataset read) => [.. new[] { read.Train, read.Test }.SelectMany(split =>
        OwnData.Numbers(split).Chunk(read.Channels).Zip(split.Labels, (values, label) => (values, (int)label)))];
}
