using Argonaut.Venues.Ib.Wire;
using Xunit;
using static Argonaut.Unit.Venues.Ib.WireFrames;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>One test a message that the vector file does not have; <see cref="MessageKindTests"/> knows them by name.</summary>
public sealed class MessagesWithoutVectorTests
{
    private static readonly IbContract Option = new()
    {
        ConId = 756_800_001, Symbol = "AAPL", SecType = "OPT", LastTradeDate = "20261218", Strike = "250", Right = "C", Multiplier = "100",
        Exchange = "SMART", Currency = "USD", LocalSymbol = "AAPL  261218C00250000", TradingClass = "AAPL",
    };

    private const string Option12 = "756800001|AAPL|OPT|20261218|250|C|100|SMART||USD|AAPL  261218C00250000|AAPL";

    [Fact]
    public void News_bulletins_are_requested() => Assert.Equal("12|1|1", Text(w => w.NewsBulletins(all: true)));

    [Fact]
    public void News_bulletins_are_cancelled() => Assert.Equal("13|1", Text(w => w.CancelNewsBulletins()));

    [Fact]
    public void The_log_level_of_the_server_is_set() => Assert.Equal("14|1|2", Text(w => w.ServerLogLevel(2)));

    [Theory]
    [InlineData(178, "")]
    [InlineData(180, "|")]
    [InlineData(183, "||")]
    [InlineData(184, "|||0")]
    [InlineData(200, "|||0")]
    public void Options_are_exercised(int version, string later) => Assert.Equal(
        "21|2|5|756800001|AAPL|OPT|20261218|250|C|100|SMART|USD|AAPL  261218C00250000|AAPL|1|2|DU1|0" + later,
        Text(w => w.ExerciseOptions(5, Option, 1, 2, "DU1", overrides: false, version)));

    [Fact]
    public void An_implied_volatility_is_requested() =>
        Assert.Equal($"54|3|7|{Option12}|12.5|251.3|0|", Text(w => w.CalculateImpliedVolatility(7, Option, "12.5", "251.3")));

    [Fact]
    public void An_option_price_is_requested() =>
        Assert.Equal($"55|3|7|{Option12}|0.25|251.3|0|", Text(w => w.CalculateOptionPrice(7, Option, "0.25", "251.3")));

    [Fact]
    public void An_implied_volatility_is_cancelled() => Assert.Equal("56|1|7", Text(w => w.CancelImpliedVolatility(7)));

    [Fact]
    public void An_option_price_is_cancelled() => Assert.Equal("57|1|7", Text(w => w.CancelOptionPrice(7)));

    [Fact]
    public void Soft_dollar_tiers_are_requested() => Assert.Equal("79|7", Text(w => w.SoftDollarTiers(7)));

    [Fact]
    public void Family_codes_are_requested() => Assert.Equal("80", Text(w => w.FamilyCodes()));

    [Fact]
    public void A_news_article_is_requested() => Assert.Equal("84|7|BRFG|BRFG$1|", Text(w => w.NewsArticle(7, "BRFG", "BRFG$1")));

    [Fact]
    public void News_providers_are_requested() => Assert.Equal("85", Text(w => w.NewsProviders()));

    [Fact]
    public void Old_news_are_requested() => Assert.Equal(
        "86|7|265598|BRFG+DJNL|20261119-00:00:00|20261120-00:00:00|10|",
        Text(w => w.HistoricalNews(7, 265598, "BRFG+DJNL", "20261119-00:00:00", "20261120-00:00:00", 10)));

    [Fact]
    public void A_histogram_is_requested() =>
        Assert.Equal($"88|7|{Option12}|0|1|3 days", Text(w => w.Histogram(7, Option, useRth: true, "3 days")));

    [Fact]
    public void A_histogram_is_cancelled() => Assert.Equal("89|7", Text(w => w.CancelHistogram(7)));

    [Fact]
    public void A_delta_neutral_contract_is_confirmed()
    {
        var r = After(Payload("56|1|7|265598|0.45|185.5"));
        Assert.Equal(
            new IbDeltaNeutralValidation(7, new IbDeltaNeutralContract(265598, "0.45", "185.5")), IbDeltaNeutralValidation.Read(ref r));
        Assert.True(r.IsAtEnd);
    }

    [Fact]
    public void Soft_dollar_tiers_are_read()
    {
        var r = After(Payload("77|7|2|T1|10|Tier one|T2|20|Tier two"));
        var (requestId, tiers) = IbProfileDecoder.SoftDollarTiers(ref r);
        Assert.Equal(7, requestId);
        Assert.Equal([new IbSoftDollarTier("T1", "10", "Tier one"), new IbSoftDollarTier("T2", "20", "Tier two")], tiers);
        Assert.True(r.IsAtEnd);
    }

    [Fact]
    public void Family_codes_are_read()
    {
        var r = After(Payload("78|2|U1|F1|*|"));
        Assert.Equal([new IbFamilyCode("U1", "F1"), new IbFamilyCode("*", "")], IbProfileDecoder.FamilyCodes(ref r));
        Assert.True(r.IsAtEnd);
    }

    [Fact]
    public void A_news_article_is_read()
    {
        var r = After(Payload("83|7|0|Caf\\u00e9 opens"));
        Assert.Equal(new IbNewsArticle(7, 0, "Café opens"), IbNewsDecoder.Article(ref r));
        Assert.True(r.IsAtEnd);
    }

    [Fact]
    public void News_providers_are_read()
    {
        var r = After(Payload("85|2|BRFG|Briefing|DJNL|Dow Jones"));
        Assert.Equal([new IbNewsProvider("BRFG", "Briefing"), new IbNewsProvider("DJNL", "Dow Jones")], IbNewsDecoder.Providers(ref r));
        Assert.True(r.IsAtEnd);
    }

    [Fact]
    public void Old_news_are_read()
    {
        var r = After(Payload("86|7|2026-11-19 12:30:00.0|BRFG|BRFG$1|Rally"));
        Assert.Equal(new IbHistoricalNews(7, "2026-11-19 12:30:00.0", "BRFG", "BRFG$1", "Rally"), IbNewsDecoder.Headline(ref r));
        Assert.True(r.IsAtEnd);
    }

    [Fact]
    public void The_end_of_old_news_is_read()
    {
        var r = After(Payload("87|7|1"));
        Assert.Equal((7, true), IbNewsDecoder.HeadlinesEnd(ref r));
        Assert.True(r.IsAtEnd);
    }

    [Fact]
    public void A_histogram_is_read()
    {
        var r = After(Payload("89|7|2|185.5|1200|185.55|300"));
        var histogram = IbHistogram.Read(ref r);
        Assert.Equal(7, histogram.RequestId);
        Assert.Equal([new IbHistogramRow("185.5", "1200"), new IbHistogramRow("185.55", "300")], histogram.Rows);
        Assert.True(r.IsAtEnd);
    }
}
