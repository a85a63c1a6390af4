using System.Collections.Frozen;
using System.Collections.Immutable;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;
using Argonaut.Parquet.Arrow;

namespace Argonaut.Catalog.Nautilus;

/// <summary>Instrument definitions as rows of the Python layout, and back (nautilus-catalog.md 6.2, 6.3).</summary>
public static class InstrumentRows
{
    private static readonly FrozenSet<string> KnownCurrencies = (
        "AUD BRL CAD CHF CNY CNH CZK DKK EUR GBP HKD HUF ILS INR MXN NOK NZD PLN RUB SAR SEK SGD THB TRY TWD USD ZAR JPY KRW XAG XAU XPT " +
        "ADA XRP XTZ pUSD 1INCH AAVE ACA APT ARB AVAX BCH BIO BTC BTTC BNB BRZ BSV BUSD CAKE CRV DASH DOT DOGE ENA EOS ETH ETHW FDUSD GWEI HYPE JOE " +
        "LINK LTC LUNA MAMUSD NBT POL PROVE RLUSD SOL SHIB SUI TON TRX TRYB TUSD UNI VTC WBTC WSB XBT XEC XLM XMR USDT USDC USDP ZEC")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The only two footer entries of an instrument file.</summary>
    internal static ImmutableArray<KeyValuePair<string, string>> KeyValues(string instrumentClass) =>
        [new("class", instrumentClass), new(ArrowSchemaReader.Key, InstrumentSchemas.ArrowSchemaOf(instrumentClass))];

    /// <exception cref="CatalogRefusedException">NautilusTrader could not construct the instrument.</exception>
    internal static void Check(Instrument instrument)
    {
        if (instrument.PriceIncrement.Mantissa <= 0) throw Refused(instrument, $"the price increment {instrument.PriceIncrement} is not positive");
        if (instrument.SizeIncrement.Mantissa <= 0) throw Refused(instrument, $"the size increment {instrument.SizeIncrement} is not positive");
        if (instrument.Multiplier.Mantissa <= 0) throw Refused(instrument, $"the multiplier {instrument.Multiplier} is not positive");
        if (instrument.LotSize.Mantissa <= 0) throw Refused(instrument, $"the lot size {instrument.LotSize} is not positive");
        if (instrument.RawSymbol.Length == 0) throw Refused(instrument, "it has no raw symbol");
        if (instrument.QuoteCurrency.Length == 0) throw Refused(instrument, "it has no currency");
        if (instrument.Class == InstrumentClass.CurrencyPair && string.IsNullOrEmpty(instrument.BaseCurrency)) throw Refused(instrument, "it has no base currency");
        if (instrument.Class is not (InstrumentClass.FuturesContract or InstrumentClass.OptionContract)) return;
        if (string.IsNullOrEmpty(instrument.Underlying)) throw Refused(instrument, "it has no underlying");
        if (instrument.Expiration.Value <= 0) throw Refused(instrument, "it has no expiration");
        if (instrument.Class == InstrumentClass.OptionContract && (instrument.OptionKind is null || instrument.StrikePrice is null))
            throw Refused(instrument, "it has no kind or no strike price");
    }

    internal static ImmutableArray<string> Warnings(Instrument instrument)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        foreach (var currency in new[] { instrument.BaseCurrency, instrument.QuoteCurrency })
            if (currency is not null && !KnownCurrencies.Contains(currency))
                warnings.Add($"NautilusTrader does not know the currency {currency} and takes it for a crypto currency of 8 decimals.");
        if (!System.Text.Ascii.IsValid(instrument.Id.Value)) warnings.Add($"Queries for {instrument.Id} need NautilusTrader 1.229 or later: the id is not ASCII.");
        return warnings.ToImmutable();
    }

    internal static void Append(Instrument instrument, ImmutableArray<ColumnValues> columns)
    {
        foreach (var column in columns)
        {
            var name = column.Column.Name;
            switch (column.Column.Type)
            {
                case PhysicalType.Int32:
                    column.Append(name == "price_precision" ? instrument.PricePrecision : (int)instrument.SizePrecision);
                    break;
                case PhysicalType.Int64:
                    column.Append(name switch
                    {
                        "activation_ns" => instrument.Activation.Value,
                        "expiration_ns" => instrument.Expiration.Value,
                        _ => 0L,
                    });
                    break;
                default:
                    if (Text(instrument, name) is { } text) column.Append(text);
                    else column.AppendNull();
                    break;
            }
        }
    }

    /// <summary>Reads the definitions of a file of either naming; classes we do not trade are refused.</summary>
    /// <param name="source">Becomes <see cref="Instrument.Source"/>: a catalog does not say where its data came from.</param>
    /// <exception cref="ParquetFormatException">The file is damaged, is no instrument file, or has a value that cannot be used.</exception>
    public static ImmutableArray<Instrument> Read(string path, string source)
    {
        using var file = CatalogFile.Open(path);
        if (file.Type.InstrumentClass is not { } name || !Enum.TryParse<InstrumentClass>(name, out var instrumentClass))
            throw new ParquetFormatException($"Expected a file of a known instrument class, found {file.Type}.", file: file.Parquet.Name);
        var instruments = ImmutableArray.CreateBuilder<Instrument>();
        foreach (var batch in file.ReadBatches())
            for (var row = 0; row < batch.Rows; row++)
                instruments.Add(ReadRow(batch, row, instrumentClass, source, file.Parquet.Name));
        return instruments.ToImmutable();
    }

    private static Instrument ReadRow(CatalogBatch batch, int row, InstrumentClass instrumentClass, string source, string file)
    {
        try
        {
            var id = InstrumentId.Parse(Required("id"));
            return new Instrument
            {
                Id = id,
                Source = source,
                Class = instrumentClass,
                AssetClass = Find("asset_class") is { } asset ? Enum.Parse<AssetClass>(asset, ignoreCase: true) : DefaultAssetClass(instrumentClass, Find("base_currency")),
                RawSymbol = Required("raw_symbol"),
                BaseCurrency = Find("base_currency"),
                QuoteCurrency = Find("quote_currency") ?? Required("currency"),
                PriceIncrement = Price.Parse(Required("price_increment")),
                SizeIncrement = Quantity.Parse(Find("size_increment") ?? "1"),
                Multiplier = Quantity.Parse(Find("multiplier") ?? "1"),
                LotSize = Quantity.Parse(Find("lot_size") ?? "1"),
                Underlying = Find("underlying"),
                ExchangeMic = Find("exchange"),
                Isin = Find("isin"),
                Activation = new UnixNanos(batch.Int64("activation_ns", row) ?? 0),
                Expiration = new UnixNanos(batch.Int64("expiration_ns", row) ?? 0),
                OptionKind = Find("option_kind") is { } kind ? Enum.Parse<OptionKind>(kind, ignoreCase: true) : null,
                StrikePrice = Find("strike_price") is { } strike ? Price.Parse(strike) : null,
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new ParquetFormatException($"Row {row} is no usable instrument: {e.Message}", file: file);
        }

        string? Find(string column) => batch.Text(column, row);
        string Required(string column) => Find(column) ?? throw new FormatException($"{column} is missing.");
    }

    private static AssetClass DefaultAssetClass(InstrumentClass instrumentClass, string? baseCurrency) => instrumentClass switch
    {
        InstrumentClass.CurrencyPair => baseCurrency is { Length: 3 } fiat && KnownCurrencies.Contains(fiat) && !IsCrypto(fiat) ? AssetClass.Fx : AssetClass.Cryptocurrency,
        InstrumentClass.IndexInstrument => AssetClass.Index,
        _ => AssetClass.Equity,
    };

    private static bool IsCrypto(string code) => code is "ADA" or "XRP" or "XTZ" or "ACA" or "APT" or "ARB" or "BCH" or "BIO" or "BTC" or "BNB" or "BRZ" or "BSV"
        or "CRV" or "DOT" or "ENA" or "EOS" or "ETH" or "JOE" or "LTC" or "NBT" or "POL" or "SOL" or "SUI" or "TON" or "TRX" or "UNI" or "VTC" or "WSB"
        or "XBT" or "XEC" or "XLM" or "XMR" or "ZEC";

    private static string? Text(Instrument instrument, string column) => column switch
    {
        "id" => instrument.Id.Value,
        "raw_symbol" => instrument.RawSymbol,
        "currency" or "quote_currency" => instrument.QuoteCurrency,
        "base_currency" => NullIfEmpty(instrument.BaseCurrency),
        "asset_class" => instrument.AssetClass.ToString().ToUpperInvariant(),
        "underlying" => instrument.Underlying,
        "exchange" => NullIfEmpty(instrument.ExchangeMic),
        "isin" => NullIfEmpty(instrument.Isin),
        "option_kind" => instrument.OptionKind?.ToString().ToUpperInvariant(),
        "strike_price" => instrument.StrikePrice?.ToString(),
        "price_increment" => instrument.PriceIncrement.ToString(),
        "size_increment" => instrument.SizeIncrement.ToString(),
        "multiplier" => instrument.Multiplier.ToString(),
        "lot_size" => instrument.LotSize.ToString(),
        "margin_init" or "margin_maint" or "maker_fee" or "taker_fee" => "0",
        "info" => "null",
        _ => null,
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static CatalogRefusedException Refused(Instrument instrument, string why) =>
        new("validation_failed", $"{instrument.Id} cannot be exported: {why}.");
}
