using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Argonaut.SimulatedGateway.Control;

/// <summary>
/// The control API: HTTP and JSON on a loopback port of its own, never on the port of the protocol (ib-tws-protocol.md 12.1, rule 13). It
/// answers only requests that name it as host and that no web page sent, so a page in a browser cannot reach it.
/// </summary>
public sealed class ControlServer : IAsyncDisposable
{
    private const int MaxBody = 64 * 1024;

    private readonly GatewayControl _control;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();

    private ControlServer(GatewayControl control, WebApplication app) => (_control, _app) = (control, app);

    public int Port { get; private set; }

    /// <param name="port">0 takes a free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ControlServer> StartAsync(GatewayControl control, int port, ILogger<ControlServer> log, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        var server = new ControlServer(control, app);
        app.Use(server.GuardAsync);
        server.Map(app);
        await app.StartAsync(ct);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Port = new Uri(address).Port;
        GatewayLog.ControlListening(log, server.Port);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/state", context => AnswerAsync(context, new StateAnswer(
            Text(_control.Clock.Now), _control.Server.Port, _control.Scenario, [.. _control.Clients]), ControlJson.Default.StateAnswer));
        app.MapGet("/v1/ledger", context => AnswerAsync(context, _control.Ledger(), ControlJson.Default.Ledger));
        app.MapGet("/v1/faults/catalog", context => AnswerAsync(
            context,
            [
                .. FaultCatalog.All.Select(static d => new FaultKindAnswer(
                    d.Name, d.Point.ToString(), d.Effect, [.. d.Parameters.Select(static p => new FaultParameterAnswer(p.Name, p.Default, p.Meaning))])),
            ],
            ControlJson.Default.ListFaultKindAnswer));
        app.MapGet("/v1/faults", context => AnswerAsync(context, [.. _control.Faults.Armed.Select(Answer)], ControlJson.Default.ListArmedFaultAnswer));
        app.MapPost("/v1/faults", context => DoAsync(context, ControlJson.Default.FaultBody, body =>
            AnswerAsync(context, [Answer(_control.Faults.Arm(SpecOf(body)))], ControlJson.Default.ListArmedFaultAnswer)));
        app.MapDelete("/v1/faults", context =>
        {
            _control.Faults.DisarmAll();
            return NothingAsync(context);
        });
        app.MapDelete("/v1/faults/{id:int}", context =>
        {
            var id = int.Parse((string)context.Request.RouteValues["id"]!, System.Globalization.CultureInfo.InvariantCulture);
            var armed = _control.Faults.Armed.FirstOrDefault(f => f.Id == id);
            armed?.Disarm();
            return armed is null ? RefuseAsync(context, StatusCodes.Status404NotFound, $"No fault {id} is armed.") : NothingAsync(context);
        });
        app.MapGet("/v1/events", context => AnswerAsync(
            context, [.. _control.Faults.Events.Select(static e => new FaultEventAnswer(Text(e.At), e.FaultId, e.Name, e.ClientId, e.What, e.Bytes))],
            ControlJson.Default.ListFaultEventAnswer));
        app.MapPost("/v1/time/step", context => DoAsync(context, ControlJson.Default.StepBody, body =>
        {
            _control.Step(TimeSpan.FromSeconds(body.Seconds));
            return NothingAsync(context);
        }));
        app.MapPost("/v1/scenario", context => DoAsync(context, ControlJson.Default.ScenarioBody, body =>
        {
            _control.SetScenario(body.Name);
            return NothingAsync(context);
        }));
        app.MapPost("/v1/prices/move", context => DoAsync(context, ControlJson.Default.MoveBody, body =>
        {
            _control.MovePrice(body.Symbol, body.By);
            return NothingAsync(context);
        }));
        app.MapPost("/v1/halts", context => DoAsync(context, ControlJson.Default.HaltBody, body =>
        {
            _ = _control.HaltAsync(body.Symbol, TimeSpan.FromSeconds(body.Seconds), _stopping.Token);
            return NothingAsync(context);
        }));
        app.MapPost("/v1/orders", context => DoAsync(context, ControlJson.Default.OrderBody, body => AnswerAsync(
            context, new PlacedAnswer(_control.PlaceManual(body.Action, body.Quantity, body.Symbol, body.Type, body.Price)), ControlJson.Default.PlacedAnswer)));
        app.MapPost("/v1/bulletins", context => DoAsync(context, ControlJson.Default.BulletinBody, body =>
        {
            _control.Bulletin(body.Text);
            return NothingAsync(context);
        }));
    }

    /// <summary>Only for those who call it by its own name, and for no web page.</summary>
    private Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host;
        if (host.Host is not ("127.0.0.1" or "localhost") || host.Port != Port)
            return RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, $"Expected the host 127.0.0.1:{Port}, found '{host}'.");
        return context.Request.Headers.Origin.Count > 0 || context.Request.Headers.ContainsKey("Sec-Fetch-Site")
            ? RefuseAsync(context, StatusCodes.Status403Forbidden, "Web pages may not use the control API.")
            : next(context);
    }

    private static async Task DoAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, Task> action)
        where T : class
    {
        try
        {
            if (!context.Request.HasJsonContentType())
            {
                await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "Expected application/json.");
                return;
            }

            var body = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
            if (body is null) await RefuseAsync(context, StatusCodes.Status400BadRequest, "Expected a JSON object.");
            else await action(body);
        }
        catch (Exception e) when (e is JsonException or FaultException or ControlException or OverflowException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private FaultSpec SpecOf(FaultBody body) => new(body.Name)
    {
        Parameters = body.Parameters?.ToImmutableDictionary() ?? ImmutableDictionary<string, string>.Empty,
        ClientId = body.Client,
        AfterMessages = body.AfterMessages,
        At = body.At is { } seconds ? _control.Clock.Now + (long)(seconds * UnixNanos.PerSecond) : null,
        Probability = body.Probability,
        Skip = body.Skip,
        Times = body.Times,
    };

    private static ArmedFaultAnswer Answer(ArmedFault fault) => new(fault.Id, fault.Definition.Name, fault.Hits);

    private static string Text(UnixNanos at) =>
        DateTimeOffset.UnixEpoch.AddTicks(at.Value / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static Task NothingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return AnswerAsync(context, new ErrorAnswer(reason), ControlJson.Default.ErrorAnswer);
    }

    private static Task AnswerAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, type, context.RequestAborted);
    }
}
