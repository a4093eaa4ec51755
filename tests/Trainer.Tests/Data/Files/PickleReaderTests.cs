using System.Text;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Tests.Data.Files;

public sealed class PickleReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void What_Python_and_numpy_write_is_read_back(int protocol)
    {
        PickleDictionary read = Read(PickleSamples.OfProtocol(protocol));
        Assert.Equal(["columns", "data", "few", "labels", "others", "signed"], read.Names);
        Assert.Equal([250, 251, 252, 253, 254, 255], read.Bytes("data", 2, 3));
        Assert.Equal([0, 1, 2, 3, 4, 5], read.Bytes("columns", 2, 3));
        Assert.Equal([1, 0], read.Numbers("labels", 2, 2));
        Assert.Equal([7, 8], read.Numbers("few", 2, 9));
        var error = Assert.Throws<DatasetException>(() => read.Numbers("signed", 2, 4));
        Assert.Contains("expected 2 numbers signed of 0 to 3, found -1 at place 1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_Python_2_wrote_is_read_too()
    {
        PickleDictionary read = Read(PickleBytes.Of(PickleBytes.Dictionary(
            ("data", PickleBytes.Array([9, 8, 7, 6], 2, 2)), ("labels", PickleBytes.List(3, 4)))));
        Assert.Equal([9, 8, 7, 6], read.Bytes("data", 2, 2));
        Assert.Equal([3, 4], read.Numbers("labels", 2, 5));
    }

    [Fact]
    public void Quoted_texts_of_protocol_0_have_their_escapes_resolved() =>
        Assert.Equal(["a\n'\u00e9"], Read("(dS'a\\n\\'\\xe9'\nI5\ns."u8.ToArray()).Names);

    [Theory]
    [InlineData("cos\nsystem\n(S'echo'\ntR.", "os.system")]
    [InlineData("c__builtin__\neval\n(S'1'\ntR.", "__builtin__.eval")]
    [InlineData("cnumpy\nload\n(S'1'\ntR.", "numpy.load")]
    [InlineData("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093.", "posix.system")]
    [InlineData("c_codecs\ndecode\n.", "_codecs.decode")]
    public void A_pickle_that_names_another_function_is_refused_by_it(string pickle, string name)
    {
        var error = Assert.Throws<DatasetException>(() => Read(Encoding.Latin1.GetBytes(pickle)));
        Assert.Contains($"batch is refused: it names {name}, which is not one of plain data and would be executed by Python.",
            error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(ios\nsystem\n.", "operation 0x69 is not one of plain data")]
    [InlineData("S'x'\nQ.", "operation 0x51 is not one of plain data")]
    [InlineData("N.", "it holds no dictionary")]
    [InlineData("s.", "an operation lacks its operands")]
    [InlineData("(0.", "an operation lacks its operands")]
    [InlineData("u.", "an operation lacks its operands")]
    [InlineData("]NNs.", "entries are set of what is no dictionary")]
    [InlineData("g7\n.", "it asks for value 7, which it does not have")]
    [InlineData("}]Ns.", "a dictionary has a key that is neither a short text nor a number")]
    [InlineData("NNa.", "items are added to what is no list")]
    [InlineData("Iab\n.", "\"ab\" is no number")]
    [InlineData("Sab\n.", "a text is not quoted")]
    [InlineData("\u0080\u0006.", "it has protocol 6; expected 0 to 5")]
    [InlineData("c_codecs\nencode\n(S'a'\ntR.", "a call of _codecs.encode has other arguments than an array needs")]
    [InlineData("cnumpy\ndtype\n(S'O8'\ntR.", "it holds an array of O8; expected one of numbers")]
    [InlineData("\u008a\u0009\0\0\0\0\0\0\0\0\u0001.", "it has a number of 9 bytes; expected at most 8")]
    public void What_is_no_plain_data_is_refused(string pickle, string problem)
    {
        var error = Assert.Throws<DatasetException>(() => Read(Encoding.Latin1.GetBytes(pickle)));
        Assert.Contains("batch is no pickle of a dataset: " + problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_pickle_that_ends_early_is_refused_wherever_it_ends(int protocol)
    {
        byte[] whole = PickleSamples.OfProtocol(protocol);
        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Throws<DatasetException>(() => Read(whole[..length])));
    }

    [Fact]
    public void A_damaged_byte_leads_to_other_values_or_a_refusal_and_to_nothing_else()
    {
        byte[] whole = PickleSamples.OfProtocol(2);
        int refused = 0;
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i * 5 % 8));
            try
            {
                Read(damaged);
            }
            catch (DatasetException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, whole.Length / 2, whole.Length);
    }

    [Fact]
    public void An_array_whose_bytes_do_not_fit_its_shape_is_refused()
    {
        byte[] pickle = PickleBytes.Of(PickleBytes.Dictionary(("data", PickleBytes.Array([1, 2, 3], 2, 2))));
        var error = Assert.Throws<DatasetException>(() => Read(pickle));
        Assert.Contains("an array of uint8 of 2 x 2 has 3 bytes; expected 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_piece_longer_than_the_dataset_is_refused_before_memory_is_taken()
    {
        var error = Assert.Throws<DatasetException>(() => Read([(byte)'B', 0xFF, 0xFF, 0xFF, 0x7F]));
        Assert.Contains("it holds 2147483647 bytes in one piece; expected at most 16777256 in all", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void More_values_than_the_dataset_has_are_refused()
    {
        var error = Assert.Throws<DatasetException>(() => Read([.. Enumerable.Repeat((byte)'N', 20_000)]));
        Assert.Contains("it has more than the 10160 values that it may have", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_follows_the_pickle_is_refused() =>
        Assert.Contains("is longer than it says", Assert.Throws<DatasetException>(() => Read("}.}"u8.ToArray())).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Arrays_of_another_shape_and_missing_entries_are_told()
    {
        PickleDictionary read = Read(PickleSamples.OfProtocol(2));
        Assert.Contains("expected an array data of uint8 of 3 x 2, found uint8 of 2 x 3.",
            Assert.Throws<DatasetException>(() => read.Bytes("data", 3, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("expected an array signed of uint8 of 2, found int32 of 2.",
            Assert.Throws<DatasetException>(() => read.Bytes("signed", 2)).Message, StringComparison.Ordinal);
        Assert.Contains("expected 2 numbers fine_labels of 0 to 9, found none.",
            Assert.Throws<DatasetException>(() => read.Numbers("fine_labels", 2, 10)).Message, StringComparison.Ordinal);
    }

    private PickleDictionary Read(byte[] pickle) => PickleReader.ReadDictionary("tiny", folder.Write("batch", pickle), 10, 10,
        CancellationToken.None);
}
