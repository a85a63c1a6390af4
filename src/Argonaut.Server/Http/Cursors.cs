using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Argonaut.Domain;

namespace Argonaut.Server.Http;

/// <summary>
/// Opaque signed places in a list (api.md A-028): valid for 24 h, and only for the same question. The content is up to the list.
/// </summary>
internal sealed class Cursors(byte[] key, TimeProvider time)
{
    private const int SignatureBytes = 16;
    private const long Lifetime = UnixNanos.PerDay;

    /// <param name="question">What was asked, without the cursor: another question cannot use it.</param>
    public string Make(string question, ReadOnlySpan<byte> place)
    {
        var bytes = new byte[8 + place.Length + SignatureBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Ports.HybridClock.Now(time).Value);
        place.CopyTo(bytes.AsSpan(8));
        Sign(question, bytes.AsSpan(0, 8 + place.Length), bytes.AsSpan(8 + place.Length));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>False when it is not ours, belongs to another question or is too old.</summary>
    public bool TryRead(string question, string cursor, out byte[] place)
    {
        place = [];
        if (!Base64Url.IsValid(cursor, out var length) || length < 8 + SignatureBytes) return false;
        var bytes = Base64Url.DecodeFromChars(cursor);
        var signed = bytes.AsSpan(0, bytes.Length - SignatureBytes);
        Span<byte> expected = stackalloc byte[SignatureBytes];
        Sign(question, signed, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes.AsSpan(signed.Length))) return false;
        if (Ports.HybridClock.Now(time).Value - BinaryPrimitives.ReadInt64BigEndian(bytes) > Lifetime) return false;
        place = signed[8..].ToArray();
        return true;
    }

    private void Sign(string question, ReadOnlySpan<byte> content, Span<byte> signature)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(question));
        hmac.AppendData([0]);
        hmac.AppendData(content);
        hmac.GetHashAndReset().AsSpan(0, SignatureBytes).CopyTo(signature);
    }
}
