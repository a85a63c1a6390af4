using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Argonaut.Alerts;
using Argonaut.Ports;
using Argonaut.Server;
using Argonaut.Server.Auth;
using Argonaut.Server.Limits;
using Argonaut.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>The real server on Kestrel and a free port, over memory.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _alerting;

    private RunningServer(
        WebApplication app, string folder, Uri address, FakeMarket market, FakeStore store, MemoryJobs jobs, ReadinessState readiness, AlertEngine alerts)
    {
        Jobs = jobs;
        Alerts = alerts;
        _alerting = alerts.RunAsync(_stopping.Token);
        _app = app;
        _folder = folder;
        Address = address;
        Market = market;
        Store = store;
        Readiness = readiness;
        Http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    public static (string Secret, AccessToken Token) Owner { get; } = AccessToken.Generate("owner", Role.Admin);

    public static (string Secret, AccessToken Token) Exporter { get; } = AccessToken.Generate("export", Role.Exporter);

    public static (string Secret, AccessToken Token) Trader { get; } = AccessToken.Generate("desk", Role.Trader);

    public static (string Secret, AccessToken Token) Viewer { get; } = AccessToken.Generate("screen", Role.Viewer);

    /// <summary>For tests that are not about limits.</summary>
    public static ServerLimits NoLimits { get; } = new() { RequestsPerSecond = 1_000_000, ExportsPerMinute = 1_000_000, WrongTokensPerMinute = 1_000_000 };

    public Uri Address { get; }

    public FakeMarket Market { get; }

    public FakeStore Store { get; }

    public MemoryJobs Jobs { get; }

    public MemorySchedules Schedules { get; private init; } = new();

    public ReadinessState Readiness { get; }

    public AlertEngine Alerts { get; }

    public HttpClient Http { get; }

    public required MemoryAccess Access { get; init; }

    public required MemoryAudit Audit { get; init; }

    public IServiceProvider Services => _app.Services;

    public string ExportDirectory => Path.Combine(_folder, "exports");

    public string ImportDirectory => Path.Combine(_folder, "imports");

    public string Origin => $"http://{Address.Authority}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="change">Other options.</param>
    /// <param name="isReady">Whether it says that it is.</param>
    /// <param name="real">Puts real parts in the place of those of memory.</param>
    /// <param name="time">Null: that of the machine.</param>
    /// <param name="access">Prepares the tokens and sessions that are kept.</param>
    /// <param name="before">A server that was stopped: this one has its store, its jobs and its files.</param>
    public static async Task<RunningServer> StartAsync(
        Func<ServerOptions, ServerOptions>? change = null, bool isReady = true, Func<ServerParts, ServerParts>? real = null, TimeProvider? time = null,
        Action<MemoryAccess>? access = null, MemoryAudit? audit = null, ILoggerFactory? logs = null, RunningServer? before = null, MemoryJobs? kept = null)
    {
        var folder = before?._folder ?? Path.Combine(Path.GetTempPath(), $"argonaut-server-{Guid.NewGuid():N}");
        var dist = Path.Combine(folder, "dist");
        Directory.CreateDirectory(Path.Combine(dist, "assets"));
        await File.WriteAllTextAsync(Path.Combine(dist, "index.html"), "<!doctype html><title>Argonaut</title>", Ct);
        await File.WriteAllTextAsync(Path.Combine(dist, "assets", "index-DkF3a9_x.js"), new string('x', 5_000), Ct);
        await File.WriteAllTextAsync(Path.Combine(dist, "assets", "index-DkF3a9_x.js.map"), "{}", Ct);
        await File.WriteAllTextAsync(Path.Combine(dist, ".env"), "SECRET=1", Ct);

        var market = new FakeMarket();
        var store = before?.Store ?? new FakeStore();
        var jobs = before?.Jobs ?? kept ?? new MemoryJobs();
        var schedules = before?.Schedules ?? new MemorySchedules();
        var readiness = new ReadinessState(TimeProvider.System);
        var alerts = new AlertEngine(market, store, new MemoryAlertStore(), new AlertOptions(), TimeProvider.System, NullLogger.Instance);
        if (isReady) readiness.Ready();
        var options = new ServerOptions { Port = 0, AuthMode = AuthMode.Demo, Limits = NoLimits };
        var accessStore = new MemoryAccess();
        access?.Invoke(accessStore);
        audit ??= new MemoryAudit();
        var parts = new ServerParts
        {
            Market = market,
            Recorder = market,
            InstrumentSource = market,
            Versions = store,
            Definitions = market,
            Backfill = market,
            Store = store,
            Sample = new NoSample(store),
            Quality = store.Quality,
            Days = store,
            Catalogs = new MemoryCatalogs(),
            Imports = store,
            Ledger = store,
            Jobs = jobs,
            Schedules = schedules,
            Maintenance = store.Maintenance,
            Documents = new MemoryDocuments(),
            Access = accessStore,
            Audit = audit,
            Alerts = alerts,
            Broker = market,
            Readiness = readiness,
            Facts = new SystemFacts
            {
                Version = "0.1.0", Commit = "abc", Mode = "paper", StartedAt = HybridClock.Now(TimeProvider.System), IsSimulated = true,
            },
            Time = time ?? TimeProvider.System,
            Logging = logs,
            ExportDirectory = Path.Combine(folder, "exports"),
            ImportDirectory = Path.Combine(folder, "imports"),
            DashboardDirectory = dist,
            Tokens = [Owner.Token, Exporter.Token, Trader.Token, Viewer.Token],
            InstallKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
        };
        var app = ArgonautServer.Build(real?.Invoke(parts) ?? parts, change?.Invoke(options) ?? options);
        await app.StartAsync(Ct);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new RunningServer(app, folder, new Uri(address), market, store, jobs, readiness, alerts) { Schedules = schedules, Access = accessStore, Audit = audit };
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(Origin + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null) request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Http.SendAsync(request, Ct);
    }

    public async Task<JsonElement> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return await JsonOf(answer);
    }

    /// <summary>The items of all pages, as they were told; the path has a query already.</summary>
    public async Task<List<string>> ReadPagesAsync(string path, int limit)
    {
        var items = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await ReadAsync($"{path}&limit={limit}{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            items.AddRange(ItemsOf(page));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        return items;
    }

    /// <summary>The items of a page, as they were told.</summary>
    public static string[] ItemsOf(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetRawText())];

    public static async Task<JsonElement> JsonOf(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Ct));
        return document.RootElement.Clone();
    }

    public async Task<ClientWebSocket> ConnectAsync(Action<ClientWebSocket>? change = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("argonaut.v1.json");
        socket.Options.SetRequestHeader("Origin", Origin);
        change?.Invoke(socket);
        await socket.ConnectAsync(new Uri($"ws://{Address.Authority}/api/v1/stream"), Ct);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Stops in good order and leaves its files.</summary>
    public async Task StopAsync()
    {
        Http.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        await _stopping.CancelAsync();
        await _alerting;
        Alerts.Dispose();
        _stopping.Dispose();
    }
}
