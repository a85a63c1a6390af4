using System.Collections.Immutable;
using System.Text.Json;
using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Jobs;

namespace Argonaut.Server.Export;

/// <summary>Exports and checks of files as jobs: from what is kept of them to the work and its result.</summary>
internal sealed class ExportJobs(ServerContext server, ExportService exports, DailyExport daily)
{
    public const string Export = "export";
    public const string Daily = "export_daily";
    public const string Verify = "verify";

    public IEnumerable<JobWork> Works =>
    [
        new JobWork(Export, CanResume: true, Role.Exporter, ExportAsync),
        new JobWork(Daily, CanResume: true, Role.Exporter, DailyAsync),
        new JobWork(Verify, CanResume: true, Role.Exporter, VerifyAsync),
    ];

    public static string RequestOf(ExportOrder order) => JsonSerializer.Serialize(
        new ExportJob(
            ExportKinds.DataTypeOf(order.Kind), order.Instrument.Id.Value, order.Timeframe?.Code, order.From.Value, order.To.Value, FormatOf(order.Settings),
            order.Settings.Profile.Text(), OverlapOf(order.Settings), order.Settings.Verify, order.Compression),
        JobJson.Default.ExportJob);

    public static string RequestOf(DailyExport.Order order) => JsonSerializer.Serialize(
        new DailyJob(
            order.Date, order.IsSessionDay, order.Sources, order.Instruments is { } some ? [.. some.Select(i => i.Id.Value)] : null, order.DataTypes, order.Timeframes,
            FormatOf(order.Settings), order.Settings.Profile.Text(), OverlapOf(order.Settings), order.Settings.Verify, order.Compression),
        JobJson.Default.DailyJob);

    /// <summary>Null when the compression is not known.</summary>
    public static ExportSettings? SettingsOf(string? format, string? profile, string? onOverlap, bool verify, string compression)
    {
        var settings = new ExportSettings
        {
            Format = format == "flat" ? CatalogFormat.Flat : CatalogFormat.Nautilus,
            Profile = profile == "v1-sp" ? CatalogProfile.V1Sp : CatalogProfile.V1Hp,
            OnOverlap = onOverlap switch { "replace" => OnOverlap.Replace, "skip" => OnOverlap.Skip, _ => OnOverlap.Refuse },
            Verify = verify,
        };
        return settings.TryWithCompression(compression, out settings) ? settings : null;
    }

    public static string FormatOf(ExportSettings settings) => settings.Format == CatalogFormat.Flat ? "flat" : "nautilus";

    private async Task<JobOutcome> ExportAsync(Job job, CancellationToken ct)
    {
        var kept = JsonSerializer.Deserialize(job.Request, JobJson.Default.ExportJob)!;
        if (Find(kept.InstrumentId) is not { } instrument) return Unknown(kept.InstrumentId);
        Timeframe? timeframe = Timeframe.TryParse(kept.Timeframe, out var length) ? length : null;
        var order = new ExportOrder(
            Enum.GetValues<ExportKind>().First(k => ExportKinds.DataTypeOf(k) == kept.DataType), instrument, timeframe, new UnixNanos(kept.From), new UnixNanos(kept.To),
            SettingsOf(kept.Format, kept.Profile, kept.OnOverlap, kept.Verify, kept.Compression)!, kept.Compression);
        var done = job.Checkpoint is { } checkpoint ? JsonSerializer.Deserialize(checkpoint, JobJson.Default.ExportCheckpoint) : null;
        if (await ExportEstimates.RowsOfAsync(server, order, ct) is { } rows) job.Expect(rows);
        if (done is not null) job.GoOnFrom(done.Outcome.Files.Length, done.Outcome.BytesTotal);
        var (result, problem) = await exports.RunAsync(
            order, job.Id, done, day => job.Keep(JsonSerializer.Serialize(day, JobJson.Default.ExportCheckpoint)), job.Report, ct);
        return problem is not null
            ? JobOutcome.Failed(problem)
            : JobOutcome.Done(JsonSerializer.SerializeToElement(result!, ServerJson.Default.ExportResultItem), result!.Status == "partial");
    }

    private async Task<JobOutcome> DailyAsync(Job job, CancellationToken ct)
    {
        var kept = JsonSerializer.Deserialize(job.Request, JobJson.Default.DailyJob)!;
        ImmutableArray<Instrument>? instruments = null;
        if (kept.Instruments is { } ids)
        {
            // One that is gone has no data: the others are exported all the same.
            instruments = [.. ids.Select(Find).OfType<Instrument>()];
            if (!ids.IsEmpty && instruments.Value.IsEmpty) return Unknown(string.Join(", ", ids));
        }

        var order = new DailyExport.Order(
            kept.Date, kept.IsSessionDay, kept.Sources, instruments, kept.DataTypes, kept.Timeframes,
            SettingsOf(kept.Format, kept.Profile, kept.OnOverlap, kept.Verify, kept.Compression)!, kept.Compression);
        ImmutableArray<ExportResultItem> done = job.Checkpoint is { } checkpoint ? JsonSerializer.Deserialize(checkpoint, JobJson.Default.ImmutableArrayExportResultItem) : [];
        if (!done.IsEmpty) job.GoOnFrom(done.Sum(r => r.Files.Length), done.Sum(r => r.BytesTotal));
        var result = await daily.RunAsync(
            order, job.Id, done, parts => job.Keep(JsonSerializer.Serialize(parts, JobJson.Default.ImmutableArrayExportResultItem)), job.Expect, job.Report, ct);
        return JobOutcome.Done(JsonSerializer.SerializeToElement(result, ServerJson.Default.DailyResultItem), result.Status == "partial");
    }

    private async Task<JobOutcome> VerifyAsync(Job job, CancellationToken ct)
    {
        var kept = JsonSerializer.Deserialize(job.Request, JobJson.Default.VerifyJob)!;
        var report = await new FileChecks(server).RunAsync(kept.Paths, job, ct);
        return JobOutcome.Done(JsonSerializer.SerializeToElement(report, ServerJson.Default.VerifyReport), report.Status == "partial");
    }

    private Instrument? Find(string text) => InstrumentId.TryParse(text, out var id) && server.Market.TryFind(id, out var instrument) ? instrument : null;

    private static JobOutcome Unknown(string ids) =>
        JobOutcome.Failed(Problem.Of(ProblemKinds.UnknownInstrument, $"{ids}: no such instrument is known here any more."));

    private static string OverlapOf(ExportSettings settings) => settings.OnOverlap switch { OnOverlap.Replace => "replace", OnOverlap.Skip => "skip", _ => "refuse" };
}
