using System.Text;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Stream;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>
/// Writes down how the system is: within a second after a state of a stage or a line changed, and every ten minutes. What cannot be written
/// yet waits in memory, so that the history also knows how it was while the database was away.
/// </summary>
internal sealed class HealthLog(ServerContext server, StatusBuilder status, LineList lines)
{
    /// <summary>What waits; the oldest leaves.</summary>
    internal const int MostWaiting = 256;

    /// <summary>So long nothing is written while nothing changes.</summary>
    private const long Rest = 10 * UnixNanos.PerMinute;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Queue<HealthRecord> _waiting = new();

    /// <summary>Where states change all the time one in ten seconds is written.</summary>
    private readonly TokenBucket _budget = new(0.1, 60, server.Parts.Time);

    private string _known = "";
    private UnixNanos _notedAt;

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            Note();
            await WriteAsync(ct);
            await Task.Delay(Look, server.Parts.Time, ct);
        }
    }

    /// <summary>A kept document as an answer, byte for byte.</summary>
    public static IResult AnswerOf(HealthRecord? record, Func<HealthRecord, string> part, UnixNanos moment) => record is null
        ? Problem.Of(ProblemKinds.NotFound, $"How the system was at {moment.ToIso()} is not kept: it is kept from the first start of a version that keeps it. Ask for a later moment.")
        : new TextReply(Encoding.UTF8.GetBytes(part(record)), JsonReply<SystemStatus>.ContentType);

    internal void Note()
    {
        var now = status.Build();
        var all = lines.Read();
        var states = string.Join(';', [
            .. now.Stages.Select(stage => $"{stage.Name}={stage.State}"), .. all.Select(line => $"{LineList.KeyOf(line)}={line.State}"), now.Feed.State, $"{now.CanRecord}",
            .. now.Reasons.Select(reason => reason.Code),
        ]);
        var at = server.Now;
        if ((states == _known && at - _notedAt < Rest) || _budget.Take(1) == 0) return;
        (_known, _notedAt) = (states, at);
        if (_waiting.Count == MostWaiting) _waiting.Dequeue();
        _waiting.Enqueue(new HealthRecord(
            at, JsonSerializer.Serialize(now, ServerJson.Default.SystemStatus), JsonSerializer.Serialize(lines.PageOf([.. all], null, at), ServerJson.Default.SubscriptionPage)));
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        while (_waiting.TryPeek(out var next))
        {
            try
            {
                await server.Parts.Health.AddAsync(next, ct);
            }
            catch (StoreUnavailableException)
            {
                // The next round tries again. That the database is away is told by who watches it.
                return;
            }

            _waiting.Dequeue();
        }
    }
}
