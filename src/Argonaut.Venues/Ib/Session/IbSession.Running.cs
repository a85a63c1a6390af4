using System.Buffers;
using System.IO.Pipelines;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Recording;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>The loop over a real connection: what arrives, in steps. How a recording makes the same steps: IbSession.Replay.cs.</summary>
internal sealed partial class IbSession
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(100);

    private byte[] _scratch = new byte[64 << 10];
    private long _seenBytes;
    private TimeSpan _lastByte;
    private TimeSpan? _partialSince;

    private TimeSpan Monotonic => _parts.Clock.Monotonic;

    /// <summary>Runs until the connection is over.</summary>
    /// <param name="input">Received bytes; completes when the peer closed or the connection broke.</param>
    /// <param name="time">Of the heartbeat.</param>
    /// <param name="hasStepped">Told between steps: everything stamped until now has been handed on.</param>
    /// <param name="ct">Ends it with an exception.</param>
    public async Task<IbSessionResult> RunAsync(PipeReader input, TimeProvider time, Action hasStepped, CancellationToken ct)
    {
        await using var timer = time.CreateTimer(_ => _link.Wake(), null, Heartbeat, Heartbeat);
        try
        {
            _parts.Clock.Look();
            _parts.Flight.Look();
            Board.Messages = _link.Pacing;
            Board.Budgets = _budgets.Snapshot;
            Open();
            while (_result is null)
            {
                var read = await input.ReadAsync(ct);
                var buffer = read.Buffer;
                if (buffer.Length != _seenBytes)
                {
                    // More than what waited for the rest of its frame: a sign of life.
                    _lastByte = Monotonic;
                    Board.LastBytes = HybridClock.Now(time);
                }

                while (_result is null && Pump(ref buffer))
                {
                    await WritePendingAsync(ct);
                    _lastByte = Monotonic;   // what we did not read in the meantime says nothing about the peer
                }

                var hasMoved = buffer.Length < read.Buffer.Length;
                _partialSince = buffer.IsEmpty ? null : hasMoved ? Monotonic : _partialSince ?? Monotonic;
                input.AdvanceTo(buffer.Start, buffer.End);
                if (_result is null && read.IsCompleted) End(IbEnd.Lost, "The gateway closed the connection.");
                if (_result is null) await LookAroundAsync(ct);
                Board.PublishIfDue();
                hasStepped();
            }
        }
        catch (IbProtocolException e)
        {
            End(e);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            End(IbEnd.Lost, $"The connection broke: {e.Message}");
        }
        finally
        {
            Finish();
        }

        return _result!;
    }

    private async ValueTask WritePendingAsync(CancellationToken ct)
    {
        while (_pending.TryDequeue(out var tick)) await _parts.Sink.WriteAsync(tick, ct);
    }

    private void Finish()
    {
        Board.Messages = null;
        Board.Budgets = null;
        FailQueries("The connection to the gateway ended.");
    }

    private void End(IbProtocolException e) => End(e.Code == 506 ? IbEnd.Unsupported : IbEnd.Lost, $"Protocol error {e.Code}: {e.Message}");

    /// <summary>Handles all complete frames. True: ticks are pending that the sink has no room for; call again after they were written.</summary>
    private bool Pump(ref ReadOnlySequence<byte> buffer)
    {
        while (_result is null && !buffer.IsEmpty)
        {
            var bytes = buffer.FirstSpan;
            var at = 0;
            var isFull = false;
            while (!isFull && _result is null && IbFrame.TryRead(bytes[at..], out var payload, out var size))
            {
                at += size;
                isFull = !Receive(payload);
            }

            if (at > 0) buffer = buffer.Slice(at);
            if (isFull) return true;
            if (at > 0 && at == bytes.Length) continue;   // the next segment, if there is one, begins with a frame
            if (buffer.IsSingleSegment || !IbFrame.TryRead(buffer, ref _scratch, out var split, out var splitSize)) break;
            buffer = buffer.Slice(splitSize);
            if (!Receive(split)) return true;
        }

        _seenBytes = buffer.Length;
        return false;
    }

    private bool Receive(ReadOnlySpan<byte> payload)
    {
        _parts.Clock.Step();
        _parts.Flight.Received(payload);
        return Handle(payload);
    }

    private async ValueTask LookAroundAsync(CancellationToken ct)
    {
        _parts.Clock.Look();
        if (_parts.Flight.WantsPicture) _parts.Flight.Picture(IbPicture.Of(_parts, ToNote()));
        _parts.Flight.Look();
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
        while (TryTakeCrossed(out var tick)) await _parts.Sink.WriteAsync(tick, ct);
    }

    /// <summary>The next of the quotes that stayed crossed.</summary>
    private bool TryTakeCrossed(out MarketEvent tick)
    {
        tick = default;
        foreach (var line in _parts.Lines.Lines)
        {
            if (line.Stream is not { Quotes: { } quotes } stream || quotes != line || !IbTickDecoder.HasCrossed(stream, _parts.Clock.Stamp)) continue;
            tick = _parts.Decoder.TakeCrossed(stream, _parts.Clock.Following());
            return true;
        }

        return false;
    }
}
