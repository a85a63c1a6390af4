using System.Buffers.Binary;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Trades, quotes, bars and the latest of each.</summary>
internal sealed class MarketEndpoints(ServerContext server, BarReader bars, BuiltBarReader built, ExchangeBarReader exchange)
{
    private const string Area = "Market data";
    private const int DefaultLimit = 500;
    private const int DefaultLevels = 10;
    private const int MostLevels = 60;
    private const long Grace = UnixNanos.PerMinute;

    private readonly DayBars _days = new(server.Market, bars, exchange, server.Parts.Time);

    private static readonly Parameter Timeframe = new("timeframe", ParameterPlace.Query, ParameterKind.Timeframe, "Length of a bar.") { IsRequired = true };

    private static readonly Parameter Fill = new("fill", ParameterPlace.Query, ParameterKind.Choice,
        "`previous` inserts flat bars marked `synthetic` where an interval had no trade.")
    {
        Choices = ["none", "previous"], Default = "none",
    };

    private static readonly Parameter PriceTypes = new("price_type", ParameterPlace.Query, ParameterKind.Choice,
        "The price the bars are of. Absent: that of the instrument's own bars (`bar_price_type`), which are kept. Bars of another price are made from stored ticks when they are asked for: `last` from trades, the rest from quotes. They have no revision, and a page may be short of `limit` where it has a cursor.")
    {
        Choices = ["last", "bid", "ask", "mid"],
    };

    private static readonly Parameter Boundary = new("boundary", ParameterPlace.Query, ParameterKind.Choice,
        "Which days 1D, 1W and 1M bars are of. `utc`: those that are kept and exported. `session`: those of the exchange, made when they are asked for; a day begins with its first session (in whole hours of UTC where nothing traded before it), holds closed hours up to the next one, and `ts_open` is its date at 00:00 UTC, as a broker's daily bars have it; `session_open` and `session_close` are its time. Where nothing is known of the hours of the exchange the answer's `boundary` is `utc`.")
    {
        Choices = [ExchangeBarReader.Utc, ExchangeBarReader.Session], Default = ExchangeBarReader.Utc,
    };

    private static readonly ImmutableArray<ProblemKind> ReadProblems =
    [
        ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime, ProblemKinds.InvalidCursor, ProblemKinds.NotAcceptable,
    ];

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/instruments/{id}/snapshot", "get_snapshot", Area, "Latest trade, quote and daily bar", SnapshotAsync)
        {
            Parameters = [Find.Id, PastTime.Parameter],
            Answers = [new ApiAnswer(200, typeof(SnapshotItem), "What is known now, or was at `as_of`, with ages then; null where nothing is.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument],
        },
        new ApiRoute("GET", "/api/v1/instruments/{id}/depth", "get_depth", Area, "The order book now", DepthAsync)
        {
            Description = "The book after its last whole update, from memory. Empty while it is not recorded, and until the broker has shown it; `stale` while its line does not deliver.",
            Parameters =
            [
                Find.Id,
                new Parameter("levels", ParameterPlace.Query, ParameterKind.Integer, "Levels of each side.") { Minimum = 1, Maximum = MostLevels, Default = "10" },
            ],
            Answers = [new ApiAnswer(200, typeof(DepthItem), "Bids and asks from the best.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument],
        },
        Ticks(MarketEventKind.Trade, "trades", "list_trades", "List trades", typeof(Page<TradeItem>)),
        Ticks(MarketEventKind.Quote, "quotes", "list_quotes", "List quotes", typeof(Page<QuoteItem>)),
        new ApiRoute("GET", "/api/v1/instruments/{id}/bars", "list_bars", Area, "List bars", BarsAsync)
        {
            Description = "Bars by the time they open. The bar that is still open is included when the range covers it. A range of closed bars carries an `ETag`.",
            Parameters = [Find.Id, Timeframe, PriceTypes, Boundary, Find.Start, Find.End, Find.Order, Find.MarketLimit, ListPage.Cursor, Fill, TimeForm.Parameter, PastTime.Parameter],
            Answers = [.. BulkFormats.Answers(typeof(BarPage)), new ApiAnswer(304, null, "The range has not changed (`If-None-Match`).")],
            Problems = [.. ReadProblems, ProblemKinds.InvalidTimeframe, ProblemKinds.ValidationFailed],
        },
    ];

    private ApiRoute Ticks(MarketEventKind kind, string noun, string id, string summary, Type body) =>
        new("GET", $"/api/v1/instruments/{{id}}/{noun}", id, Area, summary, (request, ct) => TicksAsync(kind, request, ct))
        {
            Description = "What is durable, ordered by `ts_event`, then `ts_init`, then the stored sequence.",
            Parameters = [Find.Id, Find.Start, Find.End, Find.Order, Find.MarketLimit, ListPage.Cursor, TimeForm.Parameter, PastTime.Parameter],
            Answers = BulkFormats.Answers(body),
            Problems = ReadProblems,
        };

    private async Task<IResult> SnapshotAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Find.Instrument(server.Market, request.Values.Instrument("id"), out var instrument, out var problem)) return problem;
        var trade = request.AsOf is { } then ? await LastKnownAsync(MarketEventKind.Trade, instrument, then, ct)
            : server.Market.LatestTrade(instrument.Key) ?? await server.Store.LatestTickAsync(MarketEventKind.Trade, instrument.Key, ct);
        var quote = request.AsOf is { } before ? await LastKnownAsync(MarketEventKind.Quote, instrument, before, ct)
            : server.Market.LatestQuote(instrument.Key) ?? await server.Store.LatestTickAsync(MarketEventKind.Quote, instrument.Key, ct);
        var now = request.AsOf ?? server.Now;
        var form = TimeForm.Of(null);
        return Reply.Json(new SnapshotItem
        {
            InstrumentId = instrument.Id.Value,
            Source = instrument.Source,
            Simulated = instrument.IsSimulated,
            Trade = trade is { } t ? Rows.Trade(instrument, t, form, now) : null,
            Quote = quote is { } q ? Rows.Quote(instrument, q, form, now) : null,
            Day = request.AsOf is { } moment ? await PastDayAsync(instrument, moment, ct) : await DayAsync(instrument, now, ct),
            AsOf = now.ToString(),
            AsOfIso = now.ToIso(),
        }, ServerJson.Default.SnapshotItem);
    }

    private Task<IResult> DepthAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Find.Instrument(server.Market, request.Values.Instrument("id"), out var instrument, out var problem)) return Reply.Done(problem);
        var book = server.Market.Book(instrument.Key, (int)(request.Values.Integer("levels") ?? DefaultLevels));
        return Reply.Done(Reply.Json(Rows.Depth(instrument, book, server.Market.LineOf(instrument.Key, MarketEventKind.BookDelta), server.Now), ServerJson.Default.DepthItem));
    }

    private async Task<DayItem?> DayAsync(Instrument instrument, UnixNanos now, CancellationToken ct) =>
        await _days.ReadAsync(instrument, now, ct) is { } day ? Rows.Day(instrument, day.Today, day.Previous) : null;

    private async Task<MarketEvent?> LastKnownAsync(MarketEventKind kind, Instrument instrument, UnixNanos moment, CancellationToken ct)
    {
        var query = new TickQuery(kind, instrument.Key, UnixNanos.Zero, moment + PastTime.MostAhead, 1, Descending: true) { KnownAt = moment };
        return await server.Store.ReadTicksAsync(query, ct) is [var last] ? last : null;
    }

    private async Task<DayItem?> PastDayAsync(Instrument instrument, UnixNanos moment, CancellationToken ct) =>
        await new PastBars(server.Store, instrument, moment).ReadDayAsync(exchange.DaysOf(instrument), ct) is { } day ? Rows.Day(instrument, day.Today, day.Previous) : null;

    private async Task<IResult> TicksAsync(MarketEventKind kind, ApiRequest request, CancellationToken ct)
    {
        var values = request.Values;
        if (!BulkFormats.TryChoose(request.Accept, out var format)) return BulkFormats.NotAcceptable();
        if (!Find.Instrument(server.Market, values.Instrument("id"), out var instrument, out var problem)) return problem;
        if (!Find.Range(values, out var from, out var to, out problem)) return problem;
        var isDescending = values.Text("order") == "desc";
        var question = $"{kind}|{instrument.Id}|{values.Time("start")}|{values.Time("end")}|{isDescending}|{request.AsOf}";
        if (request.AsOf is { } moment && to > moment + PastTime.MostAhead) to = moment + PastTime.MostAhead;
        TickCursor? after = null;
        if (values.Text("cursor") is { } cursor)
        {
            if (!server.Cursors.TryRead(question, cursor, out var place) || place.Length != 28) return ListPage.InvalidCursor();
            after = new TickCursor(
                new UnixNanos(BinaryPrimitives.ReadInt64BigEndian(place)), new UnixNanos(BinaryPrimitives.ReadInt64BigEndian(place.AsSpan(8))),
                BinaryPrimitives.ReadInt32BigEndian(place.AsSpan(16)), BinaryPrimitives.ReadInt64BigEndian(place.AsSpan(20)));
        }

        var limit = (int)(values.Integer("limit") ?? DefaultLimit);
        var ticks = await server.Store.ReadTicksAsync(new TickQuery(kind, instrument.Key, from, to, limit + 1, isDescending, after) { KnownAt = request.AsOf }, ct);
        string? next = null;
        if (ticks.Length > limit)
        {
            ticks = ticks[..limit];
            next = server.Cursors.Make(question, PlaceOf(ticks[^1]));
        }

        var form = TimeForm.Of(values.Text("time"));
        var now = request.AsOf ?? server.Now;
        return kind == MarketEventKind.Trade
            ? BulkFormats.Page(format, [.. ticks.Select(t => Rows.Trade(instrument, t, form))], next, now, ServerJson.Default.PageTradeItem, ServerJson.Default.TradeItem)
            : BulkFormats.Page(format, [.. ticks.Select(t => Rows.Quote(instrument, t, form))], next, now, ServerJson.Default.PageQuoteItem, ServerJson.Default.QuoteItem);
    }

    private static byte[] PlaceOf(in MarketEvent last)
    {
        var place = new byte[28];
        BinaryPrimitives.WriteInt64BigEndian(place, last.TsEvent.Value);
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(8), last.TsInit.Value);
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(16), last.Stream);
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(20), last.Sequence);
        return place;
    }

    private async Task<IResult> BarsAsync(ApiRequest request, CancellationToken ct)
    {
        var values = request.Values;
        if (!BulkFormats.TryChoose(request.Accept, out var format)) return BulkFormats.NotAcceptable();
        if (!Find.Instrument(server.Market, values.Instrument("id"), out var instrument, out var problem)) return problem;
        if (!Find.Range(values, out var from, out var to, out problem)) return problem;
        var timeframe = values.Timeframe("timeframe")!.Value;
        var isDescending = values.Text("order") == "desc";
        var isFilled = values.Text("fill") == "previous";
        var priceType = Words.TryParsePrice(values.Text("price_type"), out var wanted) ? wanted : instrument.BarPriceType;
        if (ExchangeBarReader.Refuse(values.Text("boundary"), timeframe, priceType, instrument) is { } wrong) return wrong;
        var days = values.Text("boundary") == ExchangeBarReader.Session ? exchange.DaysOf(instrument) : null;
        var question = $"bars|{instrument.Id}|{timeframe}|{priceType}|{days is not null}|{values.Time("start")}|{values.Time("end")}|{isDescending}|{isFilled}|{request.AsOf}";
        if (values.Text("cursor") is { } cursor)
        {
            if (!server.Cursors.TryRead(question, cursor, out var place) || place.Length != 8) return ListPage.InvalidCursor();
            var last = new UnixNanos(BinaryPrimitives.ReadInt64BigEndian(place));
            if (isDescending) to = last;
            else from = last + 1;
        }

        var now = request.AsOf ?? server.Now;
        var past = request.AsOf is { } moment ? new PastBars(server.Store, instrument, moment) : null;
        IBarSource kept = past is null ? bars : past;
        var ofDays = past is null ? exchange : new ExchangeBarReader(past);
        var limit = (int)(values.Integer("limit") ?? DefaultLimit);
        var read = days is not null
            ? isFilled
                ? await ofDays.ReadFilledAsync(instrument, days, timeframe, from, to, limit + 1, isDescending, now, ct)
                : await ofDays.ReadAsync(instrument, days, timeframe, from, to, limit + 1, isDescending, now, ct)
            : priceType == instrument.BarPriceType
            ? await KeptAsync(kept, instrument.Key, timeframe, from, to, limit + 1, isDescending, isFilled, now, ct)
            : isFilled
                ? await built.ReadFilledAsync(instrument, priceType, timeframe, from, to, limit + 1, isDescending, now, request.AsOf, ct)
                : await built.ReadAsync(instrument, priceType, timeframe, from, to, limit + 1, isDescending, now, request.AsOf, ct);
        if ((read.Problem ?? past?.Cut) is { } refused) return refused;
        var rows = read.Bars;
        // The last open of this page; going up from where reading was cut off, the one before that.
        var reached = read.CutAt is { } cut ? isDescending ? cut : cut - 1 : (UnixNanos?)null;
        if (rows.Length > limit)
        {
            rows = rows[..limit];
            reached = rows[^1].Bar.TsOpen;
        }

        string? next = null;
        if (reached is { } at)
        {
            var place = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(place, at.Value);
            next = server.Cursors.Make(question, place);
        }

        var form = TimeForm.Of(values.Text("time"));
        ImmutableArray<BarItem> items = [.. rows.Select(r => Rows.Bar(instrument, r.Bar, form, r.IsSynthetic, days?.SpanOf(timeframe, r.Bar.TsOpen)))];
        if (format != BulkFormat.Json)
            return BulkFormats.Page(format, items, next, now, ServerJson.Default.PageBarItem, ServerJson.Default.BarItem);

        // Closed for a while and asked for by both ends: the same question has the same answer from now on (api.md A-032).
        var isSettled = past is null && values.Time("start") is not null && values.Time("end") is { } end && next is null && !items.IsEmpty
            && now.Value > Grace && end <= (days?.NameOf(timeframe, now - Grace) ?? timeframe.OpenOf(now - Grace));
        var asOf = isSettled ? values.Time("end")!.Value : now;
        return Reply.Json(new BarPage
        {
            InstrumentId = instrument.Id.Value,
            Timeframe = timeframe.Code,
            BarType = timeframe.BarTypeOf(instrument.Id, priceType),
            PriceType = Words.Of(priceType),
            Boundary = days is null ? ExchangeBarReader.Utc : ExchangeBarReader.Session,
            Simulated = instrument.IsSimulated,
            Items = items,
            NextCursor = next,
            AsOf = asOf.ToString(),
            AsOfIso = asOf.ToIso(),
            Diagnostic = items.IsEmpty ? Diagnose(instrument, timeframe, priceType) : null,
        }, ServerJson.Default.BarPage) with { IsImmutable = isSettled };
    }

    private static async Task<BuiltBars> KeptAsync(
        IBarSource source, InstrumentKey instrument, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, bool isFilled, UnixNanos now, CancellationToken ct) =>
        new(isFilled
            ? await BarReader.ReadFilledAsync(source, instrument, timeframe, from, to, limit, isDescending, now, ct)
            : [.. (await source.ReadAsync(instrument, timeframe, from, to, limit, isDescending, ct)).Select(b => new FilledBar(b, false))]);

    private string Diagnose(Instrument instrument, Timeframe timeframe, PriceType priceType)
    {
        if (priceType == instrument.BarPriceType) return Diagnose(instrument, timeframe);
        var ticks = priceType == PriceType.Last ? "trade" : "quote";
        return $"No {ticks} of {instrument.Id} is stored in this range: {Words.Of(priceType)} bars are made from {ticks}s, and history brings none.";
    }

    private string Diagnose(Instrument instrument, Timeframe timeframe) =>
        server.Market.Recorded.Contains(instrument.Key)
            ? $"No {timeframe} bar of {instrument.Id} is stored in this range; ticks and history arrive while recording is on."
            : $"No {timeframe} bar of {instrument.Id} is stored in this range, and its recording is off.";
}
