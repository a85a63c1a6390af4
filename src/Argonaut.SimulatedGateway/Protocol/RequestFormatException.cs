namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>A request that the gateway answers with an error instead of an answer. The connection stays.</summary>
/// <param name="code">Of ib-tws-protocol.md 5: 320 cannot be read, 321 not valid, 200 no such contract, ...</param>
/// <param name="requestId">-1 when the request has none or it could not be read.</param>
public sealed class RequestFormatException(int code, long requestId, string message) : Exception(message)
{
    public const int CannotRead = 320;
    public const int NotValid = 321;

    public int Code { get; } = code;

    public long RequestId { get; } = requestId;
}
