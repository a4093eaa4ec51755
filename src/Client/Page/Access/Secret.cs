using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Client.Page.Access;

/// <summary>Texts that nobody may guess.</summary>
internal static class Secret
{
    private const int Bytes = 24;

    /// <summary>A new one: 192 random bits that may stand in an address.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether two are the same; takes the same time whatever they have in common.</summary>
    public static bool AreEqual(string one, string other) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));
}
