using System.Buffers.Text;
using System.Threading.Channels;
using Argonaut.Domain.Data;
using Argonaut.Venues.Ib.Accounts;
using Argonaut.Venues.Ib.Wire;
using Microsoft.Extensions.Logging;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Why a connection is over, and what follows from it.</summary>
internal enum IbEnd
{
    /// <summary>Connect again after the backoff.</summary>
    Lost,
    ClientIdInUse,

    /// <summary>Not tried again without a change of the configuration.</summary>
    Unsupported,

    /// <summary>Connect again, at the new port if one was named.</summary>
    PortReset,
}

/// <param name="ReadyFor">How long data could flow; zero when it never could.</param>
internal sealed record IbSessionResult(IbEnd End, string Detail, TimeSpan ReadyFor, int? NewPort = null);

/// <summary>What the sessions of one feed share.</summary>
internal sealed record IbSessionParts(
    IbOptions Options, IbClock Clock, IbFlight Flight, ILogger Log, IbTickDecoder Decoder, IbSkipCounts Skipped, IbStatusBoard Board, IbLineBook Lines,
    IbSilentLines SilentLines, IbRequestIds RequestIds, IbOrderIds OrderIds, IbAccountBook Accounts,
    ChannelWriter<MarketEvent> Sink);

/// <summary>
/// One connection from the hello to its end. A single loop owns everything: it decodes what arrives, reacts, and looks at its clocks ten
/// times a second. While the sink is full it waits, and with it the socket. Between its steps time stands still
/// (<see cref="IbClock"/>), and each step is recorded, so that a recording can be played through the same code.
/// </summary>
internal sealed partial class IbSession
{
    private readonly IbSessionParts _parts;
    private readonly IIbLink _link;
    private readonly IbFrameWriter _writer = new();
    private readonly bool _wasFlapping;
    private readonly Queue<MarketEvent> _pending = new();
    private IbSessionResult? _result;

    /// <param name="wasFlapping">The connection before lived so shortly that this one waits before it subscribes.</param>
    public IbSession(IbSessionParts parts, IIbLink link, bool wasFlapping)
    {
        (_parts, _link, _wasFlapping) = (parts, link, wasFlapping);
        _budgets = new IbBudgets(parts.Options);
    }

    private IbOptions Options => _parts.Options;

    private IbStatusBoard Board => _parts.Board;

    private TimeSpan Now => _parts.Clock.Elapsed;

    /// <summary>Makes the loop look at its queries and subscriptions. Safe from any thread.</summary>
    public void Wake() => _link.Wake();

    /// <summary>A connection that was ready lived for a moment, also when it ends in the step that made it so.</summary>
    private void End(IbEnd end, string detail, int? newPort = null) =>
        _result ??= new IbSessionResult(end, detail, _readyAt is { } ready ? TimeSpan.FromTicks(Math.Max(1, (Now - ready).Ticks)) : TimeSpan.Zero, newPort);

    /// <summary>One payload. False when the sink has no room for its ticks.</summary>
    private bool Handle(ReadOnlySpan<byte> payload)
    {
        Board.LastMessage = _parts.Clock.Stamp;
        if (payload.IsEmpty) return true;
        try
        {
            if (_phase == IbPhase.AwaitVersion)
            {
                OnHello(payload);
                return true;
            }

            if (payload[0] == 0) IbProtocolException.Throw(506, "Expected a text message, found the binary form of a newer protocol.");
            if (payload[^1] != 0)
            {
                Malformed(payload, "the last field does not end");
                return true;
            }

            var outcome = _parts.Decoder.Decode(payload, _parts.Clock.Stamp, out var tick);
            if (outcome == IbTickOutcome.NotATick)
            {
                Dispatch(payload);
                return _pending.Count == 0;
            }

            if (_parts.Decoder.HasStateChange)
            {
                _parts.Decoder.HasStateChange = false;
                Board.MarkChanged();
            }

            switch (outcome)
            {
                case IbTickOutcome.Tick:
                    Pass(tick);
                    break;
                case IbTickOutcome.Deltas:
                    PassDeltas();
                    if (_parts.Decoder.HasRefusedRow) TellRefused(payload);
                    RenewBrokenBook();
                    break;
                case IbTickOutcome.Refused:
                    TellRefused(payload);
                    break;
            }
        }
        catch (WireFormatException e)
        {
            Malformed(payload, e.Message);
        }

        return _pending.Count == 0;
    }

    private void TellRefused(ReadOnlySpan<byte> payload)
    {
        var (instrument, kind, rule) = _parts.Decoder.Refused;
        Board.Listener?.OnRefused(instrument, kind, rule, payload);
    }

    /// <summary>To the sink, or behind what waits for it.</summary>
    private void Pass(in MarketEvent tick)
    {
        if (_pending.Count > 0 || !_parts.Sink.TryWrite(tick)) _pending.Enqueue(tick);
    }

    private void Malformed(ReadOnlySpan<byte> payload, string reason)
    {
        _parts.Skipped.Add(IbSkip.Malformed);
        IbLog.Malformed(_parts.Log, reason);
        Board.NoteUnusable(Utf8Parser.TryParse(payload, out int id, out _) ? id : UnusableMessages.OtherIds);
    }

    /// <summary>Everything that is not a tick.</summary>
    private void Dispatch(ReadOnlySpan<byte> payload)
    {
        var r = new IbFieldReader(payload);
        var id = r.ReadInt();
        switch (id)
        {
            case IbAnswer.Error: OnError(IbSystemDecoder.Error(ref r, _version)); break;
            case IbAnswer.NextValidId: OnNextValidId(IbSystemDecoder.NextValidId(ref r)); break;
            case IbAnswer.ManagedAccounts: OnAccounts(IbSystemDecoder.ManagedAccounts(ref r)); break;
            case IbAnswer.CurrentTime: OnServerTime(IbSystemDecoder.CurrentTime(ref r), TimeSpan.FromSeconds(1)); break;
            case IbAnswer.CurrentTimeInMillis:
                OnServerTime(IbSystemDecoder.CurrentTimeMilliseconds(ref r), TimeSpan.FromMilliseconds(1));
                break;
            case IbAnswer.MarketDataType: OnMarketDataType(IbMarketDataType.Read(ref r)); break;
            case IbAnswer.ContractDetails:
                var details = IbContractDecoder.Details(ref r, _version);
                Deliver(details.RequestId, details);
                break;
            case IbAnswer.BondContractDetails:
                var bond = IbContractDecoder.Bond(ref r, _version);
                Deliver(bond.RequestId, bond.ToDetails());
                break;
            case IbAnswer.SymbolSamples:
                var (searchId, samples) = IbContractDecoder.SymbolSamples(ref r);
                Deliver(searchId, samples);
                break;
            case IbAnswer.OptionChain:
                var chain = IbOptionChain.Read(ref r);
                Deliver(chain.RequestId, chain);
                break;
            case IbAnswer.OptionChainEnd: Deliver(IbOptionChain.ReadEnd(ref r), new OptionChainQuery.End()); break;
            case IbAnswer.MarketRule:
                var (ruleId, increments) = IbContractDecoder.MarketRule(ref r);
                DeliverRule(ruleId, increments);
                break;
            case IbAnswer.ContractDetailsEnd: Deliver(IbContractDecoder.DetailsEnd(ref r), new ContractQuery.ContractsEnd()); break;
            case IbAnswer.HistoricalData:
                var bars = IbHistoryDecoder.Bars(ref r, _version);
                Deliver(bars.RequestId, bars);
                if (_version < 196) Deliver(bars.RequestId, new IbHistoricalEnd(bars.RequestId, bars.Start, bars.End));
                break;
            case IbAnswer.HistoricalDataEnd:
                var end = IbHistoryDecoder.End(ref r);
                Deliver(end.RequestId, end);
                break;
            case IbAnswer.HeadTimestamp:
                var (requestId, text) = IbHistoryDecoder.HeadTimestamp(ref r);
                Deliver(requestId, text);
                break;
            case IbAnswer.HistoricalTicks or IbAnswer.HistoricalTicksBidAsk or IbAnswer.HistoricalTicksLast:
                var ticks = IbHistoryDecoder.Ticks(ref r, id);
                Deliver(ticks.RequestId, ticks);
                break;
            case IbAnswer.TickGeneric: OnTickGeneric(IbTickGeneric.Read(ref r)); break;
            default:
                if (TryFollow(id, ref r)) break;
                if (!IbKnownMessages.Contains(id))
                {
                    _parts.Skipped.Add(IbSkip.UnknownId);
                    IbLog.UnknownMessage(_parts.Log, id);
                    Board.NoteUnusable(id);
                }

                return;
        }

        if (!r.IsAtEnd) _parts.Skipped.Add(IbSkip.ExtraFields);
    }

    private void Post(IbLane lane, Action<IbFrameWriter> write)
    {
        _writer.Clear();
        write(_writer);
        if (_writer.Written.IsEmpty) return;
        _parts.Flight.Sent(_writer.Written.Span);
        if (!_link.TryPost(lane, _writer.Written.ToArray()))
            End(IbEnd.Lost, "The gateway does not take our requests: the outgoing queue is full.");
    }
}
