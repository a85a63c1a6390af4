using Microsoft.Extensions.Logging;

namespace Argonaut.SimulatedGateway;

internal static partial class GatewayLog
{
    [LoggerMessage(7001, LogLevel.Information, "Simulated gateway listens on 127.0.0.1:{Port}, account {Account}, server version up to {MaxVersion}")]
    public static partial void Listening(ILogger log, int port, string account, int maxVersion);

    [LoggerMessage(7002, LogLevel.Information, "Client {ClientId} connected, server version {ServerVersion}")]
    public static partial void ClientReady(ILogger log, int clientId, int serverVersion);

    [LoggerMessage(7003, LogLevel.Information, "Client {ClientId} ended: {Reason}")]
    public static partial void ClientEnded(ILogger log, int clientId, string reason);

    [LoggerMessage(7004, LogLevel.Warning, "Client {ClientId} does not read: {Bytes} bytes wait; disconnecting")]
    public static partial void SlowReader(ILogger log, int clientId, long bytes);

    [LoggerMessage(7005, LogLevel.Debug, "Client {ClientId}, request {RequestId}: error {Code} {Text}")]
    public static partial void RequestRefused(ILogger log, int clientId, long requestId, int code, string text);

    [LoggerMessage(7006, LogLevel.Error, "The market ended unexpectedly; no more ticks are sent")]
    public static partial void MarketFailed(ILogger log, Exception exception);

    [LoggerMessage(7007, LogLevel.Error, "Connection of client {ClientId} failed")]
    public static partial void ClientFailed(ILogger log, Exception exception, int clientId);

    [LoggerMessage(7008, LogLevel.Information, "Script at {Seconds} s: {Step}")]
    public static partial void ScriptStep(ILogger log, double seconds, Control.ScriptStep step);

    [LoggerMessage(7009, LogLevel.Warning, "Script at {Seconds} s could not be carried out: {Reason}")]
    public static partial void ScriptStepFailed(ILogger log, double seconds, string reason);

    [LoggerMessage(7010, LogLevel.Information, "Control API on http://127.0.0.1:{Port}")]
    public static partial void ControlListening(ILogger log, int port);
}
