using Argonaut.Domain.Instruments;
using Argonaut.Venues.Ib.Symbology;
using Argonaut.Venues.Ib.Wire;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Every contract of the vectors as the definition that ib-tws-protocol.md 11 asks for, worked out by hand.</summary>
public sealed class IbDefinitionGoldenTests
{
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["resp.contractDetails.aapl.v178"] =
            "AAPL.NASDAQ Equity/Equity raw AAPL, /USD, tick 0.01 (2), size 1 (0), x1, lot 1, under -, mic -, isin US0378331005, - to -, - -, America/New_York",
        ["resp.contractDetails.aapl.v200"] =
            "AAPL.NASDAQ Equity/Equity raw AAPL, /USD, tick 0.01 (2), size 1 (0), x1, lot 1, under -, mic -, isin US0378331005, - to -, - -, America/New_York",
        ["resp.contractDetails.eurusd.v200"] =
            "EUR/USD.IDEALPRO CurrencyPair/Fx raw EUR.USD, EUR/USD, tick 0.00005 (5), size 0.01 (2), x1, lot 1, under -, mic -, isin -, - to -, - -, America/New_York",
        ["resp.contractDetails.esTimeZone.v178"] =
            "ESM5.CME FuturesContract/Index raw ESM5, /USD, tick 0.25 (2), size 1 (0), x50, lot 1, under ES, mic XCME, isin -, "
            + "2025-03-22T13:30:00.000000000Z to 2025-06-20T13:30:00.000000000Z, - -, America/Chicago",
        ["resp.contractDetails.es.v178"] =
            "ESZ6.CME FuturesContract/Index raw ESZ6, /USD, tick 0.25 (2), size 1 (0), x50, lot 1, under ES, mic XCME, isin -, "
            + "2026-09-19T14:30:00.000000000Z to 2026-12-18T14:30:00.000000000Z, - -, America/Chicago",
        ["resp.contractDetails.option.v178"] =
            "AAPL  261218C00250000.AMEX OptionContract/Equity raw AAPL  261218C00250000, /USD, tick 0.01 (2), size 1 (0), x100, lot 100, under AAPL, mic -, isin -, "
            + "2026-09-19T21:00:00.000000000Z to 2026-12-18T21:00:00.000000000Z, Call 250, America/New_York",
        ["resp.contractDetails.option.v200"] =
            "AAPL  261218C00250000.AMEX OptionContract/Equity raw AAPL  261218C00250000, /USD, tick 0.01 (2), size 1 (0), x100, lot 100, under AAPL, mic -, isin -, "
            + "2026-09-19T21:00:00.000000000Z to 2026-12-18T21:00:00.000000000Z, Call 250, America/New_York",
        ["resp.contractDetails.crypto.v193"] =
            "BTC/USD.PAXOS CurrencyPair/Cryptocurrency raw BTC.USD, BTC/USD, tick 0.25 (2), size 0.00000001 (8), x1, lot 1, under -, mic -, isin -, - to -, - -, America/New_York",
        ["resp.contractDetails.lseMagnifier.v178"] =
            "VOD.LSE Equity/Equity raw VOD, /GBP, tick 0.0001 (4), size 1 (0), x1, lot 1, under -, mic -, isin GB00BH4HKS39, - to -, - -, Europe/London",
        ["resp.contractDetails.unicodeName.v178"] =
            "RMS.SBF Equity/Equity raw RMS, /EUR, tick 0.01 (2), size 1 (0), x1, lot 1, under -, mic -, isin -, - to -, - -, Europe/Brussels",
        ["resp.contractDetails.fund.v187"] = "refused: mutual funds are not recorded: they have one price a day and no market",
        ["resp.bondContractDetails.v178"] = "refused: bonds are not recorded: NautilusTrader has no instrument class for them",
    };

    [Fact]
    public void Every_contract_of_the_vectors_has_its_definition()
    {
        var found = Vector.LoadAll().Where(v => v.Kind is "contractDetails" or "bondContractDetails").ToDictionary(v => v.Name, DefinitionOf);
        Assert.Equal(Expected.OrderBy(e => e.Key, StringComparer.Ordinal), found.OrderBy(e => e.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void The_magnifier_is_for_wire_prices_and_leaves_the_tick_as_it_is()
    {
        var details = Details(Vector.LoadAll().First(v => v.Name == "resp.contractDetails.lseMagnifier.v178"));
        Assert.True(IbInstruments.TryCreate(details, null, false, out var instrument, out _));
        Assert.True(IbVenueReference.TryParse(instrument!.VenueReference, out var reference));
        Assert.Equal((100, "0.0001"), (reference.PriceMagnifier, instrument.PriceIncrement.ToString()));
    }

    /// <summary>A put of the S&amp;P index without a time of its last trade, in a week whose last session is short.</summary>
    [Theory]
    [InlineData("20261218", "", "", "20261126:0930-20261126:1600;20261127:0930-20261127:1300", "US/Eastern", "2026-12-18T18:00:00.000000000Z")]
    [InlineData("20261218", "", "", "", "US/Eastern", "2026-12-18T23:59:59.000000000Z")]
    [InlineData("20261218", "15:15", "US/Central", "20261126:0930-20261126:1600", "US/Eastern", "2026-12-18T21:15:00.000000000Z")]
    [InlineData("20260708", "10:00", "Asia/Kolkata", "", "US/Eastern", "2026-07-08T04:30:00.000000000Z")]
    [InlineData("20261218", "", "", "20261217:0000-20261218:0000", "UTC", "2026-12-19T00:00:00.000000000Z")]
    [InlineData("202612", "", "", "", "UTC", "1970-01-01T00:00:00.000000000Z")]
    public void An_expiration_is_the_last_trade_time_in_its_zone(string date, string time, string zone, string hours, string exchangeZone, string expected)
    {
        var details = Option("IND", "P") with { LastTradeTime = time, LastTradeZone = zone, TradingHours = hours, TimeZoneId = exchangeZone };
        details = details with { Contract = details.Contract with { LastTradeDate = date } };
        Assert.True(IbInstruments.TryCreate(details, null, false, out var instrument, out _));
        Assert.Equal(expected, instrument!.Expiration.ToIso());
    }

    [Theory]
    [InlineData("STK", "SPX", "Equity", "Put")]
    [InlineData("IND", "^SPX", "Index", "Put")]
    [InlineData("CASH", "SPX", "Fx", "Put")]
    [InlineData("", "SPX", "Commodity", "Put")]
    public void The_underlying_decides_the_asset_class_and_an_index_has_its_mark(string underType, string underlying, string asset, string kind)
    {
        Assert.True(IbInstruments.TryCreate(Option(underType, "P"), null, false, out var i, out _));
        Assert.Equal((underlying, asset, kind), (i!.Underlying, i.AssetClass.ToString(), i.OptionKind.ToString()));
    }

    [Theory]
    [InlineData("CFD", "EUR", "EUR.USD", "EUR/USD.IBCFD", "Cfd", "Fx", "EUR")]
    [InlineData("CFD", "IBM", "IBM", "IBM.IBCFD", "Cfd", "Equity", null)]
    [InlineData("CMDTY", "XAUUSD", "XAUUSD", "XAUUSD.IBCMDTY", "Commodity", "Commodity", null)]
    [InlineData("IND", "VIX", "VIX", "^VIX.CBOE", "IndexInstrument", "Index", null)]
    public void Other_kinds_have_their_class(string type, string symbol, string local, string id, string instrumentClass, string asset, string? baseCurrency)
    {
        var details = new IbContractDetails
        {
            RequestId = 1, MinTick = "0.01", MinSize = "1",
            Contract = new IbContract
            {
                ConId = 1, SecType = type, Symbol = symbol, LocalSymbol = local, Currency = "USD", Exchange = type == "IND" ? "CBOE" : "SMART",
            },
        };
        Assert.True(IbInstruments.TryCreate(details, null, false, out var i, out _));
        Assert.Equal((id, instrumentClass, asset, baseCurrency), (i!.Id.Value, i.Class.ToString(), i.AssetClass.ToString(), i.BaseCurrency));
    }

    [Theory]
    [InlineData("BOND")]
    [InlineData("BILL")]
    [InlineData("FUND")]
    [InlineData("BAG")]
    [InlineData("WAR")]
    [InlineData("XYZ")]
    public void What_has_no_class_is_refused_with_its_reason(string type)
    {
        var details = new IbContractDetails { RequestId = 1, MinTick = "0.01", Contract = new IbContract { ConId = 1, SecType = type, Symbol = "X", Exchange = "SMART" } };
        Assert.False(IbInstruments.TryCreate(details, null, false, out _, out var problem));
        Assert.Equal(IbRefusals.Of(type), problem);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void A_tick_of_ten_decimals_gets_a_scale_that_holds_it()
    {
        var details = new IbContractDetails
        {
            RequestId = 1, MinTick = "0.0000000005", Contract = new IbContract { ConId = 1, SecType = "CRYPTO", Symbol = "X", Currency = "USD", Exchange = "PAXOS" },
        };
        Assert.True(IbInstruments.TryCreate(details, null, false, out var instrument, out _));
        Assert.Equal((10, 10), (instrument!.PricePrecision, instrument.PriceScale));
    }

    [Theory]
    [InlineData("26,32,109", "SMART,AMEX,CBOE", "CBOE", 109)]
    [InlineData("26,32,109", "SMART,NASDAQ,CBOE", "ISLAND", 32)]
    [InlineData("26,32", "SMART,AMEX,CBOE", "CBOE", 26)]
    [InlineData("26", "SMART", "ARCA", 26)]
    [InlineData("", "SMART", "SMART", null)]
    public void The_market_rule_is_that_of_the_contracts_exchange(string rules, string exchanges, string exchange, int? rule) => Assert.Equal(
        rule, IbMarketRules.RuleOf(new IbContractDetails
        {
            RequestId = 1, MarketRuleIds = rules, ValidExchanges = exchanges, Contract = new IbContract { Exchange = exchange },
        }));

    private static IbContractDetails Option(string underSecType, string right) => new()
    {
        RequestId = 1, MinTick = "0.05", UnderSymbol = "SPX", UnderSecType = underSecType, ValidExchanges = "SMART,CBOE",
        Contract = new IbContract
        {
            ConId = 1, SecType = "OPT", Symbol = "SPX", LocalSymbol = "SPX   261218P05000000", LastTradeDate = "20261218", Right = right, Strike = "5000",
            Multiplier = "100", Currency = "USD", Exchange = "SMART",
        },
    };

    private static string DefinitionOf(Vector vector) =>
        IbInstruments.TryCreate(Details(vector), null, false, out var i, out var problem) ? Describe(i!) : $"refused: {problem}";

    private static string Describe(Instrument i) =>
        $"{i.Id} {i.Class}/{i.AssetClass} raw {i.RawSymbol}, {i.BaseCurrency}/{i.QuoteCurrency}, tick {i.PriceIncrement} ({i.PricePrecision}), "
        + $"size {i.SizeIncrement} ({i.SizePrecision}), x{i.Multiplier}, lot {i.LotSize}, under {i.Underlying ?? "-"}, mic {i.ExchangeMic ?? "-"}, isin {i.Isin ?? "-"}, "
        + $"{(i.Activation.Value == 0 ? "-" : i.Activation.ToIso())} to {(i.Expiration.Value == 0 ? "-" : i.Expiration.ToIso())}, "
        + $"{i.OptionKind?.ToString() ?? "-"} {i.StrikePrice?.ToString() ?? "-"}, {i.TimeZone}";

    private static IbContractDetails Details(Vector vector)
    {
        var r = new IbFieldReader(vector.Payload);
        r.Skip();
        return vector.Kind == "contractDetails"
            ? IbContractDecoder.Details(ref r, vector.ServerVersion)
            : IbContractDecoder.Bond(ref r, vector.ServerVersion).ToDetails();
    }
}
