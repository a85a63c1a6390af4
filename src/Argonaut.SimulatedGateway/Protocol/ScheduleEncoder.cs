using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>Writes historicalSchedule (106), times in the exchange's zone.</summary>
public sealed class ScheduleEncoder(string zoneName, ExchangeZone zone)
{
    /// <param name="sessions">Oldest first, at least one; minutes since 1970 UTC and the trade date.</param>
    public void Write(IbFrameWriter to, int requestId, IReadOnlyList<(long Start, long End, DateOnly Date)> sessions)
    {
        to.Begin(IbAnswer.HistoricalSchedule).Int(requestId).Text(Local(sessions[0].Start, sessions[0].Date));
        to.Text(Local(sessions[^1].End, sessions[^1].Date)).Text(zoneName).Int(sessions.Count);
        foreach (var (start, end, date) in sessions)
            to.Text(Local(start, date)).Text(Local(end, date)).Text(date.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        to.End();
    }

    private string Local(long utcMinute, DateOnly date) => WireTimes.WithDash((utcMinute + zone.OffsetMinutes(date)) * 60);
}
