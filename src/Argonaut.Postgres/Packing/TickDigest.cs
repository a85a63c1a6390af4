using System.Numerics;
using Argonaut.Domain.Data;

namespace Argonaut.Postgres.Packing;

/// <summary>The number of ticks and a checksum over every field of each, in order: equal sequences have equal digests.</summary>
internal struct TickDigest : IEquatable<TickDigest>
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private ulong _hash;

    public long Count { get; private set; }

    public void Add(in MarketEvent tick)
    {
        var hash = _hash;
        Mix(ref hash, tick.TsEvent.Value);
        Mix(ref hash, tick.TsInit.Value);
        Mix(ref hash, tick.A);
        Mix(ref hash, tick.B);
        Mix(ref hash, tick.C);
        Mix(ref hash, tick.D);
        Mix(ref hash, tick.Sequence);
        Mix(ref hash, ((long)tick.Stream << 32) ^ tick.Instrument.Value);
        Mix(ref hash, ((long)tick.Flags << 8) ^ (byte)tick.Kind);
        _hash = hash;
        Count++;
    }

    public readonly bool Equals(TickDigest other) => Count == other.Count && _hash == other._hash;

    public override readonly bool Equals(object? obj) => obj is TickDigest other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Count, _hash);

    private static void Mix(ref ulong hash, long value) => hash = BitOperations.RotateLeft((hash ^ (ulong)value) * Prime, 29);
}
