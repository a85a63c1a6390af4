namespace Argonaut.Server;

public enum ReadinessPhase
{
    Starting,
    Ready,
    Failed,
    Stopping,
}
