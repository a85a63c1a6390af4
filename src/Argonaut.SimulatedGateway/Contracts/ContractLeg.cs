namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>One contract of a combo.</summary>
/// <param name="Ratio">How many of it one combo holds, 1 and up.</param>
/// <param name="IsBuy">Whether who buys the combo buys or sells this leg.</param>
public sealed record ContractLeg(SimulatedContract Contract, int Ratio, bool IsBuy);
