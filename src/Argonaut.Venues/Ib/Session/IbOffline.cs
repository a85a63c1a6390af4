using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib.Recording;

namespace Argonaut.Venues.Ib.Session;

/// <summary>What lines and status say between two connections.</summary>
internal static class IbOffline
{
    public const string NotConnected = "not connected";

    /// <param name="linkCause">Of what is missed at this time of day.</param>
    public static void ShowConnecting(IbLineBook lines, IbStatusBoard board, ConnectNote note, GapCause linkCause)
    {
        (board.Endpoint, board.Reconnects, board.ServerVersion) = (note.Endpoint, note.Reconnects, 0);
        board.RoundTrip = board.ClockOffset = null;
        if (note.Reconnects == 0) board.Set(FeedState.Connecting, $"Connecting to {note.Endpoint}.");
        else board.Set(FeedState.Connecting, $"Connecting again to {note.Endpoint}, attempt {note.Reconnects + 1}.");
        lines.Reconcile(LineState.Interrupted, NotConnected, note.Reconnects == 0 ? GapCause.None : linkCause, out _);
    }

    public static void ShowEnded(IbLineBook lines, IbStatusBoard board, EndNote note)
    {
        lines.Renew(LineState.Interrupted, NotConnected, note.IsRestart ? GapCause.DailyRestart : GapCause.LinkLost);
        board.Set(FeedState.Disconnected, note.IsRestart
            ? $"{note.Detail} Scheduled maintenance: the gateway restarts every day at this time; {note.Next}."
            : $"{note.Detail} {char.ToUpperInvariant(note.Next[0])}{note.Next[1..]}.");
    }

    public static void ShowStopped(IbLineBook lines, IbStatusBoard board)
    {
        lines.Renew(LineState.Interrupted, NotConnected, GapCause.None);
        board.Set(FeedState.Disconnected, "Stopped.");
    }
}
