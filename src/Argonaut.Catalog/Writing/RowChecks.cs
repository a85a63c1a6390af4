using Argonaut.Domain;

namespace Argonaut.Catalog.Writing;

/// <summary>Rules that every kind of row obeys.</summary>
internal static class RowChecks
{
    /// <summary>Times before 1970 cannot be stored; later than 2262 does not fit the type at all.</summary>
    public static bool Times(string instrument, UnixNanos tsEvent, UnixNanos tsInit, ExportTally tally)
    {
        if (tsEvent.Value >= 0 && tsInit.Value >= 0) return true;
        var isEvent = tsEvent.Value < 0;
        return tally.Reject(
            instrument, "invalid_timestamp", isEvent ? "ts_event" : "ts_init", (isEvent ? tsEvent : tsInit).ToString(), tsInit, "is before 1970");
    }
}
