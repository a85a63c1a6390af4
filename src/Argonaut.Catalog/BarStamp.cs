namespace Argonaut.Catalog;

/// <summary>Close: <c>ts_event = ts_init = close</c>. IbAdapter: <c>ts_event</c> is the open, as NautilusTrader's IB adapter does.</summary>
public enum BarStamp
{
    Close,
    IbAdapter,
}
