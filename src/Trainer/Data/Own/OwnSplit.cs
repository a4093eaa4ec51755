using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Trainer.Data.Own;

/// <summary>Which samples of a user's own files are for training and which for the test, where the files do not say.</summary>
/// <param name="Train">Numbers of samples, ascending.</param>
/// <param name="Test">The others, ascending.</param>
internal sealed record OwnSplit(int[] Train, int[] Test)
{
    /// <summary>Sets a part of each class apart, in the order of a hash: the same on every machine.</summary>
    /// <param name="classes">(n) class of each sample; all alike where there are none.</param>
    /// <param name="part">In (0,1); at least one sample of each class is on either side.</param>
    /// <param name="key">What is hashed of a sample.</param>
    public static OwnSplit Choose(IReadOnlyList<int> classes, double part, Func<int, string> key)
    {
        var test = new HashSet<int>();
        foreach (var members in Enumerable.Range(0, classes.Count).GroupBy(i => classes[i]))
        {
            int[] order = [.. members.OrderBy(i => Hash(key(i))).ThenBy(i => i)];
            int count = Math.Clamp((int)Math.Round(part * order.Length), 1, Math.Max(1, order.Length - 1));
            test.UnionWith(order.Take(count));
        }
        return new OwnSplit([.. Enumerable.Range(0, classes.Count).Where(i => !test.Contains(i))], [.. test.Order()]);
    }

    /// <summary>By the numbers of samples.</summary>
    public static OwnSplit Choose(IReadOnlyList<int> classes, double part) =>
        Choose(classes, part, i => i.ToString(CultureInfo.InvariantCulture));

    private static ulong Hash(string key) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
