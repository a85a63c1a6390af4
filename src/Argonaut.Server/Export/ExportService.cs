using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Metrics;

namespace Argonaut.Server.Export;

/// <summary>Streams stored data into the catalog, one export at a time for each instrument.</summary>
internal sealed class ExportService(ServerContext server, ServerMetrics metrics)
{
    private const int BarPage = 10_000;
    private const int MostGaps = 1_000;
    private const int NoSpaceLinux = 28;
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    private static readonly ImmutableSortedDictionary<string, long> None = ImmutableSortedDictionary<string, long>.Empty;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    private string Root => server.Parts.ExportDirectory;

    /// <summary>Carries out one export; an expected "no" comes back as a problem.</summary>
    /// <param name="done">What an interrupted run of it has published; null from the beginning.</param>
    /// <param name="onDay">Hears of each further day that is published.</param>
    public async Task<(ExportResultItem? Result, Problem? Problem)> RunAsync(
        ExportOrder order, string jobId, ExportCheckpoint? done, Action<ExportCheckpoint> onDay, Action<ExportProgress> report, CancellationToken ct)
    {
        var gate = _gates.GetOrAdd(order.Instrument.Id.Value, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(ct);
        try
        {
            using var hold = await server.Parts.Maintenance.HoldAsync(order.From, order.To, ct);
            var started = Stopwatch.GetTimestamp();
            var versions = await server.Parts.Versions.ReadVersionsAsync(order.Instrument.Key, ct);
            var (definition, problem) = DefinitionChoice.For(order.Instrument, versions, order.From, order.To);
            if (problem is not null) return (null, problem);
            order = order with { Instrument = definition };
            var outcome = await WriteRestAsync(order, done, onDay, report, ct);
            var elapsed = Stopwatch.GetElapsedTime(started);
            metrics.Export(ExportKinds.DataTypeOf(order.Kind), outcome?.RowsWritten ?? 0, outcome?.BytesTotal ?? 0, elapsed.TotalSeconds);
            return (await ToItemAsync(order, outcome, jobId, elapsed, ct), null);
        }
        catch (CatalogRefusedException e)
        {
            return (null, Refusal(e));
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) == NoSpaceLinux || e.HResult == NoSpaceWindows)
        {
            return (null, Problem.Of(ProblemKinds.ExportDiskFull, "The export directory is full; nothing of the unfinished file is left."));
        }
        catch (Exception e) when (e is StoreUnavailableException or RangeUnreadableException)
        {
            return (null, Problem.Of(ProblemKinds.DatabaseUnavailable, e.Message));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>How the ledger notes what a file was made with.</summary>
    public static string OptionsOf(string compression, string format) => $"compression={compression};format={format}";

    public static Problem Refusal(CatalogRefusedException e)
    {
        var kind = e.Code switch
        {
            "catalog_overlap" => ProblemKinds.CatalogOverlap,
            "invalid_instrument_id" => ProblemKinds.InvalidInstrumentId,
            "precision_violation" => ProblemKinds.PrecisionViolation,
            "validation_failed" => ProblemKinds.ValidationFailed,
            _ => ProblemKinds.Conflict,
        };
        return Problem.Of(kind, e.Message) with
        {
            Hint = kind == ProblemKinds.CatalogOverlap ? "Use on_overlap=replace to write the union, or on_overlap=skip to leave what is there." : null,
        };
    }

    /// <summary>
    /// The days that are not published yet. A union with what was there before is made anew as a whole, for only then is it known which of the
    /// old files are still to be replaced, and so are books, which the deltas before a day belong to: finished files come out the same.
    /// </summary>
    private async Task<ExportOutcome?> WriteRestAsync(
        ExportOrder order, ExportCheckpoint? done, Action<ExportCheckpoint> onDay, Action<ExportProgress> report, CancellationToken ct)
    {
        if (done is null || order.Settings.OnOverlap == OnOverlap.Replace || order.Kind == ExportKind.BookDepths) return await WriteAsync(order, onDay, report, ct);
        if (done.NextFrom >= order.To) return done.Outcome;
        var share = (double)(done.NextFrom - order.From) / Math.Max(1, Math.Min(order.To.Value, server.Now.Value) - order.From.Value);
        var rest = await WriteAsync(
            order with { Begin = done.NextFrom },
            further => onDay(new ExportCheckpoint(further.NextFrom, done.With(further.Outcome), further.HeaderBytes)),
            now => report(new ExportProgress(
                share + (1 - share) * now.Share, done.Outcome.RowsSource + now.Rows, done.Outcome.Files.Length + now.Files, done.Outcome.BytesTotal + now.Bytes)), ct);
        return done.With(rest);
    }

    private Task<ExportOutcome?> WriteAsync(ExportOrder order, Action<ExportCheckpoint> onDay, Action<ExportProgress> report, CancellationToken ct)
    {
        var request = RequestOf(order);
        return order.Kind switch
        {
            ExportKind.Trades => WriteAsync(order, TicksAsync(order, ct), e => e.TsInit, w => w.BeginTrades(request), onDay, report, ct),
            ExportKind.Quotes => WriteAsync(order, TicksAsync(order, ct), e => e.TsInit, w => w.BeginQuotes(request), onDay, report, ct),
            ExportKind.Bars => WriteAsync(
                order, BarsAsync(order, ct), b => b.TsOpen, w => w.BeginBars(request, order.Timeframe!.Value, order.Instrument.BarPriceType), onDay, report, ct),
            ExportKind.BookDeltas => WriteAsync(order, TicksAsync(order, ct), e => e.TsInit, w => w.BeginDeltas(request), onDay, report, ct),
            ExportKind.BookDepths => WriteAsync(
                order, DepthRows.ReadAsync(server.Store, order.Instrument.Key, order.Begin, order.To, ct), d => d.TsInit, w => w.BeginDepths(request), onDay, report, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order.Kind, "There is no such export."),
        };
    }

    private static ExportRequest RequestOf(ExportOrder order) => new(order.Instrument, order.Begin, order.To);

    /// <summary>Null when there is no row: then nothing is touched.</summary>
    private async Task<ExportOutcome?> WriteAsync<T>(
        ExportOrder order, IAsyncEnumerable<ReadOnlyMemory<T>> rows, Func<T, UnixNanos> timeOf, Func<CatalogWriter, DataExport<T>> begin,
        Action<ExportCheckpoint> onDay, Action<ExportProgress> report, CancellationToken ct)
        where T : struct
    {
        DataExport<T>? export = null;
        ExportCheckpoint? told = null;
        try
        {
            var first = UnixNanos.Zero;
            var end = order.To < server.Now ? order.To : server.Now;
            await foreach (var chunk in rows.WithCancellation(ct))
            {
                if (chunk.IsEmpty) continue;
                if (export is null)
                {
                    first = timeOf(chunk.Span[0]);
                    export = begin(await PrepareAsync(order, ct));
                }

                await export.AppendAsync(chunk, ct);
                if (export.Checkpoint is { } day && day != told) onDay(told = day);
                var last = timeOf(chunk.Span[^1]);
                var share = end > first ? Math.Min(0.99, (double)(last - first) / (end - first)) : 0;
                report(new ExportProgress(share, export.RowsSource, export.Files.Count, export.BytesWritten));
            }

            if (export is null) return null;
            var outcome = await export.CompleteAsync(ct);
            report(new ExportProgress(1, outcome.RowsSource, outcome.Files.Length, outcome.BytesTotal));
            return outcome;
        }
        finally
        {
            export?.Dispose();
        }
    }

    /// <summary>A writer whose catalog holds the instrument's definition.</summary>
    private async Task<CatalogWriter> PrepareAsync(ExportOrder order, CancellationToken ct)
    {
        var profile = order.Settings.Profile.Text();
        var options = OptionsOf(order.Compression, ExportJobs.FormatOf(order.Settings));
        if (order.Settings.Format == CatalogFormat.Nautilus)
        {
            var definition = new ExportIdentity("instrument", order.Instrument.Id.Value, UnixNanos.Zero, UnixNanos.Zero, profile);
            await new CatalogWriter(Root, order.Settings, new LedgerListener(server.Parts.Ledger, definition, options)).WriteInstrumentAsync(order.Instrument, ct);
        }

        var identity = new ExportIdentity(order.BarType ?? ExportKinds.DataTypeOf(order.Kind), order.Instrument.Id.Value, order.From, order.To, profile);
        return new CatalogWriter(Root, order.Settings, new LedgerListener(server.Parts.Ledger, identity, options));
    }

    private IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> TicksAsync(ExportOrder order, CancellationToken ct) => server.Store.StreamTicksAsync(
        ExportKinds.RecordOf(order.Kind), order.Instrument.Key, order.Begin, order.To, ct);

    private async IAsyncEnumerable<ReadOnlyMemory<Bar>> BarsAsync(ExportOrder order, [EnumeratorCancellation] CancellationToken ct)
    {
        var from = order.Begin;
        while (true)
        {
            var page = await server.Store.ReadBarsAsync(new BarQuery(order.Instrument.Key, order.Timeframe!.Value, from, order.To, BarPage), ct);
            var closed = page.RemoveAll(b => !b.IsClosed);
            yield return closed.AsMemory();
            if (page.Length < BarPage) yield break;
            from = page[^1].TsOpen + 1;
        }
    }

    private async Task<ExportResultItem> ToItemAsync(ExportOrder order, ExportOutcome? outcome, string jobId, TimeSpan elapsed, CancellationToken ct)
    {
        var isVerified = outcome is { IsVerified: true, RowsSource: > 0 };
        var bytes = outcome?.BytesTotal ?? 0;
        var csv = outcome?.BytesAsCsv ?? 0;
        var written = outcome?.RowsWritten ?? 0;
        ImmutableArray<RejectItem> rejects = [.. (outcome?.RejectedByReason ?? None).Select(r => new RejectItem(r.Key, r.Value))];
        // Rows that an existing file covers already are not written either, and are said so.
        if (outcome is { RowsSkipped: > 0 }) rejects = rejects.Add(new RejectItem("skipped_overlap", outcome.RowsSkipped));
        return new ExportResultItem
        {
            JobId = jobId,
            Status = outcome?.Status ?? "no_data",
            Records = written,
            FileSizeMb = Math.Round(bytes / 1e6, 3),
            FilePath = outcome is { Files.IsEmpty: false } ? outcome.Files[0].Path : null,
            DataType = ExportKinds.DataTypeOf(order.Kind),
            Source = order.Instrument.Source,
            Simulated = order.Instrument.IsSimulated,
            InstrumentId = order.Instrument.Id.Value,
            Timeframe = order.Timeframe?.Code,
            BarType = order.BarType,
            Start = order.From.ToString(),
            StartIso = order.From.ToIso(),
            End = order.To.ToString(),
            EndIso = order.To.ToIso(),
            RowsSource = outcome?.RowsSource ?? 0,
            RowsWritten = written,
            RowsRejected = (outcome?.RowsRejected ?? 0) + (outcome?.RowsSkipped ?? 0),
            Rejects = rejects,
            RowsAdjusted = outcome?.RowsAdjusted.Values.Sum() ?? 0,
            Adjustments = [.. (outcome?.RowsAdjusted ?? None).Select(r => new RejectItem($"rounded_{r.Key}", r.Value))],
            Files =
            [
                .. (outcome?.Files ?? []).Select(f => new ExportFileItem
                {
                    Path = f.Path,
                    Rows = f.Rows,
                    Bytes = f.Bytes,
                    RowGroups = f.RowGroups,
                    Sha256 = f.Sha256,
                    TsInitMin = f.TsInitMin.ToString(),
                    TsInitMax = f.TsInitMax.ToString(),
                }),
            ],
            BytesTotal = bytes,
            BytesAsCsv = csv,
            ReductionPct = csv > 0 ? Math.Round(100.0 * (csv - bytes) / csv, 1) : null,
            Format = ExportJobs.FormatOf(order.Settings),
            NautilusProfile = order.Settings.Profile.Text(),
            Compression = order.Compression,
            Gaps = await GapsAsync(order, ct),
            Verification = outcome is null ? null : new VerificationItem
            {
                Status = isVerified ? "passed" : "skipped",
                RowsReadBack = isVerified ? outcome.Files.Where(f => f.State == ExportedFileState.Written).Sum(f => f.Rows) : 0,
                ChecksumMatch = isVerified,
                MonotonicTsInit = true,
            },
            DurationMs = Math.Round(elapsed.TotalMilliseconds, 1),
            RowsPerS = elapsed.TotalSeconds > 0 ? Math.Round(written / elapsed.TotalSeconds) : 0,
            Available = outcome is null ? await AvailableAsync(order, ct) : null,
        };
    }

    private async Task<ImmutableArray<GapRangeItem>> GapsAsync(ExportOrder order, CancellationToken ct)
    {
        var kind = ExportKinds.RecordOf(order.Kind);
        var gaps = await server.Store.ReadGapsAsync(order.Instrument.Key, order.From, order.To, MostGaps, ct);
        return [.. gaps.Where(g => g.Kind == kind).Select(g => new GapRangeItem(g.From.ToString(), g.From.ToIso(), g.To.ToString(), g.To.ToIso(), g.Reason))];
    }

    private async Task<RangeItem?> AvailableAsync(ExportOrder order, CancellationToken ct)
    {
        var kind = ExportKinds.RecordOf(order.Kind);
        foreach (var row in await server.Store.CoverageAsync(ct))
            if (row.Instrument == order.Instrument.Key && row.Kind == kind && row.Timeframe == order.Timeframe && row.Rows > 0)
                return new RangeItem(row.First.ToString(), row.First.ToIso(), (row.Last + 1).ToString(), (row.Last + 1).ToIso());
        return null;
    }
}
