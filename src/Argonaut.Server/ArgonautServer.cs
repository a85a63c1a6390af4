using System.Net;
using System.Net.Sockets;
using Argonaut.Server.Audit;
using Argonaut.Server.Auth;
using Argonaut.Server.Catalogs;
using Argonaut.Server.Contracts;
using Argonaut.Server.Dashboard;
using Argonaut.Server.Docs;
using Argonaut.Server.Endpoints;
using Argonaut.Server.Export;
using Argonaut.Server.Http;
using Argonaut.Server.Import;
using Argonaut.Server.Jobs;
using Argonaut.Server.Limits;
using Argonaut.Server.Metrics;
using Argonaut.Server.Sample;
using Argonaut.Server.Stream;
using Argonaut.Trading.Alerts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Argonaut.Server;

/// <summary>Puts the server together: one process, one port, API, stream and dashboard (api.md A-001).</summary>
public static class ArgonautServer
{
    /// <summary>
    /// A configured application that has not begun to listen. Start it with <c>StartAsync</c>; an address in use is an
    /// <see cref="IOException"/> there. It answers <c>/health/live</c> as soon as it listens.
    /// </summary>
    /// <exception cref="ArgumentException">The options are not valid; ask <see cref="ServerOptions.Validate"/> first.</exception>
    public static WebApplication Build(ServerParts parts, ServerOptions options)
    {
        var isSimulated = parts.Facts.IsSimulated;
        if (options.Validate(!parts.Tokens.IsEmpty, isSimulated) is { IsEmpty: false } problems)
            throw new ArgumentException(string.Join(" ", problems.Select(p => $"{p.Key}: {p.Message}")), nameof(options));

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = "Production" });
        builder.Configuration.Sources.Clear();
        Configure(builder, parts, options);
        var service = new LoopService();
        builder.Services.AddSingleton<IHostedService>(service);
        var app = builder.Build();

        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Argonaut.Server");
        var server = new ServerContext(parts, options);
        var metrics = new ServerMetrics();
        var recent = new RecentBars();
        var bars = new BarReader(parts.Market, parts.Store, recent);
        var liveBars = new LiveBarsTable(server);
        var exchangeBars = new ExchangeBarReader(bars);
        var openExchangeBars = new OpenExchangeBars(server, exchangeBars, recent);
        var store = new StoreWatch(parts.Store, parts.Time);
        var folder = new ExportFolder(parts.ExportDirectory, parts.Time);
        var audit = new AuditTrail(parts.Audit, parts.Time, log);
        var access = new AccessRegistry(parts.Tokens, parts.Access, parts.Time, log);
        var stages = new StageLog(parts.Time);
        var status = new StatusBuilder(server, store, folder, audit, metrics, stages);
        var exports = new ExportService(server, metrics);
        JobWork[] works =
        [
            .. new ExportJobs(server, exports, new DailyExport(server, exports)).Works,
            new BackfillWork(server).Work,
            new RetentionWork(server).Work,
            .. new ImportJobs(new ImportService(server)).Works,
            new SampleWork(parts.Sample).Work,
        ];
        var jobs = new JobQueue(parts.Jobs, works, parts.Recovered, parts.Time, log, job =>
        {
            if (job is { Kind: ExportJobs.Export or ExportJobs.Daily, Outcome.Problem: { } problem })
                parts.Alerts.Report(AlertKind.ExportFailed, $"{job.Title} failed: {problem.Detail}");
        });
        var hub = new StreamHub(server, metrics, recent, liveBars, openExchangeBars, new StatusFrames(status, jobs), access);
        metrics.Clients = () => hub.ClientCount;
        var snapshots = new SnapshotReader(server, bars, exchangeBars, recent);
        var runs = new JobRunner(server, jobs, app.Lifetime.ApplicationStopping);
        var hosts = new HostRules(options.AllowedHosts, () => PortOf(app, options));
        var figures = new FigureLog(server);
        var lines = new LineList(server, hub, stages);
        var healthLog = new HealthLog(server, status, lines);
        service.Loops = new ServerLoops(parts, hub, jobs, new ScheduleLoop(parts.Schedules, jobs, parts.Recovered, parts.Time, log), store, status, access, audit, figures, healthLog, log);
        app.Lifetime.ApplicationStopping.Register(hub.Stop);

        var gatekeeper = new Gatekeeper(hosts, options.TlsTerminatedByProxy, metrics, parts.Time, log);
        app.Use(next => context => gatekeeper.RunAsync(context, next));
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(15) });
        app.UseRouting();
        var dashboard = new DashboardFiles(parts.DashboardDirectory);
        app.Use(next => context => context.GetEndpoint() is null && IsForDashboard(context.Request) ? ServeAsync(context, dashboard) : next(context));

        var cookie = new SessionCookie(options.TlsTerminatedByProxy);
        var tickets = new StreamTickets(parts.Time);
        var guard = new SignInGuard(options.Limits.WrongTokensPerMinute, parts.Time);
        var authenticator = new Authenticator(options.AuthMode, access, cookie, guard, audit, new PeerAddress(options.TrustedProxies));
        var runner = new RouteRunner(authenticator, new RequestLimits(options.Limits, parts.Time), hosts, audit, parts.Readiness, parts.Time);
        var sample = new SampleReads(parts, options, hub, runs);
        ApiRoute[] routes =
        [
            .. new SystemEndpoints(server, status, store, folder, new MetricsPage(server, metrics, hub), figures).Routes,
            .. new InstrumentEndpoints(server).Routes,
            .. new DefinitionEndpoints(server).Routes,
            .. new DerivativeEndpoints(server).Routes,
            .. new MarketEndpoints(server, bars, new BuiltBarReader(parts.Store, liveBars), exchangeBars).Routes,
            .. new DataEndpoints(server, lines).Routes,
            .. new GapEndpoints(server, runs).Routes,
            .. new ImportEndpoints(server, runs).Routes,
            .. new QualityEndpoints(server).Routes,
            .. new RetentionEndpoints(server, runs).Routes,
            .. new ParquetEndpoints(server, folder, new ExportEstimates(server, jobs), runs).Routes,
            .. new ScheduleEndpoints(server, jobs).Routes,
            .. new CatalogEndpoints(server, new CatalogRoom(server)).Routes,
            .. new JobEndpoints(server, jobs).Routes,
            .. new SampleEndpoints(server, jobs, runs).Routes,
            .. new LayoutEndpoints(server).Routes,
            .. new AlertRuleEndpoints(server).Routes,
            .. new AlertEventEndpoints(server).Routes,
            .. new BrokerEndpoints(server).Routes,
            .. new DocEndpoints().Routes,
            .. new SessionEndpoints(server, access, cookie, tickets).Routes,
            .. new TokenEndpoints(server, access).Routes,
            .. new AuditEndpoints(server, audit).Routes,
            .. new StreamEndpoint(server, hosts, hub, snapshots, tickets, metrics).Routes,
        ];
        Map(app, runner, routes.Select(sample.Extend));
        return app;
    }

    private static void Configure(WebApplicationBuilder builder, ServerParts parts, ServerOptions options)
    {
        if (parts.Logging is not null) builder.Services.Replace(ServiceDescriptor.Singleton(parts.Logging));
        else builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.TypeInfoResolverChain.Insert(0, ServerJson.Default);
            o.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            o.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
        });
        builder.Services.AddOpenApi(OpenApiText.Name, o => OpenApiText.Configure(o, parts.Facts));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyReader.LargestBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = 5_000;
            kestrel.Limits.MaxConcurrentUpgradedConnections = options.Streams + 100;
            kestrel.Listen(options.Bind, options.Port);
            // The second loopback address is there for browsers that resolve localhost to it.
            if (options.Bind.Equals(IPAddress.Loopback) && options.Port != 0 && HasIpv6Loopback()) kestrel.Listen(IPAddress.IPv6Loopback, options.Port);
        });
    }

    private static void Map(WebApplication app, RouteRunner runner, IEnumerable<ApiRoute> routes)
    {
        foreach (var route in routes)
        {
            if (!Policy.Roles.TryGetValue(Policy.KeyOf(route.Method, route.Pattern), out var role))
                throw new InvalidOperationException($"Expected a role for {route.Method} {route.Pattern} in the policy table.");
            RequestDelegate handler = context => runner.RunAsync(context, route, role);
            // The API explorer lists only endpoints that know their method.
            app.MapMethods(route.Pattern, [route.Method], handler).WithMetadata([route, handler.Method, .. OpenApiText.Produced(route)]);
        }
    }

    private static bool IsForDashboard(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static async Task ServeAsync(HttpContext context, DashboardFiles dashboard)
    {
        var path = context.Request.Path.Value ?? "/";
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        // The API and what moved there answer as an API; everything else is for people.
        if (await DocEndpoints.TryServeAssetAsync(context) || path.StartsWith("/api/", StringComparison.OrdinalIgnoreCase) || OldPaths.HintFor(path) is not null) return;
        await dashboard.TryServeAsync(context);
    }

    private static int PortOf(WebApplication app, ServerOptions options)
    {
        if (options.Port != 0) return options.Port;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return address is null ? 0 : new Uri(address).Port;
    }

    private static bool HasIpv6Loopback()
    {
        if (!Socket.OSSupportsIPv6) return false;
        try
        {
            using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
