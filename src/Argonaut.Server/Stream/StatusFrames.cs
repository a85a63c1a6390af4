using System.Text.Json;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Endpoints;
using Argonaut.Server.Jobs;

namespace Argonaut.Server.Stream;

/// <summary>Bodies of what is not the market: the truth page, jobs and alerts.</summary>
internal sealed class StatusFrames(StatusBuilder status, JobQueue jobs)
{
    private readonly Lock _gate = new();
    private (long Version, StreamBody Body) _health = (0, StreamBody.Empty);

    public (long Version, StreamBody Body) Health
    {
        get
        {
            lock (_gate) return _health;
        }
    }

    public void RefreshHealth()
    {
        var body = Bodies.Objects(JsonSerializer.SerializeToUtf8Bytes(status.Build(), ServerJson.Default.SystemStatus));
        lock (_gate) _health = (_health.Version + 1, body);
    }

    /// <summary>Jobs that changed since the last call; null when none did.</summary>
    public List<byte[]>? TakeChangedJobs() =>
        jobs.TakeChanged() is { Length: > 0 } changed ? [.. changed.Select(j => JsonSerializer.SerializeToUtf8Bytes(j, ServerJson.Default.JobItem))] : null;

    public static StreamBody Alerts(IEnumerable<AlertEvent> events) =>
        Bodies.Objects([.. events.Select(e => JsonSerializer.SerializeToUtf8Bytes(AlertRows.Event(e), ServerJson.Default.AlertEventItem))]);

    /// <summary>The newest jobs, newest first.</summary>
    public List<byte[]> AllJobs(int most) =>
        [.. jobs.All.OrderByDescending(j => j.Created, StringComparer.Ordinal).Take(most).Select(j => JsonSerializer.SerializeToUtf8Bytes(j, ServerJson.Default.JobItem))];
}
