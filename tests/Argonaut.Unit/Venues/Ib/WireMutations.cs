using System.Buffers.Binary;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Damaged versions of real payloads, the same ones for the same seed.</summary>
internal sealed class WireMutations(int seed, IReadOnlyList<Vector> vectors)
{
    private static readonly byte[][] Words =
        [.. new[] { "abc", "", "-", ".", "1e999", "NaN", "99999999999999999999", "-1", "2147483647", "0x10", "1,5", "\u00e9", "Infinity" }
            .Select(System.Text.Encoding.UTF8.GetBytes)];

    private readonly Random _random = new(seed);

    public (byte[] Payload, int Version) Next()
    {
        var vector = vectors[_random.Next(vectors.Count)];
        var payload = vector.Payload;
        payload = _random.Next(7) switch
        {
            0 => payload[.._random.Next(payload.Length + 1)],
            1 => Splice(payload),
            2 => FlipBits(payload),
            3 => ReplaceField(payload, Words[_random.Next(Words.Length)]),
            4 => ReplaceField(payload, null),
            5 => [.. payload, .. payload[_random.Next(payload.Length)..]],
            _ => ReplaceField(FlipBits(payload), Words[_random.Next(Words.Length)]),
        };
        return (payload, vector.ServerVersion);
    }

    public static byte[] Frame(byte[] payload)
    {
        var frame = new byte[4 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length);
        payload.CopyTo(frame, 4);
        return frame;
    }

    private byte[] Splice(byte[] payload)
    {
        var other = vectors[_random.Next(vectors.Count)].Payload;
        return [.. payload[.._random.Next(payload.Length + 1)], .. other[_random.Next(other.Length + 1)..]];
    }

    private byte[] FlipBits(byte[] payload)
    {
        for (var n = _random.Next(1, 6); n > 0; n--) payload[_random.Next(payload.Length)] ^= (byte)(1 << _random.Next(8));
        return payload;
    }

    /// <param name="with">Null takes the field out.</param>
    private byte[] ReplaceField(byte[] payload, byte[]? with)
    {
        var ends = Enumerable.Range(0, payload.Length).Where(i => payload[i] == 0).ToList();
        if (ends.Count == 0) return payload;
        var field = _random.Next(ends.Count);
        var from = field == 0 ? 0 : ends[field - 1] + 1;
        return with is null
            ? [.. payload[..from], .. payload[(ends[field] + 1)..]]
            : [.. payload[..from], .. with, .. payload[ends[field]..]];
    }
}
