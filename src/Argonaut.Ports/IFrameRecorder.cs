using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>
/// Keeps the last hours of a feed's raw frames, and of what else the feed acted on, for support and for replays. Writing never waits and
/// allocates nothing; what there is no room for is counted and shows as <see cref="FrameEntryKind.Loss"/>. Safe from any thread, but the
/// order of one feed's entries is kept only when one thread at a time writes them.
/// </summary>
public interface IFrameRecorder
{
    /// <summary>True: <see cref="WritePicture"/> should be called soon, between two other entries.</summary>
    bool WantsPicture { get; }

    FrameRecorderStatus Status { get; }

    /// <param name="kind">Any but <see cref="FrameEntryKind.Picture"/> and <see cref="FrameEntryKind.Loss"/>.</param>
    /// <param name="at">UTC nanoseconds.</param>
    /// <param name="connection">0 outside of any connection.</param>
    /// <param name="body">Copied.</param>
    void Write(FrameEntryKind kind, UnixNanos at, int connection, ReadOnlySpan<byte> body);

    /// <summary>From here on the recording can be read without what is before it.</summary>
    void WritePicture(UnixNanos at, int connection, ReadOnlySpan<byte> body);

    /// <summary>For the heads of the files that are begun from now on.</summary>
    /// <param name="endpoint"><c>host:port</c>.</param>
    /// <param name="serverVersion">As negotiated; 0 before.</param>
    void Describe(string endpoint, int serverVersion);
}

/// <summary>What is kept at the moment.</summary>
/// <param name="IsEnabled">False: nothing is recorded, by configuration.</param>
/// <param name="Bytes">On disk, all segments.</param>
/// <param name="First">Time of the oldest entry on disk; 0 when there is none.</param>
/// <param name="Last">Time of the newest entry on disk.</param>
/// <param name="Frames">Written by this process, both directions.</param>
/// <param name="Lost">Entries of this process for which there was no room or no disk.</param>
/// <param name="Problem">Why nothing can be written at the moment.</param>
public sealed record FrameRecorderStatus(
    bool IsEnabled, string Directory, long Bytes, long MaxBytes, TimeSpan MaxAge, int Segments, UnixNanos First, UnixNanos Last, long Frames, long Lost, string? Problem)
{
    public static readonly FrameRecorderStatus Off = new(false, "", 0, 0, TimeSpan.Zero, 0, default, default, 0, 0, null);
}

/// <summary>Records nothing.</summary>
public sealed class NoFrames : IFrameRecorder
{
    public static readonly NoFrames Instance = new();

    private NoFrames()
    {
    }

    public bool WantsPicture => false;

    public FrameRecorderStatus Status => FrameRecorderStatus.Off;

    public void Write(FrameEntryKind kind, UnixNanos at, int connection, ReadOnlySpan<byte> body)
    {
    }

    public void WritePicture(UnixNanos at, int connection, ReadOnlySpan<byte> body)
    {
    }

    public void Describe(string endpoint, int serverVersion)
    {
    }
}
