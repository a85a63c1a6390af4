using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Trading.Rolling;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Futures of a product with their roll calendar, and option chains: asked of the broker, nothing is stored.</summary>
internal sealed class DerivativeEndpoints(ServerContext server)
{
    private const string Area = "Reference";
    private const int VolumeDays = 400;

    private static readonly ImmutableArray<ProblemKind> Problems =
    [
        ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.ValidationFailed, ProblemKinds.BrokerRejected,
        ProblemKinds.BrokerDisconnected,
    ];

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/instruments/{id}/futures", "list_futures", Area, "List the contracts of a future's product", FuturesAsync)
        {
            Description = "All listed contracts by expiration with the time in which each is the front one. A contract is left the configured days before its last trade date, "
                + "or the day after the next one traded more, where both are recorded.",
            Parameters = [Find.Id],
            Answers = [new ApiAnswer(200, typeof(FuturesItem), "The roll calendar.")],
            Problems = Problems,
        },
        new ApiRoute("GET", "/api/v1/instruments/{id}/options", "list_option_series", Area, "List which options an underlying has", SeriesAsync)
        {
            Description = "Expirations and strikes, one entry an exchange and trading class.",
            Parameters = [Find.Id],
            Answers = [new ApiAnswer(200, typeof(Page<OptionSeriesItem>), "The series; none when there are no options.")],
            Problems = Problems,
        },
        new ApiRoute("GET", "/api/v1/instruments/{id}/options/{expiration}", "list_options", Area, "List the options of one expiration", OptionsAsync)
        {
            Description = "By strike, calls before puts, with the ids under which they are recorded.",
            Parameters =
            [
                Find.Id,
                new Parameter("expiration", ParameterPlace.Path, ParameterKind.Text, "The date, `2026-12-18`.") { IsRequired = true, LongestText = 10 },
                new Parameter("exchange", ParameterPlace.Query, ParameterKind.Text, "One of the series' exchanges; without it the broker's best route.") { LongestText = 20 },
                new Parameter("trading_class", ParameterPlace.Query, ParameterKind.Text, "One of the series' trading classes; without it all.") { LongestText = 20 },
            ],
            Answers = [new ApiAnswer(200, typeof(Page<OptionItem>), "The options; none when that expiration has none.")],
            Problems = [.. Problems, ProblemKinds.InvalidParameter],
        },
    ];

    private async Task<IResult> FuturesAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Find.Instrument(server.Market, request.Values.Instrument("id"), out var instrument, out var problem)) return problem;
        if (instrument.Class != InstrumentClass.FuturesContract)
            return Problem.Of(ProblemKinds.ValidationFailed, $"{instrument.Id} is no future.", "id");
        var listed = await server.Parts.InstrumentSource.ListFuturesAsync(instrument, ct);
        var volumes = await VolumesAsync(listed, ct);
        var days = server.Parts.Definitions.RollDaysBeforeExpiry;
        var periods = RollCalendar.Build(listed, days, c => volumes.GetValueOrDefault(c.Id));
        var now = server.Now;
        var front = RollCalendar.FrontAt(periods, now)?.Contract.Id;
        var recorded = server.Market.Recorded.ToHashSet();
        return Reply.Json(
            new FuturesItem
            {
                InstrumentId = instrument.Id.Value,
                RollDaysBeforeExpiry = days,
                Front = front?.Value,
                Contracts = [.. listed.Select(c => ItemOf(c, periods.FirstOrDefault(p => p.Contract.Id == c.Id), c.Id == front, IsRecorded(c, recorded)))],
                AsOf = now.ToString(),
                AsOfIso = now.ToIso(),
            },
            ServerJson.Default.FuturesItem);
    }

    private async Task<IResult> SeriesAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Find.Instrument(server.Market, request.Values.Instrument("id"), out var instrument, out var problem)) return problem;
        var series = await server.Parts.InstrumentSource.ListOptionSeriesAsync(instrument, ct);
        return Reply.Page(
            [
                .. series.Select(s => new OptionSeriesItem
                {
                    Exchange = s.Exchange,
                    TradingClass = s.TradingClass,
                    Multiplier = s.Multiplier,
                    Expirations = [.. s.Expirations.Select(Day)],
                    Strikes = s.Strikes,
                }),
            ],
            null, server.Now, ServerJson.Default.PageOptionSeriesItem);
    }

    private async Task<IResult> OptionsAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Find.Instrument(server.Market, request.Values.Instrument("id"), out var instrument, out var problem)) return problem;
        var text = request.Values.RequiredText("expiration");
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expiration))
            return Problem.Of(ProblemKinds.InvalidParameter, $"'expiration' must be a date such as 2026-12-18, found '{text}'.", "expiration");
        var options = await server.Parts.InstrumentSource.ListOptionsAsync(
            instrument, expiration, request.Values.Text("exchange"), request.Values.Text("trading_class"), ct);
        var recorded = server.Market.Recorded.ToHashSet();
        return Reply.Page(
            [
                .. options.Select(o => new OptionItem
                {
                    InstrumentId = o.Id.Value,
                    OptionKind = o.OptionKind == OptionKind.Put ? "PUT" : "CALL",
                    StrikePrice = o.StrikePrice?.ToString() ?? "",
                    Expiration = o.Expiration.ToString(),
                    ExpirationIso = o.Expiration.ToIso(),
                    Multiplier = o.Multiplier.ToString(),
                    PriceIncrement = o.PriceIncrement.ToString(),
                    Recording = IsRecorded(o, recorded),
                }),
            ],
            null, server.Now, ServerJson.Default.PageOptionItem);
    }

    /// <summary>Daily volumes of the contracts that are known here; the others stay unknown.</summary>
    private async Task<Dictionary<InstrumentId, IReadOnlyDictionary<DateOnly, decimal>>> VolumesAsync(ImmutableArray<Instrument> contracts, CancellationToken ct)
    {
        var volumes = new Dictionary<InstrumentId, IReadOnlyDictionary<DateOnly, decimal>>();
        var to = server.Now;
        foreach (var contract in contracts)
        {
            if (!server.Market.TryFind(contract.Id, out var known)) continue;
            var bars = await server.Store.ReadBarsAsync(new BarQuery(known.Key, Timeframe.Day1, to - VolumeDays * UnixNanos.PerDay, to, VolumeDays), ct);
            volumes[contract.Id] = bars.Where(b => b.IsClosed).GroupBy(b => b.TsOpen.UtcDate).ToDictionary(g => g.Key, g => (decimal)g.Sum(b => b.Volume));
        }

        return volumes;
    }

    private static FutureItem ItemOf(Instrument contract, RollPeriod? period, bool isFront, bool isRecorded) => new()
    {
        InstrumentId = contract.Id.Value,
        Description = contract.Description,
        Multiplier = contract.Multiplier.ToString(),
        Expiration = contract.Expiration.ToString(),
        ExpirationIso = contract.Expiration.ToIso(),
        LastTradeDate = Day(period?.LastTradeDate ?? RollCalendar.LastTradeDate(contract, SessionCalendar.Of(contract))),
        RollDay = period?.RollDay is { } day ? Day(day) : null,
        FrontFrom = period is null || period.From.Value == 0 ? null : period.From.ToString(),
        FrontFromIso = period is null || period.From.Value == 0 ? null : period.From.ToIso(),
        FrontUntil = period?.To.ToString(),
        FrontUntilIso = period?.To.ToIso(),
        RollReason = period?.Reason switch { null => null, RollReason.Calendar => "calendar", RollReason.Volume => "volume", _ => "expiry" },
        IsFront = isFront,
        Recording = isRecorded,
    };

    private bool IsRecorded(Instrument definition, HashSet<InstrumentKey> recorded) =>
        server.Market.TryFind(definition.Id, out var known) && recorded.Contains(known.Key);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
