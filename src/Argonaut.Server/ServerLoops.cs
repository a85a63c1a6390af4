using Argonaut.Server.Audit;
using Argonaut.Server.Auth;
using Argonaut.Server.Endpoints;
using Argonaut.Server.Export;
using Argonaut.Server.Jobs;
using Argonaut.Server.Metrics;
using Argonaut.Server.Stream;
using Microsoft.Extensions.Logging;

namespace Argonaut.Server;

/// <summary>Owns the server's own loops from start to stop; one that ends unexpectedly makes the process unready with its name.</summary>
internal sealed class ServerLoops(
    ServerParts parts, StreamHub hub, JobQueue jobs, ScheduleLoop schedules, StoreWatch store, StatusBuilder status, AccessRegistry access, AuditTrail audit, FigureLog figures,
    HealthLog health, ILogger log) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private IDisposable? _attached;
    private IDisposable? _alerts;

    public void Start()
    {
        _attached = parts.Market.Attach(hub);
        _alerts = parts.Alerts.Attach(hub.OnAlert);
        _loops.Add(WatchAsync("stream hub", hub.RunAsync));
        _loops.Add(WatchAsync("slow channels", hub.RunSlowChannelsAsync));
        _loops.Add(WatchAsync("live bars", hub.RunLiveBarsAsync));
        _loops.Add(WatchAsync("exchange bars", hub.RunExchangeBarsAsync));
        _loops.Add(WatchAsync("jobs", jobs.RunAsync));
        _loops.Add(WatchAsync("schedules", schedules.RunAsync));
        _loops.Add(WatchAsync("store watch", store.RunAsync));
        _loops.Add(WatchAsync("stages", status.RunAsync));
        _loops.Add(WatchAsync("access", access.RunAsync));
        _loops.Add(WatchAsync("audit", audit.RunAsync));
        _loops.Add(WatchAsync("audit checks", audit.RunChecksAsync));
        _loops.Add(WatchAsync("stream guard", hub.RunGuardAsync));
        _loops.Add(WatchAsync("figures", figures.RunAsync));
        _loops.Add(WatchAsync("health history", health.RunAsync));
    }

    /// <summary>Ends the loops and waits for them: a cancelled export takes its partial file away.</summary>
    public async Task StopAsync()
    {
        _attached?.Dispose();
        _alerts?.Dispose();
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        jobs.Dispose();
        access.Dispose();
    }

    private async Task WatchAsync(string name, Func<CancellationToken, Task> run)
    {
        try
        {
            await Task.Run(() => run(_stopping.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end that was asked for.
        }
        catch (Exception e)
        {
            ServerLog.LoopEnded(log, name, e);
            parts.Readiness.Fail(name, "The loop has ended; restart the server.");
        }
    }
}
