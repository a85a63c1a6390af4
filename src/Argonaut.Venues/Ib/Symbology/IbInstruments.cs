using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Numbers;
using Argonaut.Domain.Sessions;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>Contract details as an instrument definition (ib-tws-protocol.md 11.2, nautilus-catalog.md 6.5).</summary>
public static class IbInstruments
{
    public const string Source = "IB";

    /// <summary>A tick is rounded to this many decimals.</summary>
    private const int MaxTickDecimals = 10;

    /// <summary>False with the reason when the contract has no class of ours, no usable tick, or no id.</summary>
    /// <param name="id">The id that was asked for, which stays as it is; null derives it from the contract.</param>
    /// <param name="naming">How ids are derived; null: NautilusTrader's defaults.</param>
    public static bool TryCreate(
        IbContractDetails details, InstrumentId? id, bool isSimulated, out Instrument? instrument, out string problem, IbNaming? naming = null)
    {
        instrument = null;
        var c = details.Contract;
        if (!TryClassify(details, out var instrumentClass, out var assetClass))
            return Refuse(IbRefusals.Of(c.SecType) ?? $"security type {c.SecType} is not supported", out problem);
        if (!TryTick(details.MinTick, out var tick))
            return Refuse($"the smallest price increment is '{details.MinTick}'", out problem);
        if (id is null)
        {
            if (!InstrumentId.TryParse((naming ?? IbNaming.Default).IdOf(c, details.ValidExchanges), out var derived))
                return Refuse($"contract {c.ConId} has no usable id", out problem);
            id = derived;
        }

        var isPair = instrumentClass == InstrumentClass.CurrencyPair || (instrumentClass == InstrumentClass.Cfd && IbInstrumentIds.IsPair(c));
        var isDated = instrumentClass is InstrumentClass.FuturesContract or InstrumentClass.OptionContract;
        var multiplier = isDated ? PositiveOr1(c.Multiplier) : new Quantity(1, 0);
        var expiration = isDated ? ExpirationOf(details) : default;
        instrument = new Instrument
        {
            Id = id.Value,
            Source = Source,
            Class = instrumentClass,
            AssetClass = assetClass,
            RawSymbol = c.LocalSymbol.Length > 0 ? c.LocalSymbol : c.Symbol,
            BaseCurrency = isPair ? c.Symbol : null,
            QuoteCurrency = c.Currency,
            PriceIncrement = tick,
            PriceScale = Math.Max((byte)FixedPoint.DefaultScale, tick.Precision),
            SizeIncrement = SizeIncrementOf(details, instrumentClass),
            Multiplier = multiplier,
            LotSize = instrumentClass == InstrumentClass.OptionContract ? multiplier : new Quantity(1, 0),
            Underlying = isDated ? UnderlyingOf(details) : null,
            ExchangeMic = !isDated ? null : IbExchanges.IsMic(id.Value.Venue) ? id.Value.Venue : IbExchanges.MicOf(id.Value.Venue),
            Isin = details.SecIds.FirstOrDefault(s => s.Tag == "ISIN").Value,
            Activation = expiration.Value > 90 * UnixNanos.PerDay ? expiration - 90 * UnixNanos.PerDay : default,
            Expiration = expiration,
            OptionKind = instrumentClass != InstrumentClass.OptionContract ? null : c.Right == "P" ? OptionKind.Put : OptionKind.Call,
            StrikePrice = instrumentClass == InstrumentClass.OptionContract && Price.TryParse(c.Strike, out var strike) ? strike : null,
            Description = details.LongName,
            VenueReference = new IbVenueReference(c, details.PriceMagnifier).ToJson(),
            TimeZone = TimeZones.Canonical(details.TimeZoneId),
            TradingHours = details.TradingHours,
            LiquidHours = details.LiquidHours,
            IsSimulated = isSimulated,
        };
        problem = "";
        return true;
    }

    /// <summary>A positive decimal without trailing zeros; false for empty, 0 and every spelling of unset.</summary>
    internal static bool TryTick(string text, out Price tick)
    {
        var isRead = TryDecimal(text, out var mantissa, out var precision);
        tick = new Price(mantissa, precision);
        return isRead;
    }

    private static bool TryClassify(IbContractDetails details, out InstrumentClass instrumentClass, out AssetClass assetClass)
    {
        var c = details.Contract;
        var isPair = IbInstrumentIds.IsPair(c);
        (InstrumentClass Class, AssetClass Asset)? known = c.SecType switch
        {
            "STK" => (InstrumentClass.Equity, AssetClass.Equity),
            "CASH" => (InstrumentClass.CurrencyPair, AssetClass.Fx),
            "CRYPTO" => (InstrumentClass.CurrencyPair, AssetClass.Cryptocurrency),
            "IND" => (InstrumentClass.IndexInstrument, AssetClass.Index),
            "FUT" or "CONTFUT" => (InstrumentClass.FuturesContract, AssetClassOf(details.UnderSecType)),
            "OPT" or "FOP" => (InstrumentClass.OptionContract, AssetClassOf(details.UnderSecType)),
            "CFD" => (InstrumentClass.Cfd, isPair ? AssetClass.Fx : AssetClass.Equity),
            "CMDTY" => (InstrumentClass.Commodity, isPair ? AssetClass.Fx : AssetClass.Commodity),
            _ => null,
        };
        (instrumentClass, assetClass) = known ?? default;
        return known is not null;
    }

    private static AssetClass AssetClassOf(string underSecType) => underSecType switch
    {
        "IND" => AssetClass.Index,
        "STK" => AssetClass.Equity,
        "CASH" => AssetClass.Fx,
        "BOND" => AssetClass.Debt,
        "CRYPTO" => AssetClass.Cryptocurrency,
        _ => AssetClass.Commodity,
    };

    private static Quantity SizeIncrementOf(IbContractDetails details, InstrumentClass instrumentClass) => instrumentClass switch
    {
        InstrumentClass.CurrencyPair or InstrumentClass.Cfd or InstrumentClass.Commodity or InstrumentClass.IndexInstrument
            when TryDecimal(details.MinSize, out var size, out var precision) => new Quantity(size, precision),
        _ => new Quantity(1, 0),
    };

    private static string UnderlyingOf(IbContractDetails details)
    {
        var name = details.UnderSymbol.Length > 0 ? details.UnderSymbol : details.Contract.Symbol;
        return details.Contract.SecType is "OPT" && details.UnderSecType == "IND" ? "^" + name : name;
    }

    private static Quantity PositiveOr1(string text) =>
        TryDecimal(text, out var mantissa, out var precision) ? new Quantity(mantissa, precision) : new Quantity(1, 0);

    /// <summary>A positive decimal as mantissa and decimals, trailing zeros removed; false for empty, 0 and every spelling of unset.</summary>
    private static bool TryDecimal(string text, out long mantissa, out byte precision)
    {
        precision = 0;
        mantissa = 0;
        if (text.Length > 32 || text.Contains("E308", StringComparison.OrdinalIgnoreCase) || text is "2147483647" or "9223372036854775807")
            return false;
        if (FixedPoint.TryParse(text.AsSpan(), MaxTickDecimals + 1, out var wide) is NumberParse.Invalid or NumberParse.OutOfRange || wide <= 0)
            return false;
        var rounded = (wide + 5) / 10;
        if (rounded == 0) return false;
        var decimals = MaxTickDecimals;
        while (decimals > 0 && rounded % 10 == 0)
        {
            rounded /= 10;
            decimals--;
        }

        (mantissa, precision) = (rounded, (byte)decimals);
        return true;
    }

    /// <summary>Last trade date and time in their zone; without a time the close of the last session, without sessions 23:59:59 UTC.</summary>
    private static UnixNanos ExpirationOf(IbContractDetails details)
    {
        var text = details.Contract.LastTradeDate is { Length: 8 } date ? date : details.RealExpirationDate;
        if (!DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return default;
        var zoneName = details.LastTradeZone.Length > 0 ? details.LastTradeZone : details.TimeZoneId;
        if (!TimeZones.TryFind(zoneName, out var zone)) return At(day.AddDays(1).AddSeconds(-1), TimeZoneInfo.Utc);
        if (TimeOnly.TryParse(details.LastTradeTime, CultureInfo.InvariantCulture, out var time)) return At(day + time.ToTimeSpan(), zone);
        var days = TradingHours.Parse(details.TradingHours);
        var sessions = days.SelectMany(d => d.Sessions).ToList();
        if (sessions.Count == 0) return At(day.AddDays(1).AddSeconds(-1), TimeZoneInfo.Utc);
        var close = sessions[^1].End.TimeOfDay;
        return At(close == TimeSpan.Zero ? day.AddDays(1) : day + close, zone);
    }

    private static UnixNanos At(DateTime local, TimeZoneInfo zone)
    {
        var instant = TimeZones.ToInstant(local, zone);
        return instant.Year is >= 1970 and <= 2261 ? UnixNanos.FromDateTimeOffset(instant) : default;
    }

    private static bool Refuse(string reason, out string problem)
    {
        problem = reason;
        return false;
    }
}
