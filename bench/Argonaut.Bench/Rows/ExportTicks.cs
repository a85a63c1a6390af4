using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-10: one million trades of one instrument out of PostgreSQL into a NautilusTrader file (profile v1-hp, Snappy) that was read back,
/// flushed, renamed and written into the ledger, against the same rows as CSV by COPY. The size of that file belongs to P-11.
/// </summary>
internal sealed class ExportTicks : IBenchmarkRow
{
    private const int Seed = 10;
    private const int TicksPerCommit = 20_000;

    private static readonly UnixNanos FirstTime = UnixNanos.FromSeconds(1_767_623_400);
    private static readonly UnixNanos From = UnixNanos.FromDate(new DateOnly(2026, 1, 5));
    private static readonly UnixNanos To = UnixNanos.FromDate(new DateOnly(2026, 1, 6));

    private static readonly Metric Size = new("P-11", "size of the exported v1-hp file, against CSV", "B/row", "bytes", Bound.RatioAtMost(0.3));

    public string Id => "P-10";

    public string Title => "export of one million ticks";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var ticks = context.Options.IsQuick ? 100_000 : 1_000_000;
        var time = new Metric(
            "P-10", string.Create(CultureInfo.InvariantCulture, $"export of {ticks:#,0} ticks to a verified file"), "s", "seconds",
            context.Options.IsQuick ? null : Bound.AtMost(1), Bound.RatioAtMost(0.8));   // the limit is for the million

        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("export", ct);
        await using var owned = source;
        await using var store = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
        var instrument = await FillAsync(store, ticks, ct);
        await cluster.ExecuteAsync(database, "vacuum analyze trade_ticks", ct);

        var csv = await CsvCopyAnchor.PrepareAsync(cluster, ct);
        var csvFile = Path.Combine(context.NewFolder("csv"), "trades.csv");
        var samples = await PairedRounds.RunAsync(context.Options.Rounds, OursAsync, AnchorAsync, ct);
        return
        [
            time.Judge(samples.Ours, samples.Anchor, csv.Name, csv.Version),
            Size.Judge(samples.Ours, samples.Anchor, csv.Name, csv.Version),
        ];

        async Task<Sample> OursAsync(CancellationToken token)
        {
            var folder = context.NewFolder("export");
            GC.Collect();
            var cpu = new CpuMeter(("ours", Environment.ProcessId), ("postgres", cluster.Pid));
            var start = Stopwatch.GetTimestamp();
            var outcome = await ExportAsync(store, new PostgresExportLedger(source), instrument, folder, token);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var used = cpu.Read();
            var published = await cluster.ScalarAsync<long>(database, "select coalesce(sum(rows), 0)::bigint from exports where kind = 'trade_tick' and state = 'published'", token);
            if (outcome.RowsWritten != ticks || !outcome.IsVerified || published != ticks)
                throw new InvalidOperationException($"Expected {ticks} verified rows in the ledger, found {outcome.RowsWritten} and {published}.");
            Directory.Delete(folder, recursive: true);
            return Sample.Of(("seconds", seconds), ("bytes", (double)outcome.BytesTotal / ticks)) with { CpuSeconds = used };
        }

        async Task<Sample> AnchorAsync(CancellationToken token)
        {
            var cpu = new CpuMeter(("postgres", cluster.Pid));
            var seconds = await csv.RunAsync(database, instrument.Key.Value, csvFile, token);
            var used = cpu.Read();
            var lines = File.ReadLines(csvFile).LongCount();
            if (lines != ticks) throw new InvalidOperationException($"Expected {ticks} lines of CSV, found {lines}.");
            return Sample.Of(("seconds", seconds), ("bytes", (double)new FileInfo(csvFile).Length / ticks)) with { CpuSeconds = used };
        }
    }

    private static async Task<Instrument> FillAsync(PostgresMarketStore store, int ticks, CancellationToken ct)
    {
        var instrument = (await TickInstruments.SaveAsync(store, 1, ct)).Single();
        var position = await store.OpenStreamAsync("IB", MarketEventKind.Trade, ct);
        var trades = TickWorkload.Trades(ticks, [instrument.Key], position.Stream, position.LastSequence + 1, FirstTime, Seed);
        for (var at = 0; at < ticks; at += TicksPerCommit)
            await store.CommitAsync(new StoreBatch { Trades = trades.AsMemory(at, Math.Min(TicksPerCommit, ticks - at)) }, ct);
        return instrument;
    }

    private static async Task<ExportOutcome> ExportAsync(
        PostgresMarketStore store, PostgresExportLedger ledger, Instrument instrument, string folder, CancellationToken ct)
    {
        var identity = new ExportIdentity("trade_tick", instrument.Id.Value, From, To, "v1-hp");
        await new CatalogWriter(folder, new ExportSettings()).WriteInstrumentAsync(instrument, ct);
        var writer = new CatalogWriter(folder, new ExportSettings(), new LedgerListener(ledger, identity));
        using var export = writer.BeginTrades(new ExportRequest(instrument, From, To));
        await foreach (var chunk in store.StreamTicksAsync(MarketEventKind.Trade, instrument.Key, From, To, ct))
            await export.AppendAsync(chunk, ct);
        return await export.CompleteAsync(ct);
    }
}
