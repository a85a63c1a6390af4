namespace Argonaut.Bench;

/// <summary>What the command line asked for.</summary>
/// <param name="Rounds">Counted pairs; one more, dropped, comes before.</param>
/// <param name="IsQuick">Smaller workloads, for information.</param>
/// <param name="Minutes">Length of each part of P-18.</param>
internal sealed record BenchOptions(int Rounds, bool IsQuick, double Minutes);
