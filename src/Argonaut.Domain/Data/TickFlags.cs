namespace Argonaut.Domain.Data;

/// <summary>Marks of a stored tick. Bits 0 and 1 are the aggressor side; the numbers are the database's.</summary>
[Flags]
public enum TickFlags : short
{
    None = 0,
    Buyer = 1,
    Seller = 2,
    OwnTradeId = 8,
    Correction = 16,
    Outlier = 32,
    Late = 64,
    Unreported = 128,
    Crossed = 256,
}
