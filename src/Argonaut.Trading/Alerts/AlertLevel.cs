namespace Argonaut.Trading.Alerts;

public enum AlertLevel
{
    Info,
    Warning,

    /// <summary>Stays on the screen until a person acknowledges it.</summary>
    Critical,
}
