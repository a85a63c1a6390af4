using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>One session of answer 106.</summary>
/// <param name="Start"><c>YYYYMMDD-HH:MM:SS</c> in the schedule's zone.</param>
/// <param name="ReferenceDate">The trading day, <c>YYYYMMDD</c>.</param>
public readonly record struct IbScheduleSession(string Start, string End, string ReferenceDate);

/// <summary>Answer 106: the trading sessions of the past (what to show <c>SCHEDULE</c>; ib-tws-protocol.md 8.7).</summary>
public sealed record IbSchedule(int RequestId, string Start, string End, string TimeZone, ImmutableArray<IbScheduleSession> Sessions)
{
    public static IbSchedule Read(ref IbFieldReader r)
    {
        var (requestId, start, end, zone) = (r.ReadInt(), r.ReadString(), r.ReadString(), r.ReadString());
        var sessions = new IbScheduleSession[r.ReadCount()];
        for (var i = 0; i < sessions.Length; i++) sessions[i] = new IbScheduleSession(r.ReadString(), r.ReadString(), r.ReadString());
        return new IbSchedule(requestId, start, end, zone, ImmutableCollectionsMarshal.AsImmutableArray(sessions));
    }
}
