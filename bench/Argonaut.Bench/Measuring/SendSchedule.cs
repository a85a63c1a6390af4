namespace Argonaut.Bench.Measuring;

/// <summary>
/// Send times fixed in advance (open loop): send number <c>i</c> is due at <c>start + i / rate</c>, however late the answers are.
/// Counts the sends that left late; with too many of them the run measured the generator and is invalid.
/// </summary>
internal sealed class SendSchedule
{
    public static readonly TimeSpan LateAfter = TimeSpan.FromMilliseconds(1);

    /// <summary>The part of all sends that may be late.</summary>
    public const double MaxLateShare = 0.001;

    private readonly long _frequency;

    /// <param name="perSecond">Sends a second, over 0.</param>
    /// <param name="frequency">Ticks a second of the clock whose stamps are given to <see cref="Sent"/>.</param>
    public SendSchedule(double perSecond, TimeSpan length, long startStamp, long frequency)
    {
        PerSecond = perSecond;
        Start = startStamp;
        _frequency = frequency;
        Sends = (long)Math.Floor(perSecond * length.TotalSeconds);
    }

    public double PerSecond { get; }

    public long Start { get; }

    /// <summary>How many sends there are.</summary>
    public long Sends { get; }

    public long LateSends { get; private set; }

    public long SentCount { get; private set; }

    public bool IsValid => SentCount == Sends && LateSends <= Sends * MaxLateShare;

    public string? Problem => IsValid
        ? null
        : SentCount != Sends
            ? $"the generator made {SentCount} of {Sends} sends"
            : $"the generator fell behind by more than {LateAfter.TotalMilliseconds} ms in {LateSends} of {Sends} sends";

    /// <summary>The stamp at which send <paramref name="index"/> is due; computed from the start, so errors do not add up.</summary>
    public long DueAt(long index) => Start + (long)(index / PerSecond * _frequency);

    /// <summary>How many sends are due at <paramref name="stamp"/>.</summary>
    public long DueBy(long stamp) =>
        stamp < Start ? 0 : Math.Min(Sends, (long)Math.Floor((stamp - Start) * PerSecond / _frequency) + 1);

    /// <summary>Notes that the next send left at <paramref name="stamp"/>.</summary>
    public void Sent(long stamp)
    {
        if (stamp - DueAt(SentCount) > LateAfter.TotalSeconds * _frequency) LateSends++;
        SentCount++;
    }
}
