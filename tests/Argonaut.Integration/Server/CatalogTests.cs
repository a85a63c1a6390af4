using System.Globalization;
using System.Text.Json;
using Argonaut.Catalog;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Catalogs;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>Catalogs of others: opened, browsed and charted where they lie.</summary>
public sealed class CatalogTests
{
    private const string Catalogs = "/api/v1/catalogs";

    private static readonly (string, string) Admin = ("Authorization", $"Bearer {RunningServer.Owner.Secret}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CatalogProfile.V1Hp)]
    [InlineData(CatalogProfile.V1Sp)]
    public async Task U_184_Bars_of_an_opened_catalog_equal_those_computed_from_its_rows_and_nothing_in_it_changes(CatalogProfile profile)
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = await CatalogFolder.WriteAsync(profile, Ct);
        var before = folder.Fingerprint();
        var bars = $"{await OpenAsync(server, folder.Root)}/instruments/MSFT.XNAS/bars";

        foreach (var timeframe in new[] { Timeframe.Second1, Timeframe.Minute1, Timeframe.Hour1, Timeframe.Day1, Timeframe.Week1, Timeframe.Month1 })
        {
            Assert.Equal(BarsOf(folder.Trades.Select(t => (t.TsEvent, Price(t.A), Price(t.B))), timeframe), await ReadAsync(server, $"{bars}?timeframe={timeframe}&from=trades"));
            Assert.Equal(BarsOf(folder.Quotes.Select(q => (q.TsEvent, Price(q.B), 0m)), timeframe), await ReadAsync(server, $"{bars}?timeframe={timeframe}&from=quotes&price_type=ask"));
            Assert.Equal(BarsOf(folder.Quotes.Select(q => (q.TsEvent, (Price(q.A) + Price(q.B)) / 2, 0m)), timeframe), await ReadAsync(server, $"{bars}?timeframe={timeframe}&from=quotes"));
            if (timeframe != Timeframe.Second1) Assert.Equal(Merged(folder.Bars, timeframe), await ReadAsync(server, $"{bars}?timeframe={timeframe}&from=MSFT.XNAS-1-MINUTE-LAST-EXTERNAL"));
        }

        Assert.Equal(before, folder.Fingerprint());
        Assert.DoesNotContain(server.Market.Instruments, i => i.Id.Value == "MSFT.XNAS");
    }

    [Theory]
    [InlineData("asc", "trades")]
    [InlineData("desc", "trades")]
    [InlineData("asc", "MSFT.XNAS-1-MINUTE-LAST-EXTERNAL")]
    [InlineData("desc", "MSFT.XNAS-1-MINUTE-LAST-EXTERNAL")]
    public async Task U_184_Paging_through_a_catalog_yields_each_bar_once(string order, string from)
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        var path = $"{await OpenAsync(server, folder.Root)}/instruments/MSFT.XNAS/bars?timeframe=3m&from={from}&order={order}&start={Samples.Start + UnixNanos.PerMinute}&end={Samples.Start + UnixNanos.PerDay}";

        var all = RunningServer.ItemsOf(await server.ReadAsync($"{path}&limit=10000"));
        var paged = await server.ReadPagesAsync(path, 7);

        Assert.True(all.Length > 50);
        Assert.Equal(all, paged);
        var opens = all.Select(bar => JsonDocument.Parse(bar).RootElement.GetProperty("ts_open").GetString()!).ToArray();
        Assert.Equal(order == "asc" ? opens.Order(StringComparer.Ordinal) : opens.OrderDescending(StringComparer.Ordinal), opens);
    }

    [Theory]
    [InlineData("64-bit")]
    [InlineData("128-bit")]
    public async Task U_184_Files_that_nautilus_trader_wrote_are_charted_as_their_rows_say(string precision)
    {
        var samples = SharedData.Require($"nautilus/{precision}");
        using var root = new TempRoot();
        var quotes = Path.Combine(samples, "quotes.parquet");
        root.Copy(quotes, "data/quotes/EURUSD.SIM/quotes.parquet");
        root.Copy(Path.Combine(samples, "bars.parquet"), "data/bars/ADABTC.BINANCE-1-MINUTE-LAST-EXTERNAL/bars.parquet");
        await using var server = await RunningServer.StartAsync();

        var catalog = await OpenAsync(server, root.Path);

        var rows = RowsOf(quotes).ToArray();
        Assert.Equal(9_500, rows.Length);
        Assert.Equal(BarsOf(rows.Select(r => (r.At, (r.Bid + r.Ask) / 2, 0m)), Timeframe.Minute1), await ReadAsync(server, $"{catalog}/instruments/EUR%2FUSD.SIM/bars?timeframe=1m"));
        Assert.Equal(BarsOf(rows.Select(r => (r.At, r.Bid, 0m)), Timeframe.Hour1), await ReadAsync(server, $"{catalog}/instruments/EUR%2FUSD.SIM/bars?timeframe=1h&price_type=bid&order=desc"));
        var bars = await server.ReadAsync($"{catalog}/instruments/ADABTC.BINANCE/bars?timeframe=1m");
        Assert.Equal((10, "0.00285300", "3630420.00000000"), (bars.GetProperty("items").GetArrayLength(), Text(bars.GetProperty("items")[0], "open"), Text(bars.GetProperty("items")[0], "volume")));
    }

    [Fact]
    public async Task U_184_A_catalog_is_browsed_in_place_with_its_schemas_files_and_faults()
    {
        var root = SharedData.Require("nautilus/synthetic/catalog");
        await using var server = await RunningServer.StartAsync();

        var catalog = await OpenAsync(server, root);
        var content = await server.ReadAsync($"{catalog}/content?include=files");
        var instrument = await server.ReadAsync($"{catalog}/instruments/AAPL.NASDAQ");

        var bars = content.GetProperty("items").EnumerateArray().Single(i => Text(i, "data_type") == "bar");
        Assert.Equal(("AAPL.NASDAQ-1-MINUTE-LAST-EXTERNAL", 2, "v1-hp", 2), (
            Text(bars, "bar_type"), bars.GetProperty("files").GetInt32(), bars.GetProperty("nautilus_profiles")[0].GetString(), bars.GetProperty("file_list").GetArrayLength()));
        Assert.Equal(["AAPL.NASDAQ-1-MINUTE-LAST-EXTERNAL", "trades", "quotes"], instrument.GetProperty("sources").EnumerateArray().Select(s => Text(s, "from")));
        Assert.DoesNotContain("1s", instrument.GetProperty("sources")[0].GetProperty("timeframes").EnumerateArray().Select(s => s.GetString()));
        var preview = await server.ReadAsync($"{catalog}/preview/{Text(bars.GetProperty("file_list")[0], "path")}?rows=1");
        Assert.Equal(("bar", 1), (Text(preview, "data_type"), preview.GetProperty("items").GetArrayLength()));
    }

    [Fact]
    public async Task U_184_A_folder_that_cannot_be_opened_is_refused_with_what_to_do()
    {
        await using var server = await RunningServer.StartAsync();
        using var root = new TempRoot();
        root.Write("file.parquet", "x");
        root.Write("empty/data/readme.txt", "x");
        root.Write("loose/one.parquet", "x");
        async Task AssertAsync(int status, string says, string path, string? name = null)
        {
            using var answer = await server.SendAsync(HttpMethod.Post, Catalogs, new { path, name }, Admin);
            var problem = await RunningServer.JsonOf(answer);
            Assert.True((int)answer.StatusCode == status, $"{path}: {problem}");
            Assert.Contains(says, Text(problem, "detail"), StringComparison.Ordinal);
        }

        await AssertAsync(404, "no such folder", Path.Combine(root.Path, "nothing"));
        await AssertAsync(404, "no such folder", "nothing");
        await AssertAsync(422, "is a file", Path.Combine(root.Path, "file.parquet"));
        await AssertAsync(422, "no folder 'data'", Path.Combine(root.Path, "loose"));
        await AssertAsync(422, "no Parquet file", Path.Combine(root.Path, "empty"));
        await AssertAsync(400, "must not leave", "../exports");
        await AssertAsync(400, "must not leave", "a/../../exports");
        await AssertAsync(400, "control character", "a\0b");
        await AssertAsync(400, "'path' is required", "");
        await AssertAsync(400, "Give the catalog a 'name'", "/");
    }

    [Fact]
    public async Task U_184_A_catalog_is_open_once_under_one_name_until_it_is_closed()
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        using var other = await CatalogFolder.WriteAsync(CatalogProfile.V1Sp, Ct);
        var catalog = await OpenAsync(server, folder.Root, "research");

        Assert.Equal(409, await StatusAsync(server, HttpMethod.Post, Catalogs, new { path = folder.Root + Path.DirectorySeparatorChar }, Admin));
        Assert.Equal(409, await StatusAsync(server, HttpMethod.Post, Catalogs, new { path = other.Root, name = "research" }, Admin));
        var before = folder.Fingerprint();
        Assert.Equal(204, await StatusAsync(server, HttpMethod.Delete, catalog, null, Admin));

        Assert.Equal(before, folder.Fingerprint());
        Assert.Empty((await server.ReadAsync(Catalogs)).GetProperty("items").EnumerateArray());
        foreach (var path in new[] { "/content", "/preview/data/x.parquet", "/instruments/MSFT.XNAS", "/instruments/MSFT.XNAS/bars?timeframe=1m" })
            Assert.Equal(404, await StatusAsync(server, HttpMethod.Get, catalog + path, null));
        Assert.Equal(404, await StatusAsync(server, HttpMethod.Delete, catalog, null, Admin));
    }

    [Fact]
    public async Task U_184_Only_an_admin_opens_and_closes_and_is_told_where_a_catalog_lies()
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        var exporter = ("Authorization", $"Bearer {RunningServer.Exporter.Secret}");
        var viewer = ("Authorization", $"Bearer {RunningServer.Viewer.Secret}");

        Assert.Equal(403, await StatusAsync(server, HttpMethod.Post, Catalogs, new { path = folder.Root }, exporter));
        var catalog = await OpenAsync(server, folder.Root);
        Assert.Equal(403, await StatusAsync(server, HttpMethod.Delete, catalog, null, exporter));

        using var seen = await server.GetAsync(Catalogs, viewer);
        var item = (await RunningServer.JsonOf(seen)).GetProperty("items")[0];
        Assert.Equal((JsonValueKind.Null, true, "owner"), (item.GetProperty("path").ValueKind, item.GetProperty("available").GetBoolean(), Text(item, "opened_by")));
        using var owned = await server.GetAsync(Catalogs, Admin);
        Assert.Equal(folder.Root, Text((await RunningServer.JsonOf(owned)).GetProperty("items")[0], "path"));
    }

    [Fact]
    public async Task U_184_What_cannot_be_charted_is_refused_with_what_can()
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        var catalog = await OpenAsync(server, folder.Root);
        async Task AssertAsync(int status, string says, string path)
        {
            using var answer = await server.GetAsync(catalog + path);
            var problem = await RunningServer.JsonOf(answer);
            Assert.True((int)answer.StatusCode == status, $"{path}: {problem}");
            Assert.Contains(says, Text(problem, "detail"), StringComparison.Ordinal);
        }

        var bars = "/instruments/MSFT.XNAS/bars?timeframe=";
        await AssertAsync(404, "neither bars nor trades nor quotes of NONE.XNAS", "/instruments/NONE.XNAS");
        await AssertAsync(404, "neither bars nor trades nor quotes of NONE.XNAS", "/instruments/NONE.XNAS/bars?timeframe=1m");
        await AssertAsync(400, "It has: MSFT.XNAS-1-MINUTE-LAST-EXTERNAL, trades, quotes", bars + "1m&from=depth");
        await AssertAsync(422, "those of 1m 2m 3m", bars + "30s&from=MSFT.XNAS-1-MINUTE-LAST-EXTERNAL");
        await AssertAsync(400, "not a timeframe", bars + "7m");
        await AssertAsync(400, "must not be after", bars + "1m&start=2024-01-02&end=2024-01-01");
        await AssertAsync(400, "cursor", bars + "1m&cursor=x");
        await AssertAsync(404, "no such file", "/preview/data/nothing.parquet");
        await AssertAsync(404, "", "/preview/..%2F..%2Fetc%2Fpasswd.parquet");
        var none = await server.ReadAsync(catalog + bars + "1m&from=trades&end=2001-01-01");
        Assert.Contains("has no trades of MSFT.XNAS in this range", Text(none, "diagnostic"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task U_184_A_file_that_does_not_open_is_named_and_one_that_is_damaged_makes_no_bars()
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        var file = folder.FilesOf("trade_tick")[0];
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, "broken.parquet"), "PAR1");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, "nothing.parquet"), "");
        var catalog = await OpenAsync(server, folder.Root);
        var bars = $"{catalog}/instruments/MSFT.XNAS/bars?timeframe=1h&from=trades";

        var unreadable = (await server.ReadAsync($"{catalog}/content")).GetProperty("unreadable").EnumerateArray().Select(u => Text(u, "path"));
        Assert.Equal(["data/trade_tick/MSFT.XNAS/broken.parquet", "data/trade_tick/MSFT.XNAS/nothing.parquet"], unreadable);
        Assert.Equal(BarsOf(folder.Trades.Select(t => (t.TsEvent, Price(t.A), Price(t.B))), Timeframe.Hour1), await ReadAsync(server, bars));

        using (var stream = File.OpenWrite(file)) stream.Write(Enumerable.Repeat((byte)0xFF, 60).ToArray());
        using (var head = File.OpenWrite(file)) head.Write("PAR1"u8);
        using var answer = await server.GetAsync(bars);
        var problem = await RunningServer.JsonOf(answer);
        Assert.Equal((422, "validation_failed"), ((int)answer.StatusCode, Text(problem, "code")));
        Assert.Contains($"data/trade_tick/MSFT.XNAS/{Path.GetFileName(file)}", Text(problem, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task U_184_Files_that_overlap_are_told_and_links_out_of_a_catalog_are_not_followed()
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        using var other = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        var quotes = folder.FilesOf("quote_tick")[0];
        File.Copy(quotes, quotes.Replace(".parquet", "_twin.parquet", StringComparison.Ordinal));
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "data", "trades"), Path.Combine(other.Root, "data", "trade_tick"));
        File.CreateSymbolicLink(Path.Combine(folder.Root, "data", "bar", "MSFT.XNAS-1-MINUTE-LAST-EXTERNAL", "link.parquet"), other.FilesOf("bar")[0]);

        var instrument = await server.ReadAsync($"{await OpenAsync(server, folder.Root)}/instruments/MSFT.XNAS");

        var sources = instrument.GetProperty("sources").EnumerateArray().ToDictionary(s => Text(s, "from"));
        Assert.Equal((true, false), (sources["quotes"].GetProperty("overlapping").GetBoolean(), sources["trades"].GetProperty("overlapping").GetBoolean()));
        Assert.Equal((CatalogFolder.Ticks, CatalogFolder.Minutes), (sources["trades"].GetProperty("rows").GetInt32(), sources["MSFT.XNAS-1-MINUTE-LAST-EXTERNAL"].GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task U_184_A_catalog_whose_folder_went_away_says_so()
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        var catalog = await OpenAsync(server, folder.Root);
        Directory.Delete(Path.Combine(folder.Root, "data"), recursive: true);

        using var content = await server.GetAsync($"{catalog}/content");

        Assert.Equal(422, (int)content.StatusCode);
        Assert.Contains("not there any more", Text(await RunningServer.JsonOf(content), "detail"), StringComparison.Ordinal);
        Assert.False((await server.ReadAsync(Catalogs)).GetProperty("items")[0].GetProperty("available").GetBoolean());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task U_184_Reading_ends_at_a_bound_with_whole_bars_only_and_goes_on_from_there(bool isDescending)
    {
        using var folder = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        var source = CatalogSource.Of(new CatalogReader(folder.Root).List(), "MSFT.XNAS").Single(s => s.Name == "trades");
        Assert.True(source.Item.Files.Length > 1);
        var (from, to) = (UnixNanos.Zero, UnixNanos.MaxValue);
        var bars = new List<Bar>();
        CatalogBarRead read;
        do
        {
            read = CatalogBars.Read(folder.Root, source, PriceType.Last, Timeframe.Hour1, from, to, 10_000, isDescending, mostRows: 1, Ct);
            bars.AddRange(read.Bars);
            if (read.Next is not { } next) break;
            if (isDescending) to = next;
            else from = next + 1;
        }
        while (bars.Count < 1_000);

        if (isDescending) bars.Reverse();
        Assert.Equal(folder.Trades.Select(t => Timeframe.Hour1.OpenOf(t.TsEvent)).Distinct(), bars.Select(b => b.TsOpen));
        Assert.Equal(folder.Trades.Sum(t => Price(t.B)), bars.Sum(b => (decimal)b.Volume));
        var dense = CatalogBars.Read(folder.Root, source, PriceType.Last, Timeframe.Month1, UnixNanos.Zero, UnixNanos.MaxValue, 10, isDescending, mostRows: 1, Ct);
        Assert.Equal((true, Timeframe.Month1.OpenOf(Samples.Start)), (dense.Bars.IsEmpty, dense.Dense));
    }

    [Fact]
    public async Task U_184_Only_the_files_of_the_range_that_is_asked_for_are_read()
    {
        using var folder = await CatalogFolder.WriteAsync(CatalogProfile.V1Hp, Ct);
        var source = CatalogSource.Of(new CatalogReader(folder.Root).List(), "MSFT.XNAS").Single(s => s.Name == "trades");
        // Reading them would fail.
        foreach (var path in folder.FilesOf("trade_tick").Skip(1)) File.WriteAllText(path, "");

        var read = CatalogBars.Read(folder.Root, source, PriceType.Last, Timeframe.Minute1, Samples.Start, Samples.Start + UnixNanos.PerHour, 100, isDescending: false, CatalogBars.MostRows, Ct);

        Assert.NotEmpty(read.Bars);
        Assert.Throws<CatalogRefusedException>(() => CatalogBars.Read(
            folder.Root, source, PriceType.Last, Timeframe.Minute1, Samples.Start, UnixNanos.MaxValue, 10_000, isDescending: false, CatalogBars.MostRows, Ct));
    }

    /// <returns>The address of the catalog.</returns>
    private static async Task<string> OpenAsync(RunningServer server, string path, string? name = null)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, Catalogs, new { path, name }, Admin);
        var opened = await RunningServer.JsonOf(answer);
        Assert.True((int)answer.StatusCode == 201, opened.ToString());
        return $"{Catalogs}/{opened.GetProperty("id").GetInt64()}";
    }

    private static async Task<int> StatusAsync(RunningServer server, HttpMethod method, string path, object? body, params (string, string)[] headers)
    {
        using var answer = await server.SendAsync(method, path, body, headers);
        return (int)answer.StatusCode;
    }

    /// <summary>Open time, prices and volume of each bar, oldest first, as numbers.</summary>
    private static async Task<(UnixNanos, decimal, decimal, decimal, decimal, decimal)[]> ReadAsync(RunningServer server, string path)
    {
        var bars = new List<(UnixNanos, decimal, decimal, decimal, decimal, decimal)>();
        foreach (var item in await server.ReadPagesAsync(path, 10_000))
        {
            var bar = JsonDocument.Parse(item).RootElement;
            decimal Number(string name) => decimal.Parse(Text(bar, name), CultureInfo.InvariantCulture);
            bars.Add((new UnixNanos(long.Parse(Text(bar, "ts_open"), CultureInfo.InvariantCulture)), Number("open"), Number("high"), Number("low"), Number("close"), Number("volume")));
        }

        return [.. bars.OrderBy(b => b.Item1)];
    }

    /// <summary>Bars the plain way: rows in their order, grouped by the interval of their time.</summary>
    private static (UnixNanos, decimal, decimal, decimal, decimal, decimal)[] BarsOf(IEnumerable<(UnixNanos At, decimal Price, decimal Size)> rows, Timeframe timeframe) =>
    [
        .. rows.GroupBy(r => timeframe.OpenOf(r.At)).OrderBy(g => g.Key)
            .Select(g => (g.Key, g.First().Price, g.Max(r => r.Price), g.Min(r => r.Price), g.Last().Price, g.Sum(r => r.Size))),
    ];

    private static (UnixNanos, decimal, decimal, decimal, decimal, decimal)[] Merged(IEnumerable<Bar> bars, Timeframe timeframe) =>
    [
        .. bars.GroupBy(b => timeframe.OpenOf(b.TsOpen)).OrderBy(g => g.Key)
            .Select(g => (g.Key, Price(g.First().Open), Price(g.Max(b => b.High)), Price(g.Min(b => b.Low)), Price(g.Last().Close), Price(g.Sum(b => b.Volume)))),
    ];

    private static IEnumerable<(UnixNanos At, decimal Bid, decimal Ask)> RowsOf(string path)
    {
        using var file = CatalogFile.Open(path);
        foreach (var batch in file.ReadBatches())
            for (var row = 0; row < batch.Rows; row++)
                yield return (new UnixNanos(batch["ts_event"].Int64[row]), decimal.Parse(batch.Display("bid_price", row)!, CultureInfo.InvariantCulture), decimal.Parse(batch.Display("ask_price", row)!, CultureInfo.InvariantCulture));
    }

    private static decimal Price(long mantissa) => (decimal)mantissa / Samples.One;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private sealed class TempRoot : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("argonaut-catalog-").FullName;

        public void Copy(string from, string to)
        {
            var target = System.IO.Path.Combine(Path, to);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(from, target);
        }

        public void Write(string path, string content)
        {
            var target = System.IO.Path.Combine(Path, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.WriteAllText(target, content);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
