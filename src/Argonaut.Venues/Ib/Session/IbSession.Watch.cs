using Argonaut.Domain;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>What the loop looks at ten times a second: silence, deadlines, lines that are due (ib-tws-protocol.md 4.7, 5.3).</summary>
internal sealed partial class IbSession
{
    private static readonly TimeSpan SilencePatience = TimeSpan.FromSeconds(30);

    private TimeSpan? _askedAt;
    private UnixNanos _askedAtWall;
    private TimeSpan _lastProbe;
    private TimeSpan? _silenceCheckAt;
    private UnixNanos _silenceFrom;

    private async ValueTask LookAroundAsync(CancellationToken ct)
    {
        if (!IsReady)
        {
            CheckDeadline();
            return;
        }

        CheckLife();
        ServeQueries();
        CheckSilentLines();
        KeepLines();
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

    /// <summary>After a link or farm came back: streams that stay silent for 30 s while their market is open are asked for again.</summary>
    private void WatchForSilence()
    {
        _silenceCheckAt = Now + SilencePatience;
        _silenceFrom = WallClock;
    }

    private void CheckSilentLines()
    {
        if (_silenceCheckAt is not { } due || Now < due) return;
        _silenceCheckAt = null;
        foreach (var line in _parts.Lines.Lines)
        {
            if (line.Stream is null || line.LastTick > _silenceFrom) continue;
            var i = line.Instrument;
            if (SessionCalendar.Of(i).IsOpen(HybridClock.Now(_parts.Time))) Resubscribe(line, "silent for 30 s, asked again");
        }
    }
}
