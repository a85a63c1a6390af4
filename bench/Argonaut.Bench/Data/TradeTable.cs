using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Argonaut.Bench.Anchors;

namespace Argonaut.Bench.Data;

/// <summary>
/// The workload of performance.md, section 6, as columns: two timestamps, price, size, side, <c>T&lt;n&gt;</c> ids. Strictly rising
/// times some 50 us apart, a random walk on a 0.01 grid, sizes 1 to 500; mantissas at scale 8. The same seed gives the same rows.
/// </summary>
internal sealed class TradeTable
{
    private const long FirstTime = 1_767_623_400_000_000_000;
    private const long Cent = 1_000_000;
    private const long One = 100_000_000;

    public required long[] TsEvent { get; init; }

    public required long[] TsInit { get; init; }

    public required long[] Price { get; init; }

    public required long[] Size { get; init; }

    /// <summary>0 none, 1 buyer, 2 seller.</summary>
    public required byte[] Side { get; init; }

    public required byte[][] TradeId { get; init; }

    public int Rows => TsEvent.Length;

    public TableChecksum Checksum
    {
        get
        {
            long tsEvent = 0, tsInit = 0, price = 0, size = 0, side = 0, letters = 0;
            for (var i = 0; i < Rows; i++)
            {
                tsEvent ^= TsEvent[i];
                tsInit ^= TsInit[i];
                price ^= Price[i];
                size ^= Size[i];
                side += Side[i];
                letters += TradeId[i].Length;
            }

            return new TableChecksum(
                Rows.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{tsEvent}/{tsInit}/{price}/{size}/{side}/{letters}"));
        }
    }

    public static TradeTable Generate(int rows, int seed)
    {
        var random = new Random(seed);
        var table = new TradeTable
        {
            TsEvent = new long[rows],
            TsInit = new long[rows],
            Price = new long[rows],
            Size = new long[rows],
            Side = new byte[rows],
            TradeId = new byte[rows][],
        };
        var time = FirstTime;
        var price = 15_000 * Cent;
        for (var i = 0; i < rows; i++)
        {
            time += random.NextInt64(1_000, 100_000);
            price = Math.Max(Cent, price + random.Next(-2, 3) * Cent);
            table.TsEvent[i] = time;
            table.TsInit[i] = time + random.NextInt64(100_000, 900_000);
            table.Price[i] = price;
            table.Size[i] = random.NextInt64(1, 501) * One;
            table.Side[i] = (byte)random.Next(3);
            table.TradeId[i] = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"T{i}"));
        }

        return table;
    }

    /// <summary>Writes the rows for the anchors: one CSV file, raw little-endian columns and a text file of ids.</summary>
    public async Task SaveAsync(string folder, CancellationToken ct)
    {
        await SaveColumnAsync(Path.Combine(folder, "ts_event.bin"), TsEvent, ct);
        await SaveColumnAsync(Path.Combine(folder, "ts_init.bin"), TsInit, ct);
        await SaveColumnAsync(Path.Combine(folder, "price.bin"), Price, ct);
        await SaveColumnAsync(Path.Combine(folder, "size.bin"), Size, ct);
        await File.WriteAllBytesAsync(Path.Combine(folder, "side.bin"), Side, ct);
        await using var ids = new StreamWriter(Path.Combine(folder, "trade_id.txt"));
        await using var csv = new StreamWriter(Path.Combine(folder, "trades.csv"));
        await csv.WriteAsync("ts_event,ts_init,price,size,side,trade_id\n");
        for (var i = 0; i < Rows; i++)
        {
            var id = Encoding.ASCII.GetString(TradeId[i]);
            await ids.WriteAsync(id + "\n");
            await csv.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{TsEvent[i]},{TsInit[i]},{Price[i]},{Size[i]},{Side[i]},{id}\n"));
        }
    }

    private static Task SaveColumnAsync(string path, long[] values, CancellationToken ct)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        if (BitConverter.IsLittleEndian) MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(bytes);
        else for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return File.WriteAllBytesAsync(path, bytes, ct);
    }
}
