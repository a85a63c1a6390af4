namespace Argonaut.Flight;

/// <summary>Where a recording of frames is kept, and how much of it.</summary>
public sealed record FrameRecorderOptions
{
    public const long DefaultBytes = 2L << 30;
    public const int DefaultHours = 24;

    /// <summary>Created when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>On disk, all files; the newest file alone may be above it for a moment.</summary>
    public long MaxBytes { get; init; } = DefaultBytes;

    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(DefaultHours);

    /// <summary>Longest time of one file.</summary>
    public TimeSpan SegmentTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Longest time until an entry is with the operating system, while the disk is quick.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Of one block in memory, before compression.</summary>
    public int BlockBytes { get; init; } = 512 << 10;

    /// <summary>Blocks in memory: what they hold together is lost first when the disk stops.</summary>
    public int Blocks { get; init; } = 16;

    /// <summary>The product's version, for the heads of the files.</summary>
    public string Product { get; init; } = "";

    /// <summary>A thirty-second of the bound, between 1 and 64 MiB: so much goes when the oldest file goes.</summary>
    internal long SegmentBytes => Math.Clamp(MaxBytes / 32, 1 << 20, 64 << 20);
}
