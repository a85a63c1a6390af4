using System.Runtime.InteropServices;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Books;
using Argonaut.Trading.Quality;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib;

/// <summary>
/// Depth messages (12, 13): rows by position become deltas of price levels. IB gives depth no time and no sequence, and says nowhere where an
/// update of its exchange ends: each message is one atomic update, stamped with its receipt.
/// </summary>
public sealed partial class IbTickDecoder
{
    /// <summary>So that the sizes of all rows of a price have a sum.</summary>
    private const long MaxRowSize = long.MaxValue / 128;

    private readonly List<LevelChange> _levels = [];
    private readonly List<MarketEvent> _deltas = [];

    /// <summary>What the last depth message or reset gave, in order; holds until the next one.</summary>
    public ReadOnlySpan<MarketEvent> Deltas => CollectionsMarshal.AsSpan(_deltas);

    /// <summary>The row of the last depth message could not be used; <see cref="Refused"/> says why.</summary>
    public bool HasRefusedRow { get; private set; }

    /// <summary>The stream whose last message named a row that its book does not have; set back by who asks for the book anew.</summary>
    public IbStream? BrokenBook { get; set; }

    /// <summary>The source says that the book of a stream is empty now (error 317): <see cref="Deltas"/> says the same.</summary>
    /// <param name="stream">Without a book: nothing happens.</param>
    /// <param name="at">When it said so.</param>
    public void ResetBook(IbStream stream, UnixNanos at)
    {
        _deltas.Clear();
        if (stream is not { Depth: { } line, Rows: { } rows }) return;
        rows.Book.Clear();
        _levels.Add(LevelChange.Clear);
        Emit(line, at, RecordFlags.Snapshot);
    }

    private IbTickOutcome Depth(ReadOnlySpan<byte> fields, int messageId)
    {
        var r = new IbFieldReader(fields);
        var message = IbDepthUpdate.Read(ref r, messageId);
        CountExtra(r);
        if (Find(message.RequestId) is not { Depth: { } line, Rows: { } rows } stream) return IbTickOutcome.NoRecord;
        var change = ToChange(message, stream, line);
        _deltas.Clear();
        var at = _at;
        HasStateChange |= line.Tick(at, stream.IsDelayed, stream.FlowingDetail);
        if (rows.TakeSnapshotDue(at))
        {
            rows.Book.AddSnapshot(_levels);
            Emit(line, at, RecordFlags.Snapshot);
            at += 1;   // an update of its own, later than the whole book
        }

        if (!rows.Book.TryApply(change, _levels))
        {
            skipped.Add(IbSkip.BookRow);
            BrokenBook = stream;
            _levels.Add(LevelChange.Clear);
            Emit(line, at, RecordFlags.Snapshot);
            return IbTickOutcome.Deltas;
        }

        Emit(line, at, RecordFlags.None);
        return _deltas.Count > 0 ? IbTickOutcome.Deltas : HasRefusedRow ? IbTickOutcome.Refused : IbTickOutcome.NoRecord;
    }

    /// <summary>A row that cannot be used keeps its place, with nothing in it: the positions of the others count on it.</summary>
    private RowChange ToChange(in IbDepthUpdate message, IbStream stream, IbLine line)
    {
        HasRefusedRow = false;
        var side = message.IsBid ? OrderSide.Buy : OrderSide.Sell;
        var operation = message.Operation switch
        {
            IbDepthOperation.Insert => RowOperation.Insert,
            IbDepthOperation.Update => RowOperation.Update,
            _ => RowOperation.Delete,
        };
        if (operation == RowOperation.Delete) return new RowChange(operation, side, message.Position, 0, 0);
        var size = 0L;
        if (PriceOf(message.Price, stream, out var price) is not QualityRule.None and var wrongPrice) Refuse(line, IbSkip.Inexact, wrongPrice);
        else if (SizeOf(message.Size, stream, out size) is not QualityRule.None and var wrongSize) Refuse(line, IbSkip.Inexact, wrongSize);
        else if (size > MaxRowSize) Refuse(line, IbSkip.Inexact, QualityRule.SizeOutOfRange);
        else if (price <= 0 && !stream.AllowsNonPositive) RefusePrice(line, message.Price, price);
        else return new RowChange(operation, side, message.Position, price, size);
        HasRefusedRow = true;
        return new RowChange(operation, side, message.Position, 0, 0);
    }

    /// <summary>The collected changes as one atomic update.</summary>
    private void Emit(IbLine line, UnixNanos at, RecordFlags flags)
    {
        for (var i = 0; i < _levels.Count; i++)
        {
            var (action, side, price, size) = _levels[i];
            var marks = i == _levels.Count - 1 ? flags | RecordFlags.Last : flags;
            _deltas.Add(MarketEvent.From(new BookDelta(line.Instrument.Key, action, side, price, size, marks, at, at)));
        }

        _levels.Clear();
    }
}
