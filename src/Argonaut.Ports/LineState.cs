namespace Argonaut.Ports;

/// <summary>Flowing only after a tick of this connection has arrived.</summary>
public enum LineState
{
    Requested,
    Flowing,
    Delayed,
    Refused,
    Interrupted,
}
