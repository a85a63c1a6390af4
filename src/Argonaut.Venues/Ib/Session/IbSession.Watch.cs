using Argonaut.Domain;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>What the loop looks at ten times a second: silence, deadlines, lines that are due (ib-tws-protocol.md 4.7, 5.3).</summary>
internal sealed partial class IbSession
{
    private static readonly TimeSpan SleepTolerance = TimeSpan.FromSeconds(5);

    private TimeSpan? _askedAt;
    private UnixNanos _askedAtWall;
    private TimeSpan _lastProbe;
    private TimeSpan _seenAt;
    private UnixNanos _seenWall;

    private async ValueTask LookAroundAsync(CancellationToken ct)
    {
        if (!IsReady)
        {
            CheckDeadline();
            return;
        }

        CheckSleep();
        CheckLife();
        ServeQueries();
        KeepLines();
        KeepAccounts();
        foreach (var line in _parts.Lines.Lines)
            if (line.Stream is { Quotes: { } quotes } stream && quotes == line && _parts.Decoder.TryReleaseCrossed(stream, out var tick))
                await _parts.Sink.WriteAsync(tick, ct);
    }

    private void CheckLife()
    {
        var now = Now;
        if (_partialSince is { } since && now - since > Options.FrameTimeout)
            End(IbEnd.Lost, $"A message was not complete after {Options.FrameTimeout.TotalSeconds:0.#} s.");
        if (_askedAt is { } asked && _lastByte <= asked && now - asked >= Options.ProbeTimeout)
            End(IbEnd.Lost, "The connection is dead: the gateway does not answer.");
        var isSilent = now - _lastByte >= Options.SilenceBeforeProbe && (_askedAt is not { } last || _lastByte > last);
        if (isSilent || (_askedAt is null && now - _lastProbe >= Options.ClockProbeInterval)) AskForTime();
    }

    private void AskForTime()
    {
        _askedAt = _lastProbe = Now;
        _askedAtWall = WallClock;
        Post(IbLane.Control, w =>
        {
            if (_version >= 197) w.CurrentTimeInMilliseconds();
            else w.CurrentTime();
        });
    }

    /// <param name="units">Since the epoch, cut off to whole units: the middle of the last one is the best guess.</param>
    private void OnServerTime(long units, TimeSpan unit)
    {
        if (_askedAt is not { } asked) return;
        if (units < 0 || units > TimeSpan.MaxValue / unit - 1)
            WireFormatException.Throw($"Expected a time since the epoch, found {units}.");
        _askedAt = null;
        var roundTrip = Now - asked;
        Board.RoundTrip = roundTrip;
        Board.ClockOffset = unit * units + unit / 2 - (TimeSpan.FromTicks(_askedAtWall.Value / 100) + roundTrip / 2);
        Board.MarkChanged();
    }

    /// <summary>After the machine slept the peer may be gone for hours without a word: it is asked at once.</summary>
    private void CheckSleep()
    {
        var (now, wall) = (Now, WallClock);
        var jump = (wall - _seenWall) / UnixNanos.PerMicrosecond - (now - _seenAt).TotalMicroseconds;
        var isFirst = _seenWall.Value == 0;
        (_seenAt, _seenWall) = (now, wall);
        if (!isFirst && jump > SleepTolerance.TotalMicroseconds) AskForTime();
    }
}
