using System.Collections.Immutable;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>One row of a book: mantissas at the contract's wire scales.</summary>
/// <param name="Maker">Index in the contract's trade exchanges.</param>
internal readonly record struct DepthRow(long Price, long Size, byte Maker);

/// <summary>What changes at a position (ib-tws-protocol.md 8.9).</summary>
internal enum DepthOperation
{
    Insert = 0,
    Update = 1,
    Delete = 2,
}

internal readonly record struct DepthChange(int Position, DepthOperation Operation, DepthRow Row);

/// <summary>
/// A book made from quotes of the tape: the best row is the quote, the rows behind it follow on every price step with sizes that are a
/// function of their price, so that equal quotes have equal books.
/// </summary>
internal static class DepthBook
{
    public static ImmutableArray<DepthRow> Side(in MarketTick quote, SimulatedContract contract, bool isBid, int rows)
    {
        var side = ImmutableArray.CreateBuilder<DepthRow>(rows);
        var best = isBid ? quote.A : quote.B;
        var unit = Math.Max(1, isBid ? quote.C : quote.D);
        var makers = Math.Max(1, contract.TradeExchanges.Length - 1);
        for (var i = 0; i < rows; i++)
        {
            var price = isBid ? best - i * contract.TickMantissa : best + i * contract.TickMantissa;
            if (price <= 0) break;
            var hash = Noise.At((ulong)contract.ConId, price);
            var size = i == 0 ? unit : (1 + (long)(hash & 7)) * SizeStep(contract);
            side.Add(new DepthRow(price, size, (byte)((hash >> 8) % (ulong)makers)));
        }

        return side.ToImmutable();
    }

    /// <summary>The changes that make one side of a client's book from another; rows beyond <paramref name="rows"/> fall off by themselves.</summary>
    public static List<DepthChange> Changes(ImmutableArray<DepthRow> from, ImmutableArray<DepthRow> to, bool isBid, int rows)
    {
        var book = from.ToList();
        var changes = new List<DepthChange>();
        for (var i = 0; i < Math.Max(book.Count, to.Length);)
        {
            if (i < book.Count && (i >= to.Length || IsBetter(book[i].Price, to[i].Price, isBid)))
            {
                changes.Add(new DepthChange(i, DepthOperation.Delete, book[i]));
                book.RemoveAt(i);
                continue;
            }

            if (i >= book.Count || book[i].Price != to[i].Price)
            {
                changes.Add(new DepthChange(i, DepthOperation.Insert, to[i]));
                book.Insert(i, to[i]);
                if (book.Count > rows) book.RemoveAt(rows);
            }
            else if (book[i] != to[i])
            {
                changes.Add(new DepthChange(i, DepthOperation.Update, to[i]));
                book[i] = to[i];
            }

            i++;
        }

        return changes;
    }

    private static bool IsBetter(long price, long than, bool isBid) => isBid ? price > than : price < than;

    private static long SizeStep(SimulatedContract contract) => contract.SecType switch
    {
        "STK" or "BOND" => 100 * Domain.Numbers.FixedPoint.PowerOfTen(contract.SizeScale),
        "CASH" => 500_000 * Domain.Numbers.FixedPoint.PowerOfTen(contract.SizeScale),
        "CRYPTO" => Domain.Numbers.FixedPoint.PowerOfTen(contract.SizeScale) / 4,
        _ => 5,
    };
}
