using System.Text.Json.Serialization;

namespace Argonaut.Server.Contracts;

/// <summary>Serialisers of every body, generated at build time; keys are snake case (api.md A-004).</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(Page<InstrumentItem>))]
[JsonSerializable(typeof(Page<TradeItem>))]
[JsonSerializable(typeof(Page<QuoteItem>))]
[JsonSerializable(typeof(BarPage))]
[JsonSerializable(typeof(Page<BarItem>))]
[JsonSerializable(typeof(SnapshotItem))]
[JsonSerializable(typeof(SubscriptionPage))]
[JsonSerializable(typeof(RecordingItem))]
[JsonSerializable(typeof(Page<SourceItem>))]
[JsonSerializable(typeof(Page<CoverageItem>))]
[JsonSerializable(typeof(Page<GapItem>))]
[JsonSerializable(typeof(RetentionReport))]
[JsonSerializable(typeof(RetentionResultItem))]
[JsonSerializable(typeof(SystemInfo))]
[JsonSerializable(typeof(SystemStatus))]
[JsonSerializable(typeof(ClockItem))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(LiveReport))]
[JsonSerializable(typeof(ExportResultItem))]
[JsonSerializable(typeof(DailyResultItem))]
[JsonSerializable(typeof(Page<JobItem>))]
[JsonSerializable(typeof(CatalogReport))]
[JsonSerializable(typeof(ParquetStatusItem))]
[JsonSerializable(typeof(PreviewItem))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(string))]
internal sealed partial class ServerJson : JsonSerializerContext;
