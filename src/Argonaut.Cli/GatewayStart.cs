namespace Argonaut.Cli;

/// <summary>The simulated gateway on its way: it starts beside the database and is ended with the program, also when the start failed.</summary>
internal sealed class GatewayStart(MarketChoice market, TimeProvider time, CancellationToken ct) : IAsyncDisposable
{
    public Task<GatewayChild> Child { get; } = GatewayChild.StartAsync(market.ToArguments(), time, ct);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (await Child).DisposeAsync();
        }
        catch (Exception e) when (e is CliException or OperationCanceledException)
        {
            // It never ran; whoever awaited it has the reason.
        }
    }
}
