namespace Argonaut.Ports;

/// <summary>Degraded: the socket is up, the source's own link or a data farm is not.</summary>
public enum FeedState
{
    Disconnected,
    Connecting,
    Ready,
    Degraded,
}
