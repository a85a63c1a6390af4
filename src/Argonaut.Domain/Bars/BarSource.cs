namespace Argonaut.Domain.Bars;

/// <summary>Where a bar came from; a bar of which any part is not from ticks is not <see cref="Ticks"/>. Numbers are stored.</summary>
public enum BarSource : byte
{
    Ticks = 1,
    BrokerHistory = 2,
    Import = 3,
}
