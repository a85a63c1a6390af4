using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Argonaut.Catalog.Reading;
using Argonaut.Catalog.Verification;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Trading.Books;
using Argonaut.Trading.Lines;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

/// <summary>Order books over REST, over the stream and into the catalog.</summary>
public sealed class DepthTests
{
    private const string Depth = "/api/v1/instruments/AAPL.NASDAQ/depth";
    /// <summary>Each one of so many updates changes something, and so is told.</summary>
    private const int Seen = 8;

    private const string Subscriptions = "/api/v1/instruments/AAPL.NASDAQ/subscriptions";

    private static readonly object Subscribe = new { op = "subscribe", id = 1, channel = "depth", instrument_id = "AAPL.NASDAQ", snapshot = 20 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_book_is_told_from_the_best_with_its_age_and_the_state_of_its_line()
    {
        await using var server = await RunningServer.StartAsync();
        Show(server, LineState.Flowing, Book([(150_25, 3), (150_24, 5)], [(150_26, 2), (150_27, 8)]));

        var book = await server.ReadAsync(Depth);
        var best = await server.ReadAsync($"{Depth}?levels=1");

        Assert.Equal(["150.25 3", "150.24 5"], Levels(book, "bids"));
        Assert.Equal(["150.26 2", "150.27 8"], Levels(book, "asks"));
        Assert.Equal(("flowing", false, "42"), (book.GetProperty("state").GetString(), book.GetProperty("stale").GetBoolean(), book.GetProperty("sequence").GetString()));
        Assert.Equal(Samples.Start.ToString(), book.GetProperty("ts_init").GetString());
        Assert.True(book.GetProperty("age_ms").GetInt64() > 0);
        Assert.Equal(["150.25 3"], Levels(best, "bids"));
    }

    [Theory]
    [InlineData(LineState.Silent, true)]
    [InlineData(LineState.Interrupted, true)]
    [InlineData(LineState.Requested, true)]
    [InlineData(LineState.MarketClosed, false)]
    [InlineData(LineState.Halted, false)]
    public async Task A_book_is_stale_while_its_line_should_deliver_and_does_not(LineState state, bool isStale)
    {
        await using var server = await RunningServer.StartAsync();
        Show(server, state, Book([(150_25, 3)], []));
        Assert.Equal(isStale, (await server.ReadAsync(Depth)).GetProperty("stale").GetBoolean());
    }

    [Fact]
    public async Task A_book_that_is_not_recorded_is_empty_and_has_no_state()
    {
        await using var server = await RunningServer.StartAsync();
        var book = await server.ReadAsync(Depth);

        Assert.Equal((0, JsonValueKind.Null, true), (book.GetProperty("bids").GetArrayLength(), book.GetProperty("state").ValueKind, book.GetProperty("stale").GetBoolean()));
    }

    [Theory]
    [InlineData("/api/v1/instruments/NONE.NYSE/depth", 404, "unknown_instrument")]
    [InlineData(Depth + "?levels=0", 400, "invalid_parameter")]
    [InlineData(Depth + "?levels=61", 400, "invalid_parameter")]
    public async Task What_cannot_be_told_says_why(string path, int status, string code)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync(path);
        Assert.Equal((status, code), ((int)answer.StatusCode, (await RunningServer.JsonOf(answer)).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Kinds_are_added_and_taken_away_one_by_one()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal("trade quote depth", await KindsAsync(HttpMethod.Post, new { kinds = new[] { "depth" } }));
        Assert.Equal("trade quote depth", await KindsAsync(HttpMethod.Post, null));
        Assert.Equal("trade quote", await KindsAsync(HttpMethod.Delete, null, "?kinds=depth"));
        Assert.Equal("", await KindsAsync(HttpMethod.Delete, null));
        Assert.Equal("trade quote", await KindsAsync(HttpMethod.Post, null));
        using var wrong = await server.SendAsync(HttpMethod.Post, $"{Subscriptions}?kinds=books");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        async Task<string> KindsAsync(HttpMethod method, object? body, string query = "")
        {
            using var answer = await server.SendAsync(method, Subscriptions + query, body);
            var item = await RunningServer.JsonOf(answer);
            Assert.Equal(item.GetProperty("kinds").GetArrayLength() > 0, item.GetProperty("recording").GetBoolean());
            return string.Join(' ', item.GetProperty("kinds").EnumerateArray().Select(k => k.GetString()));
        }
    }

    [Fact]
    public async Task A_snapshot_and_its_deltas_make_the_book_of_a_fresh_snapshot()
    {
        await using var server = await RunningServer.StartAsync();
        var book = new LevelBook();
        var random = new Random(11);
        Update(server, book, random, 0);
        using var early = new StreamReader(await server.ConnectAsync());
        var (sub, snapshot) = await early.SubscribeAsync(Subscribe);
        var (bids, asks) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new SortedDictionary<string, string>(StringComparer.Ordinal));
        Apply(snapshot, bids, asks);
        var sequence = snapshot.GetProperty("seq").GetInt64();
        for (var (i, told) = (1, 0); i <= 400; i++)
        {
            Update(server, book, random, i);
            while (i % Seen == 0 && told < i)
            {
                var delta = await early.NextAsync("delta");
                Assert.Equal((sub, sequence, ++sequence), (delta.GetProperty("sub").GetString(), delta.GetProperty("prev").GetInt64(), delta.GetProperty("seq").GetInt64()));
                Apply(delta, bids, asks);
                told = int.Parse(delta.GetProperty("data")[0].GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture);
            }
        }

        using var late = new StreamReader(await server.ConnectAsync());
        var (freshBids, freshAsks) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new SortedDictionary<string, string>(StringComparer.Ordinal));
        Apply((await late.SubscribeAsync(Subscribe)).Snapshot, freshBids, freshAsks);
        Assert.Equal(freshBids, bids);
        Assert.Equal(freshAsks, asks);
        Assert.NotEmpty(bids);
    }

    [Fact]
    public async Task A_line_that_stops_is_told_without_a_new_book()
    {
        await using var server = await RunningServer.StartAsync();
        Show(server, LineState.Flowing, Book([(150_25, 3)], []));
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SubscribeAsync(Subscribe);

        Show(server, LineState.Silent, server.Market.Books[Samples.Apple.Key]);
        server.Market.Change();

        var told = (await client.NextAsync("delta")).GetProperty("data")[0];
        Assert.Equal((0, "silent", true), (told.GetProperty("bids").GetArrayLength(), told.GetProperty("state").GetString(), told.GetProperty("stale").GetBoolean()));
    }

    [Fact]
    public async Task Deltas_become_a_file_that_makes_the_same_book()
    {
        await using var server = await RunningServer.StartAsync();
        var deltas = Walk(200);
        server.Store.Add(deltas);

        var result = await PostAsync(server, "/api/v1/parquet/export/deltas/IB/AAPL.NASDAQ");

        Assert.Equal(("success", deltas.Length, "order_book_deltas"), (Text(result, "status"), result.GetProperty("records").GetInt32(), Text(result, "data_type")));
        Assert.StartsWith("data/order_book_deltas/AAPL.NASDAQ/", Text(result, "file_path"), StringComparison.Ordinal);
        using var file = CatalogFile.Open(Path.Combine(server.ExportDirectory, Text(result, "file_path")));
        var (wanted, found) = (new LevelBook(), new LevelBook());
        foreach (var delta in deltas) wanted.Apply(delta.BookDelta);
        foreach (var batch in file.ReadBatches())
            for (var row = 0; row < batch.Rows; row++)
                Assert.True(found.Apply(new BookDelta(
                    Samples.Apple.Key, (BookAction)batch.Int64("action", row)!.Value, (OrderSide)batch.Int64("side", row)!.Value,
                    Mantissa(batch.Display("price", row)), Mantissa(batch.Display("size", row)), (RecordFlags)batch.Int64("flags", row)!.Value, default, default)));
        Assert.Equal(wanted.Copy(99).Bids, found.Copy(99).Bids);
        Assert.Equal(wanted.Copy(99).Asks, found.Copy(99).Asks);
        Assert.Empty(FileVerifier.Verify(Path.Combine(server.ExportDirectory, Text(result, "file_path"))).Problems);
    }

    [Fact]
    public async Task Depths_are_the_books_after_each_update_that_changed_them()
    {
        await using var server = await RunningServer.StartAsync();
        var deltas = Walk(2_500);
        server.Store.Add(deltas);
        // The range begins inside of the hour: what happened before it in the hour counts.
        var from = deltas[700].TsInit;

        var result = await PostAsync(server, $"/api/v1/parquet/export/depths/IB/AAPL.NASDAQ?start={from}");

        Assert.StartsWith("data/order_book_depths/AAPL.NASDAQ/", Text(result, "file_path"), StringComparison.Ordinal);
        var path = Path.Combine(server.ExportDirectory, Text(result, "file_path"));
        Assert.Empty(FileVerifier.Verify(path).Problems);
        Assert.Equal(ExpectedDepths(deltas, from), DepthsOf(path));
    }

    [Fact]
    public async Task A_day_of_everything_holds_the_deltas_and_depths_only_when_they_are_asked_for()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Walk(20));
        server.Store.Add(Samples.Trade(1, Samples.Start));

        var daily = await PostAsync(server, "/api/v1/parquet/export/daily?date=2023-12-25");
        var depths = await PostAsync(server, "/api/v1/parquet/export/daily?date=2023-12-25&data_types=order_book_depths");
        var flat = await PostAsync(server, "/api/v1/parquet/export/daily?date=2023-12-25&format=flat");
        using var refused = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/deltas/IB/AAPL.NASDAQ?format=flat");

        Assert.Equal(["trade_tick", "order_book_deltas"], Types(daily));
        Assert.Equal(["order_book_depths"], Types(depths));
        Assert.Equal(["trade_tick"], Types(flat));
        Assert.Equal("validation_failed", Text(await RunningServer.JsonOf(refused), "code"));

        static IEnumerable<string> Types(JsonElement result) => result.GetProperty("exports").EnumerateArray().Select(e => Text(e, "data_type"));
    }

    private static void Show(RunningServer server, LineState state, OrderBook book)
    {
        server.Market.Lines =
        [
            new LineView
            {
                Instrument = Samples.Apple.Key, Kind = MarketEventKind.BookDelta, State = state, Since = Samples.Start, Reason = $"it is {state}",
                Threshold = TimeSpan.FromMinutes(1), IsThresholdLearnt = false, LastTick = Samples.Start,
            },
        ];
        server.Market.Books = server.Market.Books.SetItem(Samples.Apple.Key, book);
    }

    private static OrderBook Book((long Cents, long Lots)[] bids, (long Cents, long Lots)[] asks) => new(
        [.. bids.Select(b => new BookLevel(b.Cents * Samples.One / 100, b.Lots * Samples.One))],
        [.. asks.Select(a => new BookLevel(a.Cents * Samples.One / 100, a.Lots * Samples.One))], 7, 42, Samples.Start, Samples.Start);

    /// <summary>One update of the market's book, told as the recorder does: the picture first, then the delta.</summary>
    private static void Update(RunningServer server, LevelBook book, Random random, int number)
    {
        var delta = DeltaOf(random, Samples.Start + number, isClear: number == 0);
        if (number % Seen == 0 && number > 0)
            delta = delta with { Action = BookAction.Update, Side = OrderSide.Sell, Price = 160 * Samples.One, Size = number * Samples.One };
        book.Apply(delta);
        var (bids, asks) = book.Copy(99);
        Show(server, LineState.Flowing, new OrderBook(bids, asks, number + 1, number, delta.TsEvent, delta.TsInit));
        server.Market.Publish(MarketEvent.From(delta) with { Stream = 3, Sequence = number });
    }

    private static BookDelta DeltaOf(Random random, UnixNanos at, bool isClear)
    {
        if (isClear) return new BookDelta(Samples.Apple.Key, BookAction.Clear, OrderSide.NoOrderSide, 0, 0, RecordFlags.Snapshot | RecordFlags.Last, at, at);
        var side = random.Next(2) == 0 ? OrderSide.Buy : OrderSide.Sell;
        var cents = side == OrderSide.Buy ? 150_00 - random.Next(15) : 150_01 + random.Next(15);
        var size = random.Next(4) * Samples.One;
        return new BookDelta(Samples.Apple.Key, size == 0 ? BookAction.Delete : BookAction.Update, side, cents * Samples.One / 100, size, RecordFlags.Last, at, at);
    }

    /// <summary>Deltas that fit their book, a clear first, ten milliseconds apart.</summary>
    private static ImmutableArray<MarketEvent> Walk(int count)
    {
        var random = new Random(5);
        var book = new LevelBook();
        var deltas = ImmutableArray.CreateBuilder<MarketEvent>();
        while (deltas.Count < count)
        {
            var delta = DeltaOf(random, Samples.Start + deltas.Count * 10 * UnixNanos.PerMillisecond, isClear: deltas.Count == 0);
            if (delta.Action == BookAction.Update && !Has(book, delta)) delta = delta with { Action = BookAction.Add };
            if (delta.Action == BookAction.Delete && !Has(book, delta)) continue;
            Assert.True(book.Apply(delta));
            deltas.Add(MarketEvent.From(delta) with { Stream = 3, Sequence = deltas.Count + 1 });
        }

        return deltas.ToImmutable();
    }

    private static bool Has(LevelBook book, in BookDelta delta)
    {
        var (bids, asks) = book.Copy(99);
        var price = delta.Price;
        return (delta.Side == OrderSide.Buy ? bids : asks).Any(level => level.Price == price);
    }

    private static List<string> ExpectedDepths(ImmutableArray<MarketEvent> deltas, UnixNanos from)
    {
        var rows = new List<string>();
        var book = new LevelBook();
        foreach (var delta in deltas)
        {
            book.Apply(delta.BookDelta);
            var (bids, asks) = book.Copy(10);
            var row = $"{string.Join(' ', bids.Select(Print))} | {string.Join(' ', asks.Select(Print))}";
            if (delta.TsInit >= from && (rows.Count == 0 || rows[^1][(rows[^1].IndexOf(':', StringComparison.Ordinal) + 1)..] != row)) rows.Add($"{delta.Sequence}:{row}");
        }

        return rows;

        static string Print(BookLevel level) => $"{Samples.Apple.FormatPrice(level.Price)}x{Samples.Apple.FormatSize(level.Size)}";
    }

    private static List<string> DepthsOf(string path)
    {
        var rows = new List<string>();
        using var file = CatalogFile.Open(path);
        foreach (var batch in file.ReadBatches())
            for (var row = 0; row < batch.Rows; row++)
                rows.Add($"{batch.Int64("sequence", row)}:{Side(batch, "bid", row)} | {Side(batch, "ask", row)}");
        return rows;

        static string Side(CatalogBatch batch, string side, int row) => string.Join(' ', Enumerable.Range(0, 10)
            .Where(i => batch.Int64($"{side}_count_{i}", row) > 0).Select(i => $"{batch.Display($"{side}_price_{i}", row)}x{batch.Display($"{side}_size_{i}", row)}"));
    }

    private static void Apply(JsonElement message, SortedDictionary<string, string> bids, SortedDictionary<string, string> asks)
    {
        foreach (var (name, side) in new[] { ("bids", bids), ("asks", asks) })
            foreach (var level in message.GetProperty("data")[0].GetProperty(name).EnumerateArray())
                if (level[1].GetString() == "0") side.Remove(level[0].GetString()!);
                else side[level[0].GetString()!] = level[1].GetString()!;
    }

    private static IEnumerable<string> Levels(JsonElement book, string side) =>
        book.GetProperty(side).EnumerateArray().Select(level => $"{level.GetProperty("price").GetString()} {level.GetProperty("size").GetString()}");

    private static long Mantissa(string? text) => (long)(decimal.Parse(text!, CultureInfo.InvariantCulture) * Samples.One);

    private static async Task<JsonElement> PostAsync(RunningServer server, string path)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, path);
        return await RunningServer.JsonOf(answer);
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
