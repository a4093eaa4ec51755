using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Client.Page.Access;

/// <summary>Makes and checks what a browser shows after it was admitted, and what makes a form the page's own. Nothing is kept: both are
/// signed by a key that follows from the secret, so that they outlive a restart with the same secret.</summary>
/// <param name="key">Of <see cref="KeyFrom"/>.</param>
/// <param name="time">Clock.</param>
internal sealed class SessionTickets(byte[] key, TimeProvider time)
{
    private const int NonceBytes = 16, TimeBytes = 8, KeyBytes = 32;
    private const int Iterations = 200_000; // a stolen ticket must not lead to a short password
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>The key of a token or password: PBKDF2 with SHA-256.</summary>
    public static byte[] KeyFrom(string secret) => Rfc2898DeriveBytes.Pbkdf2(secret, "sweep page, version 1"u8, Iterations,
        HashAlgorithmName.SHA256, KeyBytes);

    /// <summary>A ticket for 30 days.</summary>
    public string Issue()
    {
        byte[] content = new byte[NonceBytes + TimeBytes];
        RandomNumberGenerator.Fill(content.AsSpan(0, NonceBytes));
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(NonceBytes), time.GetUtcNow().ToUnixTimeSeconds());
        string text = Base64Url.EncodeToString(content);
        return $"{text}.{Sign("ticket", text)}";
    }

    /// <summary>Whether a ticket was made here, or before a restart, and is not too old.</summary>
    public bool IsValid(string? ticket)
    {
        if (ticket?.Split('.') is not [var text, var signature] || !Secret.AreEqual(signature, Sign("ticket", text)))
            return false;
        byte[] content = Base64Url.DecodeFromChars(text); // signed: well formed
        var issued = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(NonceBytes)));
        return time.GetUtcNow() - issued < Lifetime;
    }

    /// <summary>What a form must bring along.</summary>
    /// <param name="session">Whose form: a ticket, or a user's name.</param>
    /// <param name="action">What it does.</param>
    public string FormToken(string session, string action) => Sign("form", $"{session}\n{action}");

    private string Sign(string purpose, string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{purpose}\n{text}")));
}
