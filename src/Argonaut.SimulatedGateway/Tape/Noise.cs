using System.Runtime.CompilerServices;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// Random numbers as a pure function of a position: any second can be drawn without drawing the ones before it. Only integer and
/// basic floating-point operations, so that a seed gives the same tape on every machine.
/// </summary>
internal static class Noise
{
    public const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Spreads every input bit over the whole result (the finalizer of the splitmix64 generator).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB;
        return x ^ (x >> 31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(ulong seed, long position) => Mix(seed + (ulong)position * Golden);

    /// <summary>0 inclusive to 1 exclusive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Uniform(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    /// <summary>Mean 0, deviation 1, within 3.47: the sum of the four 16-bit parts of the hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Normal(ulong hash)
    {
        var sum = (int)(hash & 0xFFFF) + (int)((hash >> 16) & 0xFFFF) + (int)((hash >> 32) & 0xFFFF) + (int)(hash >> 48);
        return (sum - 131_070) * (1.0 / 37_837.2);
    }

    /// <summary>A seed from a name, stable over versions of the runtime (FNV-1a, then mixed).</summary>
    public static ulong Seed(ulong seed, string name)
    {
        var hash = 0xCBF2_9CE4_8422_2325UL;
        foreach (var c in name) hash = (hash ^ c) * 0x0000_0100_0000_01B3;
        return Mix(hash ^ Mix(seed));
    }
}
