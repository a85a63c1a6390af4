using Argonaut.Domain;

namespace Argonaut.Catalog;

/// <summary>One change of an order book. Price and size are mantissas at the instrument's scales (nautilus-catalog.md 5.4).</summary>
/// <param name="Action">1 ADD, 2 UPDATE, 3 DELETE, 4 CLEAR.</param>
/// <param name="Side">0 only of CLEAR, 1 BUY, 2 SELL.</param>
/// <param name="Flags">128 ends an atomic update, 32 marks a snapshot.</param>
public readonly record struct OrderBookDeltaRow(
    byte Action, byte Side, long Price, long Size, ulong OrderId, byte Flags, ulong Sequence, UnixNanos TsEvent, UnixNanos TsInit);
