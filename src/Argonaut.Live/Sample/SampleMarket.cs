using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;

namespace Argonaut.Live.Sample;

/// <summary>
/// What the sample is: two trading days of four instruments that do not exist, of a venue that does not exist. Nothing of it is anybody's
/// data; every load makes the same rows.
/// </summary>
public static class SampleMarket
{
    /// <summary>Goes up whenever other rows are made: what an older program loaded is loaded anew.</summary>
    public const int Edition = 1;

    /// <summary>The source of its instruments, and the venue in their ids.</summary>
    public const string Source = "SAMPLE";

    private const string Zone = "America/New_York";
    private const string Hours = "20250130:0930-20250130:1600;20250131:0930-20250131:1600;20250201:CLOSED;20250202:CLOSED";

    /// <summary>The last two days of a week and of a month: every timeframe has a bar that closed.</summary>
    public static readonly ImmutableArray<UnixNanos> Days = [UnixNanos.FromDate(new DateOnly(2025, 1, 30)), UnixNanos.FromDate(new DateOnly(2025, 1, 31))];

    /// <summary>The midnight after the week: the present of the sample.</summary>
    public static readonly UnixNanos End = UnixNanos.FromDate(new DateOnly(2025, 2, 3));

    internal static readonly ImmutableArray<SampleSeries> Series =
    [
        new(Share("ALFA", "Alfa Shipping, a made-up share"), Seed: 11, Step: 1_000_000, FirstPrice: 18_240, HasTrades: true, SizeUnit: 100_000_000),
        new(Share("BRAVO", "Bravo Foods, a made-up share"), Seed: 12, Step: 1_000_000, FirstPrice: 4_715, HasTrades: true, SizeUnit: 100_000_000),
        new(Share("CARGO", "Cargo Rail, a made-up share"), Seed: 13, Step: 1_000_000, FirstPrice: 9_180, HasTrades: true, SizeUnit: 100_000_000),
        new(Pair(), Seed: 14, Step: 5_000, FirstPrice: 20_800, HasTrades: false, SizeUnit: 10_000 * 100_000_000L),
    ];

    public static ImmutableArray<string> InstrumentIds { get; } = [.. Series.Select(series => series.Definition.Id.Value)];

    /// <summary>Regular hours of one of the days, in the time zone of the exchange.</summary>
    internal static (UnixNanos Open, UnixNanos Close) SessionOf(UnixNanos day) => (day + (14 * UnixNanos.PerHour + 30 * UnixNanos.PerMinute), day + 21 * UnixNanos.PerHour);

    /// <summary>Twenty minutes of one instrument that were not recorded, for the pages that show gaps.</summary>
    internal static (int Series, UnixNanos From, UnixNanos To) Hole { get; } = (0, Days[1] + 16 * UnixNanos.PerHour, Days[1] + (16 * UnixNanos.PerHour + 20 * UnixNanos.PerMinute));

    private static Instrument Share(string symbol, string description) => new()
    {
        Id = InstrumentId.Parse($"{symbol}.{Source}"),
        Source = Source,
        Class = InstrumentClass.Equity,
        AssetClass = AssetClass.Equity,
        RawSymbol = symbol,
        QuoteCurrency = "USD",
        PriceIncrement = Price.Parse("0.01"),
        SizeIncrement = Quantity.Parse("1"),
        Description = description,
        TimeZone = Zone,
        TradingHours = Hours,
        LiquidHours = Hours,
        IsSimulated = true,
    };

    private static Instrument Pair() => new()
    {
        Id = InstrumentId.Parse($"EUR/USD.{Source}"),
        Source = Source,
        Class = InstrumentClass.CurrencyPair,
        AssetClass = AssetClass.Fx,
        RawSymbol = "EUR.USD",
        BaseCurrency = "EUR",
        QuoteCurrency = "USD",
        PriceIncrement = Price.Parse("0.00005"),
        SizeIncrement = Quantity.Parse("1"),
        Description = "Euro against US dollar, made-up prices",
        TimeZone = Zone,
        TradingHours = Hours,
        LiquidHours = Hours,
        IsSimulated = true,
    };
}

/// <param name="Step">The price increment as a mantissa at the price scale.</param>
/// <param name="FirstPrice">In steps.</param>
/// <param name="SizeUnit">The smallest size that is drawn, as a mantissa at the size scale.</param>
internal sealed record SampleSeries(Instrument Definition, int Seed, long Step, long FirstPrice, bool HasTrades, long SizeUnit);
