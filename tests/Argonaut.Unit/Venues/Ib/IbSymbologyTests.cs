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
    [InlineData("STK", "AAPL", "AAPL", "SMART", "NASDAQ", "AAPL.XNAS", "AAPL=STK.NASDAQ", "AAPL=STK.XNAS")]
    [InlineData("STK", "BRK B", "BRK B", "SMART", "NYSE", "BRK-B.XNYS", "BRK B=STK.NYSE", "BRK B=STK.XNYS")]
    [InlineData("STK", "SPY", "SPY", "SMART", "ARCA", "SPY.ARCX", "SPY=STK.ARCA", "SPY=STK.ARCX")]
    [InlineData("STK", "7203", "7203", "TSEJ", "", "7203.XTKS", "7203=STK.TSEJ", "7203=STK.XTKS")]
    [InlineData("STK", "CBA", "CBA", "SMART", "ASX", "CBA.XASX", "CBA=STK.ASX", "CBA=STK.XASX")]
    [InlineData("STK", "X", "X", "SMART", "PINK", "X.PINK", "X=STK.PINK", "X=STK.PINK")]
    [InlineData("IND", "SPX", "SPX", "CBOE", "", "^SPX.XCBO", "SPX=IND.CBOE", "SPX=IND.XCBO")]
    [InlineData("OPT", "AAPL", "AAPL  261218C00250000", "CBOE", "", "AAPL  261218C00250000.XCBO", "AAPL  261218C00250000=OPT.CBOE", "AAPL  261218C00250000=OPT.XCBO")]
    [InlineData("FUT", "EUR", "6EH4", "CME", "", "6EH4.XCME", "6EH4=FUT.CME", "6EH4=FUT.XCME")]
    [InlineData("FOP", "ES", "ESZ6 C7000", "CME", "", "ESZ6 C7000.XCME", "ESZ6 C7000=FOP.CME", "ESZ6 C7000=FOP.XCME")]
    [InlineData("CASH", "EUR", "EUR.USD", "IDEALPRO", "", "EUR/USD.IDEALPRO", "EUR.USD=CASH.IDEALPRO", "EUR.USD=CASH.IDEALPRO")]
    [InlineData("CRYPTO", "BTC", "BTC.USD", "PAXOS", "", "BTC/USD.PAXOS", "BTC.USD=CRYPTO.PAXOS", "BTC.USD=CRYPTO.PAXOS")]
    [InlineData("CFD", "EUR", "EUR.USD", "SMART", "", "EUR/USD.IBCFD", "EUR.USD=CFD.IBCFD", "EUR.USD=CFD.IBCFD")]
    [InlineData("CMDTY", "XAUUSD", "XAUUSD", "SMART", "", "XAUUSD.IBCMDTY", "XAUUSD=CMDTY.IBCMDTY", "XAUUSD=CMDTY.IBCMDTY")]
    public void Both_settings_change_ids_as_the_adapter_does(
        string type, string symbol, string local, string exchange, string primary, string mic, string raw, string both)
    {
        var contract = new IbContract
        {
            SecType = type, Symbol = symbol, LocalSymbol = local, Exchange = exchange, PrimaryExchange = primary, Currency = "USD",
        };
        Assert.Equal((mic, raw, both), (
            new IbNaming(UsesMics: true).IdOf(contract, ""), new IbNaming(IbSymbology.Raw).IdOf(contract, ""), new IbNaming(IbSymbology.Raw, true).IdOf(contract, "")));
    }

    [Theory]
    [InlineData("AAPL.XNAS", "STK AAPL SMART NASDAQ")]
    [InlineData("ESZ6.XCME", "FUT ESZ6 CME ")]
    [InlineData("FESXZ6.XEUR", "CONTFUT FESXZ6 EUREX |CONTFUT FESXZ6 DTB |STK FESXZ6 SMART SOFFEX")]
    [InlineData("COILZ6.IFEU", "CONTFUT COILZ6 ICEEU |CONTFUT COILZ6 IPE ")]
    [InlineData("NESN.XSWX", "STK NESN SMART SIX|STK NESN SMART SWX")]
    [InlineData("^SPX.XCBO", "IND SPX CBOE ")]
    [InlineData("EUR/USD.IDEALPRO", "CASH EUR IDEALPRO ")]
    [InlineData("AAPL=STK.XNAS", "STK AAPL SMART NASDAQ")]
    public void A_market_identifier_code_is_asked_for_at_each_of_its_exchanges(string id, string questions) => Assert.Equal(
        questions, string.Join('|', new IbNaming(UsesMics: true).QuestionsFor(InstrumentId.Parse(id)).Select(Question)));

    [Theory]
    [InlineData("AAPL=STK.NASDAQ", "STK AAPL SMART NASDAQ")]
    [InlineData("BRK B=STK.NYSE", "STK BRK B SMART NYSE")]
    [InlineData("EUR.USD=CASH.IDEALPRO", "CASH EUR.USD IDEALPRO ")]
    [InlineData("ESZ6=FUT.CME", "FUT ESZ6 CME ")]
    [InlineData("ESZ6 C7000=FOP.CME", "FOP ESZ6 C7000 CME ")]
    [InlineData("AAPL  261218C00250000=OPT.AMEX", "OPT AAPL  261218C00250000 SMART ")]
    [InlineData("C OESX 20260213 4775=OPT.EUREX", "OPT C OESX 20260213 4775 EUREX ")]
    [InlineData("SPX=IND.CBOE", "IND SPX CBOE ")]
    [InlineData("EUR.USD=CFD.IBCFD", "CFD EUR.USD SMART ")]
    [InlineData("XAUUSD=CMDTY.IBCMDTY", "CMDTY XAUUSD SMART ")]
    public void A_raw_id_is_asked_for_by_its_local_symbol_and_kind_whatever_the_setting(string id, string question)
    {
        foreach (var naming in (IbNaming[])[IbNaming.Default, new IbNaming(IbSymbology.Raw)])
            Assert.Equal(question, Question(Assert.Single(naming.QuestionsFor(InstrumentId.Parse(id)))));
    }

    [Theory]
    [InlineData(IbSymbology.Simplified, "AAPL.NASDAQ", true)]
    [InlineData(IbSymbology.Simplified, "AAPL=STK.NASDAQ", false)]
    [InlineData(IbSymbology.Raw, "AAPL.NASDAQ", false)]
    [InlineData(IbSymbology.Raw, "AAPL=STK.NASDAQ", true)]
    public void Only_an_id_of_the_set_symbology_is_kept_as_it_was_typed(IbSymbology symbology, string id, bool isOwn)
    {
        Assert.Equal(isOwn, new IbNaming(symbology).IsOwn(InstrumentId.Parse(id)));
        Assert.True(IbNaming.IsNamed(new IbContract { SecType = "STK", Symbol = "AAPL", LocalSymbol = "AAPL", Exchange = "SMART" }, InstrumentId.Parse(id)));
        Assert.False(IbNaming.IsNamed(new IbContract { SecType = "STK", Symbol = "MSFT", LocalSymbol = "MSFT", Exchange = "SMART" }, InstrumentId.Parse(id)));
    }

    /// <summary>Every contract of the vectors, named in each way, is asked for and recognized again by its id.</summary>
    [Fact]
    public void An_id_leads_back_to_its_contract_in_every_symbology()
    {
        var found = Vector.LoadAll().Where(v => v.Kind is "contractDetails").Select(Details).Where(d => d.Contract.SecType != "FUND").ToList();
        Assert.True(found.Count >= 9, $"Expected the contracts of the vectors, found {found.Count}.");
        foreach (var naming in (IbNaming[])[IbNaming.Default, new IbNaming(UsesMics: true), new IbNaming(IbSymbology.Raw), new IbNaming(IbSymbology.Raw, true)])
            foreach (var details in found)
            {
                var id = InstrumentId.Parse(naming.IdOf(details.Contract, details.ValidExchanges));
                Assert.True(naming.IsOwn(id));
                Assert.True(IbNaming.IsNamed(details.Contract, id), id.Value);
                Assert.True(naming.QuestionsFor(id).Any(q => IbContractSearch.IsMatch(q, details)), id.Value);
            }
    }

    [Fact]
    public void A_definition_of_a_dated_contract_has_the_code_of_its_exchange_in_both_ways()
    {
        var details = Details(Vector.LoadAll().First(v => v.Name == "resp.contractDetails.es.v178"));
        Assert.True(IbInstruments.TryCreate(details, null, false, out var plain, out _));
        Assert.True(IbInstruments.TryCreate(details, null, false, out var coded, out _, new IbNaming(UsesMics: true)));
        Assert.Equal(("ESZ6.CME", "XCME", "ESZ6.XCME", "XCME"), (plain!.Id.Value, plain.ExchangeMic, coded!.Id.Value, coded.ExchangeMic));
        Assert.Equal(plain with { Id = coded.Id }, coded);
    }

    [Fact]
    public void An_index_has_the_size_decimals_of_its_smallest_size()
    {
        var details = new IbContractDetails
        {
            RequestId = 1, Contract = new IbContract { ConId = 1, SecType = "IND", Symbol = "SPX", Exchange = "CBOE", Currency = "USD" }, MinTick = "0.01", MinSize = "0.1",
        };
        Assert.True(IbInstruments.TryCreate(details, null, false, out var instrument, out _));
        Assert.Equal(1, instrument!.SizeIncrement.Precision);
    }

    private static string Question(IbContract c) => $"{c.SecType} {(c.LocalSymbol.Length > 0 ? c.LocalSymbol : c.Symbol)} {c.Exchange} {c.PrimaryExchange}";

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
        var c = Assert.Single(IbNaming.Default.QuestionsFor(InstrumentId.Parse(id)));
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
