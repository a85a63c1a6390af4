using Microsoft.Extensions.Logging;

namespace Argonaut.Venues.Ib;

/// <summary>Events 2100 to 2199.</summary>
internal static partial class IbLog
{
    [LoggerMessage(2100, LogLevel.Information, "Connecting to {Endpoint} as client {ClientId}")]
    public static partial void Connecting(ILogger log, string endpoint, int clientId);

    [LoggerMessage(2101, LogLevel.Information, "Ready: server version {ServerVersion}, {Accounts} account(s), simulated {IsSimulated}")]
    public static partial void Ready(ILogger log, int serverVersion, int accounts, bool isSimulated);

    [LoggerMessage(2102, LogLevel.Warning, "Connection ended: {Detail} Next attempt in {Delay}")]
    public static partial void Ended(ILogger log, string detail, TimeSpan delay);

    [LoggerMessage(2103, LogLevel.Information, "Connection ended during the daily restart: {Detail} Next attempt in {Delay}")]
    public static partial void EndedInRestart(ILogger log, string detail, TimeSpan delay);

    [LoggerMessage(2104, LogLevel.Error, "Connection refused for good: {Detail}")]
    public static partial void Unsupported(ILogger log, string detail);

    [LoggerMessage(2105, LogLevel.Information, "Gateway {Code} for request {RequestId}: {Text}")]
    public static partial void Notice(ILogger log, int code, int requestId, string text);

    [LoggerMessage(2106, LogLevel.Debug, "Message dropped: {Reason}")]
    public static partial void Malformed(ILogger log, string reason);

    [LoggerMessage(2107, LogLevel.Debug, "Unknown message id {MessageId} skipped")]
    public static partial void UnknownMessage(ILogger log, int messageId);

    [LoggerMessage(2108, LogLevel.Information, "Line {Instrument} {Kind}: {Reason}")]
    public static partial void LineChanged(ILogger log, string instrument, Domain.Data.MarketEventKind kind, string reason);

    [LoggerMessage(2110, LogLevel.Warning, "The gateway names {NextValidId} as its next order id, which lies behind ids that are in use; ours go on with {Next}")]
    public static partial void NextValidIdWentBack(ILogger log, int nextValidId, int next);

    [LoggerMessage(2109, LogLevel.Warning, "Contract {ConId} left out: {Reason}")]
    public static partial void ContractRefused(ILogger log, int conId, string reason);
}
