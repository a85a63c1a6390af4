using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Argonaut.Catalog;
using Argonaut.Server.Contracts;
using Argonaut.Server.Import;

namespace Argonaut.Server.Jobs;

/// <summary>What each kind of job needs to begin, as it is kept. Instruments by id, times as nanoseconds: they hold over restarts.</summary>
internal sealed record ExportJob(
    string DataType, string InstrumentId, string? Timeframe, long From, long To, string Format, string Profile, string OnOverlap, bool Verify, string Compression);

/// <summary>Null filters take all that have data on the day.</summary>
internal sealed record DailyJob(
    DateOnly Date, bool IsSessionDay, ImmutableArray<string>? Sources, ImmutableArray<string>? Instruments, ImmutableArray<string> DataTypes,
    ImmutableArray<string> Timeframes, string Format, string Profile, string OnOverlap, bool Verify, string Compression);

/// <param name="Paths">Null: every file of the catalog.</param>
internal sealed record VerifyJob(ImmutableArray<string>? Paths);

internal sealed record BackfillJob(string InstrumentId, ImmutableArray<string> Kinds, long From, long To);

internal sealed record RetentionJob(bool IsDryRun);

/// <summary>Serialisers of what is kept of jobs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ExportJob))]
[JsonSerializable(typeof(DailyJob))]
[JsonSerializable(typeof(VerifyJob))]
[JsonSerializable(typeof(BackfillJob))]
[JsonSerializable(typeof(RetentionJob))]
[JsonSerializable(typeof(ImportOrder))]
[JsonSerializable(typeof(ExportCheckpoint))]
[JsonSerializable(typeof(ImmutableArray<ExportResultItem>))]
internal sealed partial class JobJson : JsonSerializerContext;
