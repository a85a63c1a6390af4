using System.Collections.Frozen;
using System.Security.Cryptography;
using Argonaut.Live.Sample;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Endpoints;
using Argonaut.Server.Http;
using Argonaut.Server.Stream;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Sample;

/// <summary>
/// Lets routes that only read market data read the sample instead: with <c>dataset=sample</c> the same handler runs over the sample's market,
/// store and clock. Every other route refuses the parameter.
/// </summary>
internal sealed class SampleReads
{
    public const string Parameter = "dataset";
    private const string Sample = "sample";

    private static readonly FrozenSet<string> Readable = new HashSet<string>(StringComparer.Ordinal)
    {
        "list_instruments", "get_instrument", "list_instrument_versions", "get_instrument_sessions", "get_snapshot", "list_trades", "list_quotes", "list_bars",
        "list_coverage", "list_days", "list_gaps",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly Parameter Dataset = new(Parameter, ParameterPlace.Query, ParameterKind.Choice,
        "Which data is read: what was recorded, or the sample, which `POST /api/v1/sample` loads. The sample's clock stands at its end.")
    {
        Choices = ["live", Sample], Default = "live",
    };

    private readonly ISampleStore _store;
    private readonly SampleMarketView _market = new();
    private readonly FrozenDictionary<string, ApiRoute> _routes;

    public SampleReads(ServerParts parts, ServerOptions options, StreamHub hub, JobRunner runs)
    {
        _store = parts.Sample;
        var server = new ServerContext(
            parts with
            {
                Market = _market,
                Definitions = _market,
                Store = _store.Store,
                Versions = _store.Versions,
                Days = _store.Days,
                Time = SampleTime.Instance,
                // A cursor of recorded data leads nowhere here, and the other way round.
                InstallKey = [.. SHA256.HashData([.. parts.InstallKey, .. "sample"u8])],
            },
            options);
        var bars = new BarReader(_market, _store.Store, new RecentBars());
        ApiRoute[] all =
        [
            .. new InstrumentEndpoints(server).Routes,
            .. new DefinitionEndpoints(server).Routes,
            .. new MarketEndpoints(server, bars, new BuiltBarReader(_store.Store, new LiveBarsTable(server)), new ExchangeBarReader(bars)).Routes,
            .. new DataEndpoints(server, new LineList(server, hub, new StageLog(SampleTime.Instance))).Routes,
            .. new GapEndpoints(server, runs).Routes,
        ];
        _routes = all.Where(route => Readable.Contains(route.Id)).ToFrozenDictionary(route => route.Id, StringComparer.Ordinal);
    }

    /// <summary>The route as it is, or with the choice of the data that it reads.</summary>
    public ApiRoute Extend(ApiRoute route) => !_routes.TryGetValue(route.Id, out var ofSample)
        ? route
        : route with
        {
            Parameters = [.. route.Parameters, Dataset],
            Handle = (request, ct) => request.Values.Text(Parameter) == Sample ? ReadAsync(ofSample, request, ct) : route.Handle(request, ct),
        };

    private async Task<IResult> ReadAsync(ApiRoute route, ApiRequest request, CancellationToken ct)
    {
        if (request.AsOf is not null)
            return Problem.Of(ProblemKinds.InvalidParameter, "The sample has one moment, its end: leave out 'as_of', or leave out 'dataset' to read recorded data as of a moment.", PastTime.Name);
        using var place = await _store.OpenAsync(ct);
        if (place is null) return Problem.Of(ProblemKinds.NotFound, "The sample is not loaded. POST /api/v1/sample loads it; without 'dataset' the recorded data is read.");
        await _market.EnsureAsync(_store.Store, ct);
        var result = await route.Handle(request, ct);
        // It may be removed, and a later version may make another one: a browser must not keep it for a year.
        return result is JsonReply<BarPage> page ? page with { IsImmutable = false } : result;
    }
}
