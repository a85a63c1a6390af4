using System.Collections.Immutable;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>What faults do to one connection.</summary>
internal sealed partial class ClientSession
{
    /// <summary>Every stream ends without a word to the client.</summary>
    public void DropStreams()
    {
        lock (_streamGate)
        {
            EndStreams();
            _marketData.Clear();
            _tickByTick.Clear();
            _realTimeBars.Clear();
            _depth.Clear();
            _liveBars.Clear();
        }
    }

    /// <summary>Bar streams stay subscribed and deliver nothing any more.</summary>
    public void KillBars()
    {
        lock (_streamGate)
        {
            foreach (var stream in _realTimeBars.Values) stream.Kill();
            foreach (var stream in _liveBars.Values) stream.Kill();
        }
    }

    /// <summary>An error for each market data, tick-by-tick and depth stream.</summary>
    public void RefuseStreams(int code, string text)
    {
        int[] ids;
        lock (_streamGate) ids = [.. _marketData.Keys, .. _tickByTick.Keys, .. _depth.Keys];
        foreach (var id in ids.Order()) SendError(id, code, text);
    }

    public void ResetDepth(ArmedFault fault)
    {
        lock (_streamGate)
            foreach (var stream in _depth.Values)
                if (fault.Covers(stream.Contract.Symbol))
                {
                    stream.ResetBook(SendError);
                    _context.Log(fault, $"317 on {stream.RequestId}");
                }
    }

    /// <summary>Trading in a contract was halted or goes on.</summary>
    public void TellHalt(int conId, bool isHalted)
    {
        lock (_streamGate)
        {
            foreach (var stream in _marketData.Values)
                if (stream.Contract.ConId == conId) stream.TellHalt(isHalted);
            if (!isHalted) return;
            foreach (var stream in _tickByTick.Values)
                if (stream.Contract.ConId == conId) stream.TellHalt();
        }
    }

    /// <summary>A bulletin, when the client asked for them.</summary>
    public void TellBulletin(int number, string text)
    {
        if (_wantsBulletins) Send(to => AnswerEncoder.NewsBulletin(to, number, 1, text, "SIM"));
    }

    public void Burst(int ticks)
    {
        lock (_streamGate)
            foreach (var stream in _tickByTick.Values) stream.Burst(ticks);
    }

    private IEnumerable<(int RequestId, SimulatedContract Contract)> StreamIds()
    {
        lock (_streamGate)
            return
            [
                .. _marketData.Values.Select(static s => (s.RequestId, s.Contract)), .. _tickByTick.Values.Select(static s => (s.RequestId, s.Contract)),
                .. _realTimeBars.Values.Select(static s => (s.RequestId, s.Contract)),
            ];
    }

    private void SendForOldIds(ArmedFault fault)
    {
        foreach (var (id, contract) in _server.RemainsOf(ClientId)?.Streams ?? ImmutableArray<(int, SimulatedContract)>.Empty)
        {
            Send(to => new TickEncoder(contract).Price(to, id, 1, contract.TickMantissa, 1, 0));
            _context.Log(fault, $"tickPrice for {id} of the connection before");
        }
    }

    private void SendWrongFrames()
    {
        while (_context.TryTake(FaultCatalog.UnknownMessage, out var unknown))
            SendRaw(unknown, unknown.Text("kind") == "trailing" ? Frame("49", "1", $"{_market.Clock.NowSeconds}", "extra", "1") : Frame("998", "1", "unknown"));
        while (_context.TryTake(FaultCatalog.Malformed, out var malformed))
            SendRaw(malformed, malformed.Text("kind") switch
            {
                "length" => [0x7F, 0xFF, 0xFF, 0xFF],
                "word" => Frame("2", "6", "1", "0", "word"),
                _ => Frame("1", "6"),
            });
    }

    private void SendRaw(ArmedFault fault, byte[] frame)
    {
        using (var append = _output.Append()) append.Frames.Raw(frame);
        _context.Log(fault, "extra bytes", frame);
    }

    private static byte[] Frame(params ReadOnlySpan<string> fields)
    {
        var writer = new IbFrameWriter();
        writer.BeginRaw();
        foreach (var field in fields) writer.Text(field);
        writer.End();
        return writer.Written.ToArray();
    }

    /// <summary>Names with characters beyond ASCII, escaped and raw, when that fault is armed.</summary>
    private SimulatedContract Named(SimulatedContract contract) =>
        _context.TryTake(FaultCatalog.NonAsciiText, out _)
            ? contract with { LongName = contract.LongName + " \u00FC\u6771", Industry = contract.Industry + " caf\u00E9" }
            : contract;
}
