namespace Argonaut.Venues.Ib.Wire;

/// <summary>One leg of a combo (<c>BAG</c>). Orders carry all of it, data requests the first four only.</summary>
/// <param name="OpenClose">0 same as the combo, 1 open, 2 close.</param>
public sealed record IbComboLeg(
    int ConId, int Ratio, string Action, string Exchange, int OpenClose = 0, int ShortSaleSlot = 0, string DesignatedLocation = "",
    int ExemptCode = -1);
