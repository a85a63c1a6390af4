using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Argonaut.Ports;

/// <summary>An entry in its place in the chain.</summary>
/// <param name="Sequence">1 and up without a hole.</param>
/// <param name="Previous">Hash of the row before; <see cref="Beginning"/> for the first.</param>
public sealed record AuditRow(long Sequence, AuditEntry Entry, ImmutableArray<byte> Previous, ImmutableArray<byte> Hash)
{
    /// <summary>32 zero bytes.</summary>
    public static readonly ImmutableArray<byte> Beginning = [.. new byte[SHA256.HashSizeInBytes]];

    /// <summary>The row that follows <paramref name="head"/>; null: the first.</summary>
    public static AuditRow After(AuditRow? head, AuditEntry entry)
    {
        var sequence = (head?.Sequence ?? 0) + 1;
        var previous = head?.Hash ?? Beginning;
        return new AuditRow(sequence, entry, previous, HashOf(sequence, entry, previous));
    }

    /// <summary>What is wrong with this row after <paramref name="head"/>; null: nothing.</summary>
    public string? FaultAfter(AuditRow? head)
    {
        if (Sequence != (head?.Sequence ?? 0) + 1) return $"row {(head?.Sequence ?? 0) + 1} is missing";
        if (!Previous.SequenceEqual(head?.Hash ?? Beginning)) return $"row {Sequence} does not follow the row before it";
        return Hash.SequenceEqual(HashOf(Sequence, Entry, Previous)) ? null : $"row {Sequence} was altered";
    }

    /// <summary>
    /// SHA-256 over the hash of the row before, the numbers as 8 bytes big-endian, and each text as one byte (0 for none, else 1), its length in
    /// UTF-8 as 4 bytes big-endian, and its bytes: no two rows have the same form.
    /// </summary>
    private static ImmutableArray<byte> HashOf(long sequence, AuditEntry entry, ImmutableArray<byte> previous)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        hash.AppendData(previous.AsSpan());
        BinaryPrimitives.WriteInt64BigEndian(number, sequence);
        hash.AppendData(number);
        BinaryPrimitives.WriteInt64BigEndian(number, entry.At.Value);
        hash.AppendData(number);
        foreach (var text in (string?[])[entry.Who, entry.Role, entry.Address, entry.RequestId, entry.What, entry.Subject, entry.Before, entry.After, entry.Result])
        {
            hash.AppendData([text is null ? (byte)0 : (byte)1]);
            if (text is null) continue;
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(number, bytes.Length);
            hash.AppendData(number[..4]);
            hash.AppendData(bytes);
        }

        return [.. hash.GetHashAndReset()];
    }
}
