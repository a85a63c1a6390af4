using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Alerts;

/// <summary>Sends alerts by their routes, one after the other for each route, three tries each. Telling somebody twice does no harm.</summary>
internal sealed class Deliveries : IDisposable
{
    private const int MostWaiting = 1_000;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)];

    private static readonly ImmutableArray<(string Route, string Hint)> Known =
    [
        ("webhook", "Set ARGONAUT_ALERTS__WEBHOOK_URL."), ("email", "Set ARGONAUT_ALERTS__SMTP_HOST, ARGONAUT_ALERTS__MAIL_FROM and ARGONAUT_ALERTS__MAIL_TO."),
    ];

    private readonly ImmutableDictionary<string, Lane> _lanes;
    private readonly Action<long, AlertDelivery> _changed;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public Deliveries(ImmutableArray<IAlertRoute> routes, Action<long, AlertDelivery> changed, TimeProvider time, ILogger log)
    {
        _lanes = routes.ToImmutableDictionary(route => route.Name, route => new Lane(route), StringComparer.Ordinal);
        (_changed, _time, _log) = (changed, time, log);
    }

    public ImmutableArray<AlertRouteStatus> Status =>
    [
        .. Known.Select(known => _lanes.TryGetValue(known.Route, out var lane)
            ? new AlertRouteStatus(known.Route, true, lane.Route.Target, lane.Last.Sent, lane.Last.Problem, null)
            : new AlertRouteStatus(known.Route, false, "", null, null, known.Hint)),
    ];

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(_lanes.Values.Select(lane => DeliverAsync(lane, ct)));

    public void Enqueue(string route, AlertEvent one)
    {
        if (!_lanes.TryGetValue(route, out var lane)) Say(one.Id, route, DeliveryState.Failed, "The route is not configured.");
        else if (!lane.Waiting.Writer.TryWrite(one)) Say(one.Id, route, DeliveryState.Failed, $"{MostWaiting} alerts wait to be sent already.");
    }

    /// <summary>Null: not configured.</summary>
    public async Task<AlertDelivery?> TestAsync(string route, AlertEvent one, CancellationToken ct) =>
        _lanes.TryGetValue(route, out var lane) ? Outcome(lane, await lane.Route.SendAsync(one, ct)) : null;

    public void Dispose()
    {
        foreach (var lane in _lanes.Values) (lane.Route as IDisposable)?.Dispose();
    }

    private async Task DeliverAsync(Lane lane, CancellationToken ct)
    {
        try
        {
            await foreach (var one in lane.Waiting.Reader.ReadAllAsync(ct))
            {
                var problem = await lane.Route.SendAsync(one, ct);
                for (var tries = 0; problem is not null && tries < Pauses.Length; tries++)
                {
                    await Task.Delay(Pauses[tries], _time, ct);
                    problem = await lane.Route.SendAsync(one, ct);
                }

                var outcome = Outcome(lane, problem);
                if (problem is not null) AlertLog.NotDelivered(_log, one.Id, lane.Route.Name, problem);
                _changed(one.Id, outcome);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What waits is in the list of alerts, marked as waiting.
        }
    }

    private AlertDelivery Outcome(Lane lane, string? problem)
    {
        var now = HybridClock.Now(_time);
        lane.Last = new Result(problem is null ? now : lane.Last.Sent, problem);
        return new AlertDelivery(lane.Route.Name, problem is null ? DeliveryState.Sent : DeliveryState.Failed, problem, now);
    }

    private void Say(long id, string route, DeliveryState state, string detail) => _changed(id, new AlertDelivery(route, state, detail, HybridClock.Now(_time)));

    private sealed class Lane(IAlertRoute route)
    {
        private Result _last = new(null, null);

        public IAlertRoute Route { get; } = route;

        public Channel<AlertEvent> Waiting { get; } = Channel.CreateBounded<AlertEvent>(new BoundedChannelOptions(MostWaiting)
        {
            FullMode = BoundedChannelFullMode.Wait,   // TryWrite then says no, and the delivery is marked as failed
            SingleReader = true,
        });

        public Result Last
        {
            get => Volatile.Read(ref _last);
            set => Volatile.Write(ref _last, value);
        }
    }

    private sealed record Result(UnixNanos? Sent, string? Problem);
}
