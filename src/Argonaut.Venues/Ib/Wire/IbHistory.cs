using System.Collections.Immutable;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>One bar as the wire has it. Prices, volume and average are wire text; date forms: ib-tws-protocol.md 10.</summary>
/// <param name="Count">-1 when not available.</param>
public sealed record IbWireBar(string Date, string Open, string High, string Low, string Close, string Volume, string Average, int Count);

/// <summary>Answer 17. <see cref="Start"/> and <see cref="End"/> are empty from 196 on, where message 108 carries them.</summary>
public sealed record IbHistoricalData(int RequestId, string Start, string End, ImmutableArray<IbWireBar> Bars);

/// <summary>Answer 108 (from 196 on).</summary>
public sealed record IbHistoricalEnd(int RequestId, string Start, string End);

/// <summary>Answer 96, 97 or 98. Prices and sizes are wire text.</summary>
public sealed record IbHistoricalTicks(int RequestId, ImmutableArray<IbHistoricalTick> Ticks, bool IsDone);

/// <summary>A mid price (price, size), a quote (both prices and sizes) or a trade (with exchange and conditions).</summary>
public sealed record IbHistoricalTick(
    long Seconds, int Mask, string Price, string Size, string AskPrice = "", string AskSize = "", string Exchange = "",
    string SpecialConditions = "");

/// <summary>Answers about the past and five-second bars (ib-tws-protocol.md 8.6 to 8.8). Every method starts after the message id.</summary>
public static class IbHistoryDecoder
{
    public const int MidpointTicks = 96;
    public const int BidAskTicks = 97;
    public const int LastTicks = 98;

    public static IbHistoricalData Bars(ref IbFieldReader r, int serverVersion)
    {
        var requestId = r.ReadInt();
        var (start, end) = serverVersion < 196 ? (r.ReadString(), r.ReadString()) : ("", "");
        var count = r.ReadCount();
        var bars = ImmutableArray.CreateBuilder<IbWireBar>();
        for (var i = 0; i < count; i++)
            bars.Add(new IbWireBar(r.ReadString(), r.ReadString(), r.ReadString(), r.ReadString(), r.ReadString(), r.ReadString(),
                r.ReadString(), r.ReadInt(-1)));
        return new IbHistoricalData(requestId, start, end, bars.ToImmutable());
    }

    public static IbHistoricalEnd End(ref IbFieldReader r) => new(r.ReadInt(), r.ReadString(), r.ReadString());

    /// <summary>Answer 90: close comes before high and low, the average before the volume.</summary>
    public static (int RequestId, IbWireBar Bar) Update(ref IbFieldReader r)
    {
        var requestId = r.ReadInt();
        var count = r.ReadInt(-1);
        var date = r.ReadString();
        var open = r.ReadString();
        var close = r.ReadString();
        var high = r.ReadString();
        var low = r.ReadString();
        var average = r.ReadString();
        return (requestId, new IbWireBar(date, open, high, low, close, r.ReadString(), average, count));
    }

    /// <summary>Answer 50: the date is the start of the five seconds.</summary>
    public static (int RequestId, IbWireBar Bar) RealTimeBar(ref IbFieldReader r)
    {
        r.Skip();
        var requestId = r.ReadInt();
        return (requestId, new IbWireBar(r.ReadString(), r.ReadString(), r.ReadString(), r.ReadString(), r.ReadString(), r.ReadString(),
            r.ReadString(), r.ReadInt(-1)));
    }

    /// <summary>Answer 88: epoch seconds, or a date-time in UTC.</summary>
    public static (int RequestId, string Text) HeadTimestamp(ref IbFieldReader r) => (r.ReadInt(), r.ReadString());

    /// <param name="messageId">96 mid prices, 97 quotes, 98 trades.</param>
    public static IbHistoricalTicks Ticks(ref IbFieldReader r, int messageId)
    {
        var requestId = r.ReadInt();
        var count = r.ReadCount();
        var ticks = ImmutableArray.CreateBuilder<IbHistoricalTick>();
        for (var i = 0; i < count; i++)
        {
            var seconds = r.ReadLong();
            var mask = r.ReadInt();
            var price = r.ReadString();
            if (messageId == BidAskTicks)
            {
                var askPrice = r.ReadString();
                ticks.Add(new IbHistoricalTick(seconds, mask, price, r.ReadString(), askPrice, r.ReadString()));
            }
            else if (messageId == LastTicks)
                ticks.Add(new IbHistoricalTick(
                    seconds, mask, price, r.ReadString(), Exchange: r.ReadString(), SpecialConditions: r.ReadString()));
            else ticks.Add(new IbHistoricalTick(seconds, mask, price, r.ReadString()));
        }

        return new IbHistoricalTicks(requestId, ticks.ToImmutable(), r.ReadBool());
    }
}
