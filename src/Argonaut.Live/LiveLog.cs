using Argonaut.Domain;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live;

internal static partial class LiveLog
{
    [LoggerMessage(3001, LogLevel.Information, "Recording {Instruments} instruments")]
    public static partial void Started(ILogger log, int instruments);

    [LoggerMessage(3012, LogLevel.Information, "The stream of {Kind} goes on behind {Sequence}")]
    public static partial void StreamGoesOn(ILogger log, Domain.Data.MarketEventKind kind, long sequence);

    [LoggerMessage(3002, LogLevel.Information, "Ingestion stopped; {Unstored} ticks could not be stored")]
    public static partial void Stopped(ILogger log, long unstored);

    [LoggerMessage(3003, LogLevel.Warning, "The store takes no data, ticks are kept locally: {Problem}")]
    public static partial void StoreUnavailable(ILogger log, string problem);

    [LoggerMessage(3004, LogLevel.Information, "The store takes data again")]
    public static partial void StoreIsBack(ILogger log);

    [LoggerMessage(3005, LogLevel.Warning, "Feed away from {From} to {To} ({Reason}): {Gaps} gaps noted")]
    public static partial void FeedReturned(ILogger log, UnixNanos from, UnixNanos to, string reason, int gaps);

    [LoggerMessage(3006, LogLevel.Warning, "Ticks of instrument key {Instrument} are rejected: it is unknown here")]
    public static partial void UnknownInstrument(ILogger log, int instrument);

    [LoggerMessage(3007, LogLevel.Error, "An observer failed and was removed: {Observer}")]
    public static partial void ObserverFailed(ILogger log, string observer, Exception error);

    [LoggerMessage(3008, LogLevel.Information, "Bars of {Instrument} rebuilt up to {Replayed} stored ticks, from {From}")]
    public static partial void BarsRecovered(ILogger log, string instrument, long replayed, UnixNanos from);

    [LoggerMessage(3009, LogLevel.Information, "History of {Instrument} from {From} to {To}: {Bars} bars stored")]
    public static partial void HistoryFilled(ILogger log, string instrument, UnixNanos from, UnixNanos to, int bars);

    [LoggerMessage(3010, LogLevel.Warning, "History of {Instrument} ({Timeframe}) failed, attempt {Attempt}: {Problem}")]
    public static partial void HistoryFailed(ILogger log, string instrument, string timeframe, int attempt, string problem);

    [LoggerMessage(3011, LogLevel.Information, "Rebuilt {Bars} closed bars from the store after late ticks")]
    public static partial void BarsRebuilt(ILogger log, int bars);

    [LoggerMessage(3012, LogLevel.Error, "{Ticks} ticks are given up, the store and the spool take none: {SpoolProblem} {StoreProblem}")]
    public static partial void TicksGivenUp(ILogger log, int ticks, string spoolProblem, string storeProblem);

    [LoggerMessage(3013, LogLevel.Error, "The database has {Kind} up to {Found} and had confirmed {Committed}: an older server answers. What is kept locally is sent again")]
    public static partial void ServerLostCommits(ILogger log, Domain.Data.MarketEventKind kind, long found, long committed);

    [LoggerMessage(3014, LogLevel.Error, "{Kind} {First} to {Last} are lost: a gap row says so")]
    public static partial void TicksLost(ILogger log, Domain.Data.MarketEventKind kind, long first, long last);

    [LoggerMessage(3015, LogLevel.Warning, "Started without the store: {Instruments} instruments are recorded into the spool. {Problem}")]
    public static partial void StartedWithoutStore(ILogger log, int instruments, string problem);

    [LoggerMessage(3016, LogLevel.Warning, "{Problem}")]
    public static partial void NotesNotSaved(ILogger log, string problem);

    [LoggerMessage(3020, LogLevel.Warning, "The wall clock moved by {Jump} against the monotonic clock: the machine slept, or the clock was set")]
    public static partial void ClockJumped(ILogger log, TimeSpan jump);

    [LoggerMessage(3021, LogLevel.Information, "Line {Instrument} {Kind} is asked for again: {Reason}")]
    public static partial void AskedAgain(ILogger log, string instrument, Domain.Data.MarketEventKind kind, string reason);

    [LoggerMessage(3022, LogLevel.Information, "Gap {Gap} of {Instrument} {Kind} from {From} to {To} ({Reason}) is {State}: {Ticks} ticks filled in. {Explanation}")]
    public static partial void GapSettled(
        ILogger log, long gap, string instrument, Domain.Data.MarketEventKind kind, UnixNanos from, UnixNanos to, string reason, Ports.GapState state, long ticks, string? explanation);

    [LoggerMessage(3023, LogLevel.Warning, "Gap {Gap} waits for its backfill, attempt {Attempt}: {Problem}")]
    public static partial void GapWaits(ILogger log, long gap, int attempt, string problem);

    [LoggerMessage(3024, LogLevel.Information, "{Gaps} gaps were being filled when the last process ended; they are open again")]
    public static partial void GapsReopened(ILogger log, int gaps);

    [LoggerMessage(3030, LogLevel.Warning, "The quotes of {Instrument} have been crossed since {Since}: it is suspect")]
    public static partial void InstrumentSuspect(ILogger log, string instrument, UnixNanos since);

    [LoggerMessage(3031, LogLevel.Information, "The quotes of {Instrument} are not crossed any more")]
    public static partial void InstrumentTrusted(ILogger log, string instrument);

    [LoggerMessage(3032, LogLevel.Warning, "The source's clock is {Seconds:0.0} s from ours; its times are kept as they are")]
    public static partial void SourceClockSkewed(ILogger log, double seconds);

    [LoggerMessage(3033, LogLevel.Information, "The source's clock is {Seconds:0.0} s from ours: near enough again")]
    public static partial void SourceClockRight(ILogger log, double seconds);

    [LoggerMessage(3034, LogLevel.Warning, "Our wall clock moved by {Milliseconds:0.0} ms against monotonic time")]
    public static partial void ClockStepped(ILogger log, double milliseconds);

    [LoggerMessage(3035, LogLevel.Error, "Counts and cases of data quality of the last seconds could not be stored and are lost")]
    public static partial void QualityNotSaved(ILogger log, Exception error);

    [LoggerMessage(3050, LogLevel.Information, "Definition {Event}: {Text}")]
    public static partial void DefinitionEvent(ILogger log, Ports.DefinitionEvent @event, string text);

    [LoggerMessage(3051, LogLevel.Warning, "The definition of {Instrument} could not be refreshed: {Problem}")]
    public static partial void RefreshFailed(ILogger log, string instrument, string problem);
}
