using System.Collections.Immutable;

namespace Argonaut.Venues.Ib;

/// <summary>Why a message, tick or bar was not used.</summary>
public enum IbSkip
{
    UnknownId,
    Malformed,
    ExtraFields,
    OneSided,
    HaltMarker,
    NonPositive,
    Inexact,
    BadTime,
    BadBar,
    BookRow,
}

/// <summary>Counts since the process started. Safe from any thread.</summary>
public sealed class IbSkipCounts
{
    private static readonly string[] Names =
    [
        "unknown_id", "malformed", "extra_fields", "one_sided", "halt_marker", "non_positive", "inexact", "bad_time", "bad_bar", "book_row",
    ];

    private readonly long[] _counts = new long[Names.Length];
    private long _total;

    public long this[IbSkip reason] => Interlocked.Read(ref _counts[(int)reason]);

    /// <summary>Of all reasons; a change says that there is something new.</summary>
    public long Total => Interlocked.Read(ref _total);

    public void Add(IbSkip reason)
    {
        Interlocked.Increment(ref _counts[(int)reason]);
        Interlocked.Increment(ref _total);
    }

    /// <summary>Only what happened, by the name of the reason.</summary>
    public ImmutableDictionary<string, long> Snapshot()
    {
        var result = ImmutableDictionary.CreateBuilder<string, long>();
        for (var i = 0; i < Names.Length; i++)
            if (Interlocked.Read(ref _counts[i]) is > 0 and var count) result[Names[i]] = count;
        return result.ToImmutable();
    }
}
