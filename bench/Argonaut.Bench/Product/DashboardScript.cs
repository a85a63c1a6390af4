namespace Argonaut.Bench.Product;

/// <summary>How much of what a budget measures is done.</summary>
/// <param name="Length">How long, where it lasts.</param>
/// <param name="Count">How often, or how many bars, where it is counted.</param>
internal sealed record DashboardScript(TimeSpan Length, int Count);
