using System.Buffers.Text;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 1. Price and size are the bytes of the wire: what scale they have is the receiver's business.</summary>
public readonly ref struct IbTickPrice
{
    public int RequestId { get; private init; }

    public int TickType { get; private init; }

    public ReadOnlySpan<byte> Price { get; private init; }

    public ReadOnlySpan<byte> Size { get; private init; }

    /// <summary>1 can auto-execute, 2 past limit, 4 pre-open.</summary>
    public int Mask { get; private init; }

    /// <summary>The size tick that this price implies (ib-tws-protocol.md 8.3), or -1.</summary>
    public int SizeTickType => TickType switch { 1 => 0, 2 => 3, 4 => 5, 66 => 69, 67 => 70, 68 => 71, _ => -1 };

    public static IbTickPrice Read(ref IbFieldReader r)
    {
        r.Skip();
        return new IbTickPrice
        {
            RequestId = r.ReadInt(), TickType = r.ReadInt(), Price = r.ReadSpan(), Size = r.ReadSpan(), Mask = r.ReadInt(),
        };
    }
}

/// <summary>Answer 2.</summary>
public readonly ref struct IbTickSize
{
    public int RequestId { get; private init; }

    public int TickType { get; private init; }

    public ReadOnlySpan<byte> Size { get; private init; }

    public static IbTickSize Read(ref IbFieldReader r)
    {
        r.Skip();
        return new IbTickSize { RequestId = r.ReadInt(), TickType = r.ReadInt(), Size = r.ReadSpan() };
    }
}

/// <summary>Answer 46.</summary>
public readonly ref struct IbTickString
{
    public int RequestId { get; private init; }

    public int TickType { get; private init; }

    public ReadOnlySpan<byte> Text { get; private init; }

    public static IbTickString Read(ref IbFieldReader r)
    {
        r.Skip();
        return new IbTickString { RequestId = r.ReadInt(), TickType = r.ReadInt(), Text = r.ReadSpan() };
    }
}

/// <summary>Answer 99. Which fields are filled depends on <see cref="Kind"/>.</summary>
public readonly ref struct IbTickByTick
{
    public const int Last = 1;
    public const int AllLast = 2;
    public const int BidAsk = 3;
    public const int MidPoint = 4;

    public int RequestId { get; private init; }

    /// <summary>1 Last, 2 AllLast, 3 BidAsk, 4 MidPoint; 0 carries nothing.</summary>
    public int Kind { get; private init; }

    /// <summary>Whole seconds since the epoch.</summary>
    public long Seconds { get; private init; }

    /// <summary>Nanoseconds beyond the second: only of replayed ticks of our simulated gateway, after agreement; else null.</summary>
    public int? Fraction { get; private init; }

    /// <summary>Trade price, bid, or mid price.</summary>
    public ReadOnlySpan<byte> Price { get; private init; }

    public ReadOnlySpan<byte> AskPrice { get; private init; }

    /// <summary>Trade size or bid size.</summary>
    public ReadOnlySpan<byte> Size { get; private init; }

    public ReadOnlySpan<byte> AskSize { get; private init; }

    /// <summary>Trades: 1 past limit, 2 unreported. Quotes: 1 bid past low, 2 ask past high.</summary>
    public int Mask { get; private init; }

    public ReadOnlySpan<byte> Exchange { get; private init; }

    public ReadOnlySpan<byte> SpecialConditions { get; private init; }

    public static IbTickByTick Read(ref IbFieldReader r)
    {
        var requestId = r.ReadInt();
        var kind = r.ReadInt();
        var seconds = ReadTime(ref r, out var fraction);
        switch (kind)
        {
            case Last or AllLast:
                return new IbTickByTick
                {
                    RequestId = requestId, Kind = kind, Seconds = seconds, Fraction = fraction, Price = r.ReadSpan(), Size = r.ReadSpan(),
                    Mask = r.ReadInt(), Exchange = r.ReadSpan(), SpecialConditions = r.ReadSpan(),
                };
            case BidAsk:
                return new IbTickByTick
                {
                    RequestId = requestId, Kind = kind, Seconds = seconds, Fraction = fraction, Price = r.ReadSpan(), AskPrice = r.ReadSpan(),
                    Size = r.ReadSpan(), AskSize = r.ReadSpan(), Mask = r.ReadInt(),
                };
            case MidPoint:
                return new IbTickByTick { RequestId = requestId, Kind = kind, Seconds = seconds, Fraction = fraction, Price = r.ReadSpan() };
            case 0:
                return new IbTickByTick { RequestId = requestId, Seconds = seconds };
            default:
                WireFormatException.Throw($"Expected a tick-by-tick kind of 0 to 4, found {kind}.");
                return default;
        }
    }

    /// <summary><c>1703462400</c>, or <c>1703462400.123456789</c> with exactly nine decimals.</summary>
    private static long ReadTime(ref IbFieldReader r, out int? fraction)
    {
        fraction = null;
        var field = r.ReadSpan();
        if (field.Length > 10 && field[^10] == '.' && Utf8Parser.TryParse(field[^9..], out int nanos, out var digits) && digits == 9)
        {
            fraction = nanos;
            field = field[..^10];
        }

        if (!Utf8Parser.TryParse(field, out long seconds, out var used) || used != field.Length)
            WireFormatException.Throw("Expected whole seconds in a tick's time, found another text.");
        return seconds;
    }
}
