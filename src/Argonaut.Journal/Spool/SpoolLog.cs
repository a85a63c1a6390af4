using Microsoft.Extensions.Logging;

namespace Argonaut.Journal.Spool;

/// <summary>What this room logs. Event ids 5100 to 5199.</summary>
internal static partial class SpoolLog
{
    [LoggerMessage(5101, LogLevel.Information, "Spool {Location}: {Segments} files, {Bytes} bytes, {Waiting} ticks wait for the store")]
    public static partial void Opened(ILogger log, string location, int segments, long bytes, long waiting);

    [LoggerMessage(5102, LogLevel.Warning, "Spool file {File} ended in the middle of a write: cut at byte {Offset}. Nothing of it was acknowledged")]
    public static partial void TornTailCut(ILogger log, string file, long offset);

    [LoggerMessage(5103, LogLevel.Error, "Spool file {File}, byte {Offset}: {Detail}")]
    public static partial void Damaged(ILogger log, string file, long offset, string detail);

    [LoggerMessage(5104, LogLevel.Warning, "Writing to spool file {File} failed, a new file is begun: {Problem}")]
    public static partial void SegmentAbandoned(ILogger log, string file, string problem);

    [LoggerMessage(5105, LogLevel.Warning, "The spool is {Percent} % full: {Bytes} of {Limit} bytes")]
    public static partial void Filling(ILogger log, int percent, long bytes, long limit);

    [LoggerMessage(5106, LogLevel.Error, "The spool takes no data: {Problem}")]
    public static partial void Refusing(ILogger log, string problem);

    [LoggerMessage(5107, LogLevel.Information, "Spool file {File} dropped: the store has had it long enough")]
    public static partial void Dropped(ILogger log, string file);
}
