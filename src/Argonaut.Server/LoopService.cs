using Microsoft.Extensions.Hosting;

namespace Argonaut.Server;

/// <summary>Ties the loops to the host: it starts them before it listens and waits for them after the last connection has ended.</summary>
internal sealed class LoopService : IHostedService, IDisposable
{
    /// <summary>Set once, before the host starts.</summary>
    public ServerLoops? Loops { get; set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Loops!.Start();
        return Task.CompletedTask;
    }

    public void Dispose() => Loops?.Dispose();

    public Task StopAsync(CancellationToken cancellationToken) => Loops!.StopAsync().WaitAsync(cancellationToken);
}
