namespace Argonaut.Trading.Alerts;

public enum AlertDirection
{
    Up,
    Down,
    Both,
}
