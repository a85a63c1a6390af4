using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Bench.Data;

/// <summary>
/// Frames as a gateway sends them: 50 stocks, for each trade two quotes of tick-by-tick streams, prices on a 0.01 grid, and for every
/// fifth tick one of level 1. One byte array, as a receive buffer would hold them.
/// </summary>
internal sealed class FrameWorkload
{
    private const int Instruments = 50;
    private const int FirstRequestId = 1_000_000_000;
    private const int StreamsEach = 3;

    private readonly HybridClock _clock = new(TimeProvider.System);
    private readonly byte[] _bytes;

    private FrameWorkload(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static FrameWorkload Make(int ticks, int seed)
    {
        var random = new Random(seed);
        var prices = new int[Instruments];
        for (var i = 0; i < prices.Length; i++) prices[i] = random.Next(2_000, 60_000);
        var w = new IbFrameWriter();
        for (var n = 0; n < ticks; n++)
        {
            var which = random.Next(Instruments);
            var cents = prices[which] = Math.Max(100, prices[which] + random.Next(-2, 3));
            var id = FirstRequestId + which * StreamsEach;
            var seconds = 1_763_638_200 + n / 40_000;
            if (n % 5 == 4)
                w.Begin(IbAnswer.TickPrice).Int(6).Int(id + 2).Int(1 + n / 5 % 2).Text(PriceText(cents + n / 5 % 2)).Int(random.Next(1, 900)).Int(1).End();
            else if (n % 5 % 3 == 0)
                w.Begin(IbAnswer.TickByTick).Int(id).Int(2).Int(seconds).Text(PriceText(cents)).Int(random.Next(1, 900)).Int(0).Text("NASDAQ").Empty().End();
            else
                w.Begin(IbAnswer.TickByTick).Int(id + 1).Int(3).Int(seconds).Text(PriceText(cents)).Text(PriceText(cents + 1))
                    .Int(random.Next(1, 900)).Int(random.Next(1, 900)).Int(0).End();
        }

        return new FrameWorkload(w.Written.ToArray());
    }

    /// <summary>Cuts and decodes all frames; returns the number of records.</summary>
    public int Decode(IbTickDecoder decoder)
    {
        var records = 0;
        ReadOnlySpan<byte> rest = _bytes;
        while (IbFrame.TryRead(rest, out var payload, out var size))
        {
            if (decoder.Decode(payload, _clock.Next(), out _) == IbTickOutcome.Tick) records++;
            rest = rest[size..];
        }

        return records;
    }

    public static IbTickDecoder NewDecoder()
    {
        var decoder = new IbTickDecoder(new IbSkipCounts());
        decoder.Reset(FirstRequestId);
        for (var i = 0; i < Instruments; i++)
        {
            var instrument = NewInstrument(i);
            var id = FirstRequestId + i * StreamsEach;
            decoder.Add(new IbStream(id, IbStreamMode.TickByTick, new IbLine(instrument, MarketEventKind.Trade), 1));
            decoder.Add(new IbStream(id + 1, IbStreamMode.TickByTick, new IbLine(instrument, MarketEventKind.Quote), 1));
            decoder.Add(new IbStream(id + 2, IbStreamMode.Level1, new IbLine(instrument, MarketEventKind.Quote), 1));
        }

        return decoder;
    }

    private static Instrument NewInstrument(int index)
    {
        var symbol = string.Create(CultureInfo.InvariantCulture, $"BENCH{index:0000}");
        return new Instrument
        {
            Key = new InstrumentKey(index + 1),
            Id = InstrumentId.Parse(symbol + ".NASDAQ"),
            Source = "IB",
            Class = InstrumentClass.Equity,
            AssetClass = AssetClass.Equity,
            RawSymbol = symbol,
            QuoteCurrency = "USD",
            PriceIncrement = Price.Parse("0.01"),
            SizeIncrement = Quantity.Parse("1"),
            Description = "Benchmark instrument",
        };
    }

    private static string PriceText(int cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
