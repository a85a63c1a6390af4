using System.Buffers.Binary;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Trading.Alerts;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>What fired, what people did about it, and the ways out.</summary>
internal sealed class AlertEventEndpoints(ServerContext server)
{
    private const string Area = "Alerts";
    private const int LongestSnooze = 7 * 24 * 60;
    private const string NoToken = "local";

    private static readonly Parameter Id = new("id", ParameterPlace.Path, ParameterKind.Integer, "Number of the event.") { IsRequired = true, Minimum = 1 };

    private static readonly Parameter Route = new("route", ParameterPlace.Path, ParameterKind.Choice, "The way out.") { IsRequired = true, Choices = ["webhook", "email"] };

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/alerts/events", "list_alert_events", Area, "List what fired", ListAsync)
        {
            Parameters =
            [
                new Parameter("state", ParameterPlace.Query, ParameterKind.Choice, "Only these.") { Choices = [.. AlertRows.Names<AlertState>()] },
                new Parameter("level", ParameterPlace.Query, ParameterKind.Choice, "Only these.") { Choices = [.. AlertRows.Names<AlertLevel>()] },
                new Parameter("instrument_id", ParameterPlace.Query, ParameterKind.Instrument, "Only of this instrument."),
                ListPage.Limit, ListPage.Cursor, PastTime.Parameter,
            ],
            Answers = [new ApiAnswer(200, typeof(Page<AlertEventItem>), "Newest first.")],
            Problems = [ProblemKinds.InvalidCursor, ProblemKinds.InvalidInstrumentId],
        },
        Action("ack", "acknowledge_alert", "Acknowledge an alert", AcknowledgeAsync),
        Action("snooze", "snooze_alert", "Acknowledge an alert and silence its rule for a while", SnoozeAsync) with
        {
            Parameters = [Id, new Parameter("minutes", ParameterPlace.Either, ParameterKind.Integer, "For how long.") { IsRequired = true, Minimum = 1, Maximum = LongestSnooze }],
        },
        Action("clear", "clear_alert", "Clear an alert", ClearAsync),
        new ApiRoute("POST", "/api/v1/alerts/events/ack-all", "acknowledge_all_alerts", Area, "Acknowledge all that is raised", AcknowledgeAllAsync)
        {
            Answers = [new ApiAnswer(200, typeof(ChangedItem), "How many there were.")],
        },
        new ApiRoute("GET", "/api/v1/alerts/routes", "list_alert_routes", Area, "Ways out", RoutesAsync)
        {
            Answers = [new ApiAnswer(200, typeof(Page<AlertRouteItem>), "Webhook and e-mail, configured or not.")],
        },
        new ApiRoute("POST", "/api/v1/alerts/routes/{route}/test", "test_alert_route", Area, "Send a test", TestRouteAsync)
        {
            Parameters = [Route],
            Answers = [new ApiAnswer(200, typeof(RouteTestItem), "What came of it; a failure of the receiver is no failure of this request.")],
            Problems = [ProblemKinds.Conflict],
        },
    ];

    private IAlerts Alerts => server.Parts.Alerts;

    private static ApiRoute Action(string name, string id, string summary, Func<ApiRequest, CancellationToken, Task<IResult>> handle) =>
        new("POST", $"/api/v1/alerts/events/{{id}}/{name}", id, Area, summary, handle)
        {
            Parameters = [Id],
            Answers = [new ApiAnswer(200, typeof(AlertEventItem), "The event after it.")],
        };

    private async Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var values = request.Values;
        var limit = (int)(values.Integer("limit") ?? ListPage.DefaultLimit);
        var question = $"alerts|{values.Text("state")}|{values.Text("level")}|{(values.IsGiven("instrument_id") ? values.Instrument("instrument_id").Value : "")}|{request.AsOf}";
        long? before = null;
        if (values.Text("cursor") is { } cursor)
        {
            if (!server.Cursors.TryRead(question, cursor, out var place)) return ListPage.InvalidCursor();
            before = BinaryPrimitives.ReadInt64BigEndian(place);
        }

        var events = await Alerts.ReadEventsAsync(
            new AlertQuery(
                values.Text("state") is { } state ? AlertRows.Parse<AlertState>(state) : null,
                values.Text("level") is { } level ? AlertRows.Parse<AlertLevel>(level) : null,
                values.IsGiven("instrument_id") ? values.Instrument("instrument_id") : null, before, limit) { KnownAt = request.AsOf }, ct);
        var next = events.Length == limit ? server.Cursors.Make(question, PlaceOf(events[^1])) : null;
        return Reply.Page([.. events.Select(AlertRows.Event)], next, request.AsOf ?? server.Now, ServerJson.Default.PageAlertEventItem);
    }

    private async Task<IResult> AcknowledgeAsync(ApiRequest request, CancellationToken ct) =>
        Shown(request, await Alerts.AcknowledgeAsync(IdOf(request), NameOf(request.Caller), ct));

    private async Task<IResult> SnoozeAsync(ApiRequest request, CancellationToken ct) => Shown(
        request, await Alerts.SnoozeAsync(IdOf(request), server.Now + request.Values.Integer("minutes")!.Value * UnixNanos.PerMinute, NameOf(request.Caller), ct));

    private async Task<IResult> ClearAsync(ApiRequest request, CancellationToken ct) =>
        Shown(request, await Alerts.ClearAsync(IdOf(request), NameOf(request.Caller), ct));

    private async Task<IResult> AcknowledgeAllAsync(ApiRequest request, CancellationToken ct) =>
        Reply.Json(new ChangedItem(await Alerts.AcknowledgeAllAsync(NameOf(request.Caller), ct)), ServerJson.Default.ChangedItem);

    private Task<IResult> RoutesAsync(ApiRequest request, CancellationToken _) =>
        Reply.Done(Reply.Page([.. Alerts.Routes.Select(AlertRows.Route)], null, server.Now, ServerJson.Default.PageAlertRouteItem));

    private async Task<IResult> TestRouteAsync(ApiRequest request, CancellationToken ct)
    {
        var route = request.Values.RequiredText("route");
        return await Alerts.TestRouteAsync(route, ct) is { } outcome
            ? Reply.Json(new RouteTestItem(route, AlertRows.Name(outcome.State), outcome.Detail), ServerJson.Default.RouteTestItem)
            : Problem.Of(ProblemKinds.Conflict, $"The route '{route}' is not configured. {Alerts.Routes.First(r => r.Route == route).Hint}");
    }

    private static IResult Shown(ApiRequest request, AlertEvent? one) => one is null
        ? Problem.Of(ProblemKinds.NotFound, $"There is no event {IdOf(request)}.")
        : Reply.Json(AlertRows.Event(one), ServerJson.Default.AlertEventItem);

    private static byte[] PlaceOf(AlertEvent one)
    {
        var place = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(place, one.Id);
        return place;
    }

    private static long IdOf(ApiRequest request) => request.Values.Integer("id")!.Value;

    private static string NameOf(Caller caller) => caller.TokenName ?? NoToken;
}
