using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Symbology;
using Argonaut.Venues.Ib.Wire;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class IbSymbologyTests
{
    [Theory]
    [InlineData("STK", "AAPL", "AAPL", "SMART", "NASDAQ", "", "AAPL.NASDAQ")]
    [InlineData("STK", "BRK B", "BRK B", "SMART", "NYSE", "", "BRK-B.NYSE")]
    [InlineData("STK", "RMS", "RMS", "SBF", "", "", "RMS.SBF")]
    [InlineData("IND", "SPX", "SPX", "CBOE", "", "", "^SPX.CBOE")]
    [InlineData("OPT", "AAPL", "AAPL  261218C00250000", "SMART", "", "SMART,AMEX,CBOE", "AAPL  261218C00250000.AMEX")]
    [InlineData("OPT", "AAPL", "AAPL 261218C00250000", "SMART", "", "SMART,AMEX,CBOE", "AAPL  261218C00250000.AMEX")]
    [InlineData("FUT", "ES", "ESZ6", "CME", "", "", "ESZ6.CME")]
    [InlineData("FUT", "ES", "ES MAR 23", "CME", "", "", "ESH3.CME")]
    [InlineData("FUT", "NIFTY", "NIFTY25MARFUT", "NSE", "", "", "NIFTYH5.NSE")]
    [InlineData("CONTFUT", "ES", "ESZ6", "CME", "", "", "ES.CME")]
    [InlineData("FOP", "ES", "ESZ6 C7000", "CME", "", "", "ESZ6 C7000.CME")]
    [InlineData("CASH", "EUR", "EUR.USD", "IDEALPRO", "", "", "EUR/USD.IDEALPRO")]
    [InlineData("CRYPTO", "BTC", "BTC.USD", "PAXOS", "", "", "BTC/USD.PAXOS")]
    [InlineData("CFD", "EUR", "EUR.USD", "SMART", "", "", "EUR/USD.IBCFD")]
    [InlineData("CFD", "IBM", "IBM", "SMART", "", "", "IBM.IBCFD")]
    [InlineData("CMDTY", "XAUUSD", "XAUUSD", "SMART", "", "", "XAUUSD.IBCMDTY")]
    public void Ids_are_those_of_the_adapter(string type, string symbol, string local, string exchange, string primary, string valid, string id)
    {
        var contract = new IbContract
        {
            SecType = type, Symbol = symbol, LocalSymbol = local, Exchange = exchange, PrimaryExchange = primary, Currency = "USD",
        };
        Assert.Equal(id, $"{IbInstrumentIds.SymbolOf(contract)}.{IbInstrumentIds.VenueOf(contract, valid)}");
    }

    [Theory]
    [InlineData("C", "OESX", "20260213", "4775", "C OESX 20260213 4775")]
    public void An_option_without_a_local_symbol_is_named_by_its_terms(string right, string tradingClass, string date, string strike, string symbol) =>
        Assert.Equal(symbol, IbInstrumentIds.SymbolOf(
            new IbContract { SecType = "OPT", Right = right, TradingClass = tradingClass, LastTradeDate = date, Strike = strike }));

    [Fact]
    public void A_future_with_a_long_local_symbol_is_named_by_class_and_date() => Assert.Equal("ESTX50 FESX 20240315", IbInstrumentIds.SymbolOf(
        new IbContract { SecType = "FUT", Symbol = "ESTX50", LocalSymbol = "FESX 20240315 M", TradingClass = "FESX", LastTradeDate = "20240315" }));

    [Theory]
    [InlineData("AAPL.NASDAQ", "STK", "AAPL", "", "SMART", "NASDAQ", "")]
    [InlineData("BRK-B.NYSE", "STK", "BRK B", "", "SMART", "NYSE", "")]
    [InlineData("EUR/USD.IDEALPRO", "CASH", "EUR", "", "IDEALPRO", "", "USD")]
    [InlineData("BTC/USD.PAXOS", "CRYPTO", "BTC", "", "PAXOS", "", "USD")]
    [InlineData("^SPX.CBOE", "IND", "SPX", "", "CBOE", "", "")]
    [InlineData("ESZ6.CME", "FUT", "", "ESZ6", "CME", "", "")]
    [InlineData("ES.CME", "CONTFUT", "ES", "", "CME", "", "")]
    [InlineData("ESZ6 C7000.CME", "FOP", "", "ESZ6 C7000", "CME", "", "")]
    [InlineData("ESTX50 FESX 20240315.EUREX", "FUT", "ESTX50", "", "EUREX", "", "")]
    [InlineData("AAPL  261218C00250000.AMEX", "OPT", "", "AAPL  261218C00250000", "SMART", "", "USD")]
    [InlineData("C OESX 20260213 4775.EUREX", "OPT", "", "", "EUREX", "", "")]
    [InlineData("EUR/USD.IBCFD", "CFD", "EUR", "", "SMART", "", "USD")]
    [InlineData("XAUUSD.IBCMDTY", "CMDTY", "XAUUSD", "", "SMART", "", "")]
    public void An_id_becomes_the_question_of_its_kind(
        string id, string type, string symbol, string local, string exchange, string primary, string currency)
    {
        var c = IbContractSearch.ForId(InstrumentId.Parse(id));
        Assert.Equal((type, symbol, local, exchange, primary, currency),
            (c.SecType, c.Symbol, c.LocalSymbol, c.Exchange, c.PrimaryExchange, c.Currency));
    }

    [Theory]
    [InlineData("EURUSD", "CASH,CRYPTO,STK")]
    [InlineData("BTC/USD", "CASH,CRYPTO,STK")]
    [InlineData("ES", "FUT")]
    [InlineData("ZBH7", "FUT")]
    [InlineData("^VIX", "IND")]
    [InlineData("AAPL", "STK")]
    public void A_bare_symbol_is_tried_as_the_kinds_it_can_be(string symbol, string types) =>
        Assert.Equal(types, string.Join(',', IbContractSearch.ForSymbol(symbol).Select(c => c.SecType)));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1.7976931348623157E308")]
    [InlineData("2147483647")]
    public void A_contract_without_a_tick_is_refused_with_the_reason(string minTick)
    {
        var details = new IbContractDetails
        {
            RequestId = 1, Contract = new IbContract { ConId = 1, SecType = "STK", Symbol = "X", Exchange = "SMART" }, MinTick = minTick,
        };
        Assert.False(IbInstruments.TryCreate(details, null, false, out _, out var problem));
        Assert.Contains("price increment", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.01", "0.01")]
    [InlineData("0.50", "0.5")]
    [InlineData("5E-5", "0.00005")]
    [InlineData("1.0", "1")]
    [InlineData("0.10000000000000001", "0.1")]
    public void The_tick_has_the_decimals_that_mean_something(string minTick, string increment)
    {
        var details = new IbContractDetails
        {
            RequestId = 1, Contract = new IbContract { ConId = 1, SecType = "STK", Symbol = "X", Exchange = "SMART" }, MinTick = minTick,
        };
        Assert.True(IbInstruments.TryCreate(details, null, false, out var instrument, out _));
        Assert.Equal(increment, instrument!.PriceIncrement.ToString());
    }

    [Fact]
    public void A_reference_comes_back_as_it_was_written()
    {
        var vector = Vector.LoadAll().First(v => v.Name == "resp.contractDetails.option.v178");
        var contract = Details(vector).Contract;
        Assert.True(IbVenueReference.TryParse(new IbVenueReference(contract, 100).ToJson(), out var reference));
        Assert.Equal(new IbVenueReference(contract, 100), reference);
        Assert.False(IbVenueReference.TryParse("{\"conId\":", out _));
        Assert.False(IbVenueReference.TryParse("{}", out _));
    }

    [Theory]
    [InlineData("20260414", "2026-04-14T00:00:00.000000000Z")]
    [InlineData("1795185000", "2026-11-20T14:30:00.000000000Z")]
    [InlineData("20261120-14:30:00", "2026-11-20T14:30:00.000000000Z")]
    [InlineData("20261120 09:30:00 US/Eastern", "2026-11-20T14:30:00.000000000Z")]
    [InlineData("20260720 09:30:00 America/New_York", "2026-07-20T13:30:00.000000000Z")]
    [InlineData("20261120  14:30:00", "2026-11-20T14:30:00.000000000Z")]
    public void Every_form_of_a_date_is_read(string text, string expected)
    {
        Assert.True(IbTimes.TryParse(text, out var at));
        Assert.Equal(expected, at.ToIso());
    }

    [Fact]
    public void A_time_for_a_request_is_utc_and_whole_seconds_rounded_up() =>
        Assert.Equal("20261120-14:30:01", IbTimes.FormatUtc(UnixNanos.FromSeconds(1_795_185_000) + 1));

    private static IbContractDetails Details(Vector vector)
    {
        var r = new IbFieldReader(vector.Payload);
        r.Skip();
        return IbContractDecoder.Details(ref r, vector.ServerVersion);
    }
}
