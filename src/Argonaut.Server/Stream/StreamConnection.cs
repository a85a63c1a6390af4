using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Server.Endpoints;
using Argonaut.Server.Http;
using Argonaut.Server.Metrics;

namespace Argonaut.Server.Stream;

/// <summary>The reading side of one connection: receives operations and carries them out.</summary>
internal sealed class StreamConnection(
    ServerContext server, StreamHub hub, SnapshotReader snapshots, StreamTickets tickets, ServerMetrics metrics, WebSocket socket, StreamClient client)
{
    private const int DeepestJson = 16;
    private const int DefaultLevels = 10;

    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = DeepestJson, AllowDuplicateProperties = false };

    private readonly ConcurrentDictionary<string, Subscription> _subscriptions = new();
    private readonly TokenBucket _inbound = new(StreamLimits.InboundPerSecond, StreamLimits.InboundBurst, server.Parts.Time);
    private int _overRate;

    /// <summary>Serves the connection until it ends; never throws.</summary>
    /// <param name="gone">Fires when the client has disconnected.</param>
    public async Task RunAsync(CancellationToken gone)
    {
        client.Send(Messages.Welcome(client.Session, server.Now));
        var writing = client.RunAsync(() => [.. _subscriptions.Values]);
        await using var impatience = server.Parts.Time.CreateTimer(
            static state => ((StreamConnection)state!).ExpelStranger(), this, StreamLimits.SignInWithin, Timeout.InfiniteTimeSpan);
        try
        {
            await ReceiveAsync(client.Life);
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.Faulted)
        {
            // A frame against the protocol, or text that is not UTF-8: the framework has sent the close code itself.
            client.Close(WebSocketCloseStatus.InvalidPayloadData, ProblemKinds.MalformedJson.Code);
            await LingerAsync(gone);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            client.Abort();
        }

        await writing;
        hub.Sessions.Remember(client.Session,
            [.. _subscriptions.Values.Select(s => new StreamSessions.Remembered(s.Id, s.Topic, s.SnapshotItems, s.ShortestInterval, s.Sequence, s.Trail))]);
        foreach (var subscription in _subscriptions.Values) hub.End(subscription);
    }

    /// <summary>Leaving at once resets the connection, and the client may lose the close code that is on its way.</summary>
    private async Task LingerAsync(CancellationToken gone)
    {
        try
        {
            await Task.Delay(Linger, server.Parts.Time, gone);
        }
        catch (OperationCanceledException)
        {
            // It has read the code and gone.
        }
    }

    private async Task ReceiveAsync(CancellationToken ct)
    {
        var buffer = new byte[StreamLimits.FrameBytes + 1];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                if (length == buffer.Length)
                {
                    client.Close(WebSocketCloseStatus.MessageTooBig, ProblemKinds.BodyTooLarge.Code);
                    length = 0;
                }

                part = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
                length += part.Count;
            }
            while (!part.EndOfMessage && part.MessageType != WebSocketMessageType.Close);

            if (part.MessageType == WebSocketMessageType.Close)
            {
                client.Close(socket.CloseStatus is { } code and not WebSocketCloseStatus.Empty ? code : WebSocketCloseStatus.NormalClosure, "");
                return;
            }

            // What still arrives after our close was sent is read and dropped, so that the closing handshake can end.
            if (client.IsClosing) continue;
            if (part.MessageType == WebSocketMessageType.Binary) client.Close(WebSocketCloseStatus.InvalidMessageType, ProblemKinds.MalformedJson.Code);
            else if (length > StreamLimits.FrameBytes) client.Close(WebSocketCloseStatus.MessageTooBig, ProblemKinds.BodyTooLarge.Code);
            else await TakeAsync(buffer.AsMemory(0, length), ct);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> frame, CancellationToken ct)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(frame, Json);
        }
        catch (JsonException)
        {
            client.Close(WebSocketCloseStatus.InvalidPayloadData, ProblemKinds.MalformedJson.Code);
            return;
        }

        using (document)
        {
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || !JsonTexts.AreWhole(document.RootElement))
            {
                client.Close(WebSocketCloseStatus.InvalidPayloadData, ProblemKinds.MalformedJson.Code);
                return;
            }

            IEnumerable<JsonElement> operations = document.RootElement.ValueKind == JsonValueKind.Array
                ? document.RootElement.EnumerateArray()
                : [document.RootElement];
            foreach (var operation in operations)
            {
                if (client.IsClosing || !IsWithinRate()) return;
                await CarryOutAsync(operation, ct);
            }
        }
    }

    private bool IsWithinRate()
    {
        if (_inbound.Take(1) == 1) return true;
        _overRate++;
        if (_overRate == 1)
            client.Send(Messages.Error(null, Problem.Of(ProblemKinds.Flooding, $"More than {StreamLimits.InboundPerSecond} messages a second; the connection is closed if it goes on.")));
        if (_overRate > StreamLimits.InboundAfterWarning) client.Close(WebSocketCloseStatus.PolicyViolation, ProblemKinds.Flooding.Code);
        return _overRate <= StreamLimits.InboundAfterWarning;
    }

    private async Task CarryOutAsync(JsonElement message, CancellationToken ct)
    {
        if (!ClientOperation.TryRead(message, out var operation, out var problem))
        {
            client.Send(Messages.Error(operation?.Id, problem!));
            return;
        }

        if (operation!.Op == "auth")
        {
            SignIn(operation);
            return;
        }

        if (client.Caller is null)
        {
            client.Send(Messages.Error(operation.Id, Problem.Of(ProblemKinds.MissingToken, "Sign in first: {\"op\":\"auth\",\"ticket\":\"…\"} with a ticket of POST /api/v1/stream/ticket.")));
            return;
        }

        switch (operation.Op)
        {
            case "subscribe":
                await SubscribeAsync(operation, ct);
                break;
            case "unsubscribe":
                Unsubscribe(operation);
                break;
            case "set_rate":
                SetRate(operation);
                break;
            case "resume":
                await ResumeAsync(operation, ct);
                break;
            default:
                client.Send(Messages.Pong(operation.Id, operation.Stamp, server.Now));
                break;
        }
    }

    private void ExpelStranger()
    {
        if (client.Caller is null) client.Expel(ProblemKinds.MissingToken.Code);
    }

    private void SignIn(ClientOperation operation)
    {
        if (tickets.Redeem(operation.Ticket ?? "") is not { } caller || !hub.IsStillGood(caller))
        {
            client.Send(Messages.Error(operation.Id, Problem.Of(ProblemKinds.InvalidToken, "The ticket is not valid: it works once and for 30 s.")));
            return;
        }

        client.Caller = caller;
        client.Send(Messages.Ack(operation.Id));
    }

    private async Task SubscribeAsync(ClientOperation operation, CancellationToken ct)
    {
        if (TopicOf(operation, out var problem) is not { } topic)
        {
            client.Send(Messages.Error(operation.Id, problem!));
            return;
        }

        if (_subscriptions.Values.FirstOrDefault(s => s.Topic == topic) is { } same)
        {
            client.Send(Messages.Subscribed(operation.Id, same));
            return;
        }

        var items = operation.Snapshot ?? topic.Channel switch { StreamChannel.Trades => 50, StreamChannel.Bars => 2, StreamChannel.Jobs or StreamChannel.Alerts => 100, StreamChannel.Depth => DefaultLevels, _ => 1 };
        await AddAsync(operation.Id, hub.NextSubscriptionId(), topic, items, IntervalOf(operation.MaxRate), ct);
    }

    private async Task AddAsync(string? requestId, string id, Topic topic, int items, TimeSpan shortestInterval, CancellationToken ct)
    {
        if (IsFull(requestId)) return;
        await client.RoomAsync(ct);
        var subscription = new Subscription(id, topic, client, items, shortestInterval);
        _subscriptions[id] = subscription;
        client.Send(Messages.Subscribed(requestId, subscription));
        await hub.BeginAsync(subscription, snapshots, ct);
    }

    private bool IsFull(string? requestId, string? id = null)
    {
        if (_subscriptions.Count < StreamLimits.Subscriptions) return false;
        client.Send(Messages.Error(requestId, Problem.Of(ProblemKinds.RateLimited, $"A connection may hold {StreamLimits.Subscriptions} subscriptions."), id));
        return true;
    }

    private void Unsubscribe(ClientOperation operation)
    {
        if (operation.Sub is not { } id || !_subscriptions.TryRemove(id, out var subscription))
        {
            client.Send(Messages.Error(operation.Id, Unknown(operation.Sub)));
            return;
        }

        hub.End(subscription);
        client.Send(Messages.Ack(operation.Id));
    }

    private void SetRate(ClientOperation operation)
    {
        if (operation.Sub is not { } id || !_subscriptions.TryGetValue(id, out var subscription))
        {
            client.Send(Messages.Error(operation.Id, Unknown(operation.Sub)));
            return;
        }

        subscription.ShortestInterval = IntervalOf(operation.MaxRate);
        client.Send(Messages.Ack(operation.Id));
    }

    private async Task ResumeAsync(ClientOperation operation, CancellationToken ct)
    {
        var remembered = (await hub.FindSessionAsync(operation.Session ?? "", client, ct)).ToDictionary(s => s.Id);
        client.Send(Messages.Ack(operation.Id));
        // All of them are taken over before the first goes on: a client that is cut off meanwhile finds each again in this session.
        var resumed = new List<(Subscription Subscription, StreamSessions.Remembered Known, long? Place)>();
        foreach (var (id, seen) in operation.Subs)
        {
            if (_subscriptions.ContainsKey(id)) continue;
            if (!remembered.TryGetValue(id, out var known) || _subscriptions.Values.Any(s => s.Topic == known.Topic)
                || (known.Topic.Instrument.Value != 0 && !server.Market.TryFind(known.Topic.Instrument, out _)))
            {
                client.Send(Messages.Error(operation.Id, Unknown(id), id));
                continue;
            }

            if (!IsFull(operation.Id, id)) resumed.Add(TakeOver(known, seen));
        }

        foreach (var (subscription, known, place) in resumed)
        {
            await client.RoomAsync(ct);
            if (place is not { } reached || !hub.TryContinue(subscription, reached)) await ResyncAsync(subscription, known.Sequence, ct);
        }
    }

    /// <summary>The place is null when it is not known where the client stopped.</summary>
    private (Subscription Subscription, StreamSessions.Remembered Known, long? Place) TakeOver(StreamSessions.Remembered known, long seen)
    {
        var subscription = new Subscription(known.Id, known.Topic, client, known.SnapshotItems, known.ShortestInterval);
        var place = seen <= known.Sequence ? known.Trail.PlaceAt(seen) : null;
        subscription.Sequence = place is null ? known.Sequence : seen;
        if (place is { } reached) subscription.Trail.Add(seen, reached);
        _subscriptions[known.Id] = subscription;
        return (subscription, known, place);
    }

    /// <summary>
    /// What cannot go on begins again with a snapshot. Its number is above all before, so that a client which is cut off again can never
    /// mean one message and be understood to mean another.
    /// </summary>
    private async Task ResyncAsync(Subscription subscription, long lastSequence, CancellationToken ct)
    {
        subscription.Sequence = lastSequence;
        var channel = subscription.Topic.Channel;
        client.Send(Messages.Resync(subscription, Channels.IsReliable(channel) ? Messages.WindowExpired : Messages.LatestWins));
        Interlocked.Increment(ref metrics.Resyncs[(int)channel]);
        await hub.BeginAsync(subscription, snapshots, ct);
    }

    private Topic? TopicOf(ClientOperation operation, out Problem? problem)
    {
        problem = null;
        if (!Channels.TryParse(operation.Channel, out var channel))
        {
            problem = Problem.Of(ProblemKinds.NotFound, $"Expected a channel of {string.Join(", ", Channels.All.Select(Channels.NameOf))}.", "channel");
            return null;
        }

        if (channel != StreamChannel.Bars && operation.PriceType is not null)
        {
            problem = Problem.Of(ProblemKinds.UnknownField, $"The channel {Channels.NameOf(channel)} has no price type.", "price_type");
            return null;
        }

        if (channel != StreamChannel.Bars && operation.Boundary is not null)
        {
            problem = Problem.Of(ProblemKinds.UnknownField, $"The channel {Channels.NameOf(channel)} has no boundary.", "boundary");
            return null;
        }

        if (channel is StreamChannel.Health or StreamChannel.Jobs or StreamChannel.Alerts)
        {
            if (operation.InstrumentId is null && operation.Timeframe is null) return new Topic(channel);
            problem = Problem.Of(ProblemKinds.UnknownField, $"The channel {Channels.NameOf(channel)} has no instrument and no timeframe.", "channel");
            return null;
        }

        if (!InstrumentId.TryParse(operation.InstrumentId, out var id))
        {
            problem = Problem.Of(ProblemKinds.InvalidInstrumentId, "Expected an instrument id such as AAPL.NASDAQ.", "instrument_id");
            return null;
        }

        if (!server.Market.TryFind(id, out var instrument))
        {
            problem = Problem.Of(ProblemKinds.UnknownInstrument, $"The instrument {id} is not known here.", "instrument_id");
            return null;
        }

        if (channel != StreamChannel.Bars)
        {
            if (operation.Timeframe is null) return new Topic(channel, instrument.Key);
            problem = Problem.Of(ProblemKinds.UnknownField, $"The channel {Channels.NameOf(channel)} has no timeframe.", "timeframe");
            return null;
        }

        var priceType = instrument.BarPriceType;
        if (operation.PriceType is { } wanted && !Words.TryParsePrice(wanted, out priceType))
        {
            problem = Problem.Of(ProblemKinds.InvalidParameter, "Expected a price type of last, bid, ask and mid.", "price_type");
            return null;
        }

        if (!Timeframe.TryParse(operation.Timeframe, out var timeframe))
        {
            problem = Problem.Of(ProblemKinds.InvalidTimeframe, $"Expected a timeframe of {string.Join(' ', Timeframe.All.Select(t => t.Code))}.", "timeframe");
            return null;
        }

        problem = ExchangeBarReader.Refuse(operation.Boundary, timeframe, priceType, instrument);
        if (problem is not null) return null;
        var isExchange = operation.Boundary == ExchangeBarReader.Session && hub.HasExchangeDays(instrument);
        return new Topic(channel, instrument.Key, timeframe, priceType == instrument.BarPriceType ? default : priceType, isExchange);
    }

    private static TimeSpan IntervalOf(double? maxRate) => maxRate is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;

    private static Problem Unknown(string? id) =>
        Problem.Of(ProblemKinds.UnknownSubscription, id is null ? "'sub' is required." : "There is no subscription of that number on this connection.", "sub");
}
