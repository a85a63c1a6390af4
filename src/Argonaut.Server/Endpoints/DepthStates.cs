using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Server.Endpoints;

/// <summary>Whether an order book that is shown can be believed.</summary>
internal static class DepthStates
{
    /// <summary>Closed and halted markets keep their last book; a silent or broken line may have missed the next one.</summary>
    /// <param name="line">The one that brings the book; null while it is not recorded.</param>
    public static bool IsStale(LineView? line) => line is not { State: LineState.Flowing or LineState.MarketClosed or LineState.Halted };
}
