using System.Collections.Immutable;
using System.Diagnostics;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-12: packing and unpacking chunks of 1,000 trades in memory, one thread, and what a day that the product packed takes in the database
/// with its keys. Workload of performance.md, sections 1 to 5; the time of receipt is 0.1 to 0.9 ms after the event, at random.
/// </summary>
internal sealed class TickPacking : IBenchmarkRow
{
    private const int Instruments = 50;
    private const int TicksPerChunk = 1_000;

    private static readonly UnixNanos FirstTime = UnixNanos.FromSeconds(1_767_623_400);

    private static readonly Metric Pack = new("P-12", "pack, 1,000 ticks a chunk", "ticks/s", "pack", Bound.AtLeast(20e6), Bound.AtLeast(20e6));

    private static readonly Metric Unpack = new("P-12", "unpack", "ticks/s", "unpack", Bound.AtLeast(30e6), Bound.AtLeast(30e6));

    private static readonly Metric Payload = new("P-12", "packed tick, payload", "B/tick", "payload");

    private static readonly Metric Table = new("P-12", "packed tick in the database, with its key", "B/tick", "table", Bound.AtMost(9), Bound.AtMost(9));

    private static readonly Metric PackDay = new("P-12", "a day packed by the product: read, pack, write, read back, drop", "ticks/s", "day");

    public string Id => "P-12";

    public string Title => "packing of old days";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var count = context.Options.IsQuick ? 200_000 : 2_000_000;
        var keys = Enumerable.Range(1, Instruments).Select(i => new InstrumentKey(i)).ToArray();
        var ticks = ByInstrument(Receive(TickWorkload.Trades(count, keys, 1, 1, FirstTime, 1)));
        var rounds = await PairedRounds.RunAloneAsync(context.Options.Rounds, _ => Task.FromResult(InMemory(ticks)), ct);
        var stored = await StoreAsync(context, count, ct);
        return
        [
            Pack.Judge(rounds, [], "", ""),
            Unpack.Judge(rounds, [], "", ""),
            Payload.Judge(rounds, [], "", ""),
            Table.Judge([stored], [], "", ""),
            PackDay.Judge([stored], [], "", ""),
        ];
    }

    /// <summary>Receipt a varying moment after the event, which costs bytes that a fixed one would not.</summary>
    internal static MarketEvent[] Receive(MarketEvent[] ticks)
    {
        var random = new Random(2);
        for (var i = 0; i < ticks.Length; i++) ticks[i] = ticks[i] with { TsInit = ticks[i].TsEvent + random.NextInt64(100_000, 900_000) };
        return ticks;
    }

    private static MarketEvent[][] ByInstrument(MarketEvent[] ticks) => [.. ticks.GroupBy(tick => tick.Instrument.Value).Select(group => group.ToArray())];

    private static Sample InMemory(MarketEvent[][] ticks)
    {
        var codec = new TickCodec();
        var chunks = new List<(MarketEvent[] Of, int At, int Count, byte[] Payload)>();
        foreach (var one in ticks)
            for (var at = 0; at < one.Length; at += TicksPerChunk)
            {
                var length = Math.Min(TicksPerChunk, one.Length - at);
                chunks.Add((one, at, length, codec.Pack(one.AsSpan(at, length)).ToArray()));
            }

        long total = chunks.Sum(chunk => chunk.Count);
        var cpu = new CpuMeter(("ours", Environment.ProcessId));
        var began = Stopwatch.GetTimestamp();
        long bytes = 0;
        foreach (var chunk in chunks) bytes += codec.Pack(chunk.Of.AsSpan(chunk.At, chunk.Count)).Length;
        var pack = Stopwatch.GetElapsedTime(began).TotalSeconds;

        var back = new MarketEvent[TicksPerChunk];
        began = Stopwatch.GetTimestamp();
        foreach (var chunk in chunks) codec.Unpack(MarketEventKind.Trade, chunk.Of[chunk.At].Instrument, chunk.Payload, back.AsSpan(0, chunk.Count));
        var unpack = Stopwatch.GetElapsedTime(began).TotalSeconds;

        foreach (var chunk in chunks)
        {
            codec.Unpack(MarketEventKind.Trade, chunk.Of[chunk.At].Instrument, chunk.Payload, back.AsSpan(0, chunk.Count));
            if (!back.AsSpan(0, chunk.Count).SequenceEqual(chunk.Of.AsSpan(chunk.At, chunk.Count)))
                throw new InvalidOperationException("Expected the ticks that were packed, found others: no time counts.");
        }

        return Sample.Of(("pack", total / pack), ("unpack", total / unpack), ("payload", (double)bytes / total)) with { CpuSeconds = cpu.Read() };
    }

    private static async Task<Sample> StoreAsync(BenchContext context, int count, CancellationToken ct)
    {
        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("packing", ct);
        await using var owned = source;
        await using var store = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
        var keys = (await TickInstruments.SaveAsync(store, Instruments, ct)).Select(i => i.Key).ToArray();
        var stream = await store.OpenStreamAsync("IB", MarketEventKind.Trade, ct);
        var ticks = Receive(TickWorkload.Trades(count, keys, stream.Stream, 1, FirstTime, 1));
        for (var at = 0; at < count; at += 20_000)
            await store.CommitAsync(new Ports.StoreBatch { Trades = ticks.AsMemory(at, Math.Min(20_000, count - at)) }, ct);
        await cluster.ExecuteAsync(database, "vacuum analyze trade_ticks", ct);

        DayPartition day;
        await using (var connection = await source.OpenConnectionAsync(ct))
            day = (await DayPartition.ListAsync(connection, DayTable.Trades, withBytes: false, ct)).Single(one => one.From <= FirstTime.Value && one.To > FirstTime.Value);
        var cpu = new CpuMeter(("ours", Environment.ProcessId), ("postgres", cluster.Pid));
        var began = Stopwatch.GetTimestamp();
        var outcome = await new DayPacker(source, context.Time, NullLogger.Instance).PackAsync(TickTable.Trades, day, ct);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (outcome is not { State: PackState.Packed } || outcome.Ticks != count)
            throw new InvalidOperationException($"Expected {count} packed ticks, found {outcome}.");
        var bytes = await cluster.ScalarAsync<long>(database, "select sum(pg_total_relation_size(relid))::bigint from pg_partition_tree('trade_chunks') where isleaf", ct);
        return Sample.Of(("table", (double)bytes / count), ("day", count / seconds)) with { CpuSeconds = cpu.Read() };
    }
}
