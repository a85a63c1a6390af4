namespace Argonaut.Journal.Spool;

/// <summary>How large the spool may become and what it keeps (faults.md F-204, F-210).</summary>
public sealed record SpoolOptions
{
    public const long DefaultMaxBytes = 20L * 1024 * 1024 * 1024;

    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>Of what the disk can still hold together with what the spool holds already: a share that is never exceeded.</summary>
    public double MaxDiskShare { get; init; } = 0.8;

    /// <summary>A new file begins when one has so many bytes.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>What is in the store stays here for this long: a server may come back that lacks its last commits.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromHours(1);
}
