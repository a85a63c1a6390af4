namespace Argonaut.Bench.Product;

/// <summary>What a simulated gateway sends in place of its market.</summary>
/// <param name="TicksPerSecond">Of all instruments together.</param>
internal sealed record MarketLoad(int TicksPerSecond, int Instruments);
