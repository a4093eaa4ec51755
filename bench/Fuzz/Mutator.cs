using System.Text;

namespace Sweep.Fuzz.Bench;

/// <summary>Makes inputs from a corpus: cuts, copies, swaps, flips, splices, words of the language, deep nests, hostile characters and
/// numbers.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<string> words, int seed)
{
    private const int MaxBytes = 200_000;

    private static readonly byte[][] Hostile =
    [
        .. new[]
        {
            "\0", "\u001b[31m", "\u009b2J", "\r", "\n", "\t", "\u202e", "\ufeff", "\ufffe", "\u2028", "😀", "é", "'", "\"", "\\", "`",
                "<script>", "{{", "%s", "$(x)", "../", "-", "--",
            "1e999", "-1e999", "nan", "inf", "-0", "0", "1", "2147483647", "2147483648", "-2147483649", "9223372036854775808", "1e-320",
                "0x10", "1_000", ".5", "5.",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80],
    ];

    private static readonly string[] Nests = ["[", "{a: ", "- ", "(", "-", "\"", "&a [", "*a, ", "? ", "a:\n ", "<<: ", "((", "x^",
        "sin(", "!!"];

    private readonly Random random = new(seed);

    public byte[] Next()
    {
        var bytes = Pick(corpus).ToList();
        for (int rounds = random.Next(1, 6); rounds > 0; rounds--)
            Change(bytes);
        return [.. bytes.Take(MaxBytes)];
    }

    private void Change(List<byte> bytes)
    {
        int at = random.Next(bytes.Count + 1), length = Math.Min(random.Next(1, random.Next(2) == 0 ? 4 : 60), bytes.Count - at);
        switch (random.Next(10))
        {
            case 0:
                bytes.RemoveRange(at, length);
                break;
            case 1:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 2 when bytes.Count > 0:
                bytes[random.Next(bytes.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 3 when bytes.Count > 0:
                bytes[random.Next(bytes.Count)] = (byte)random.Next(256);
                break;
            case 4:
                bytes.InsertRange(at, Pick(Hostile));
                break;
            case 5 when words.Count > 0:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pick(words)));
                break;
            case 6 when words.Count > 0:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pick(words)));
                break;
            case 7:
                byte[] other = Pick(corpus);
                int from = random.Next(other.Length + 1);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[from..]);
                break;
            case 8 when random.Next(4) == 0:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Pick(Nests), random.Next(1, 5000)))));
                break;
            default:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Pick(Hostile));
                break;
        }
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
