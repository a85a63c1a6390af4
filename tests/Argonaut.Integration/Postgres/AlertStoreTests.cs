using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Trading.Alerts;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class AlertStoreTests(PostgresFixture server) : IAsyncLifetime
{
    private static readonly AlertRule Full = new()
    {
        Name = "ü '\" --", Kind = AlertKind.PercentMove, Instrument = InstrumentId.Parse("EUR/USD.IDEALPRO"), Direction = AlertDirection.Both, Threshold = Price.Parse("0.250"),
        WindowSeconds = 60, Level = AlertLevel.Critical, CooldownSeconds = 7, Ends = new UnixNanos(1_797_552_000_000_000_001), IsPaused = true, Deliver = ["webhook", "email"],
    };

    private PostgresDatabase? _database;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PostgresAlertStore Store => new(_database!.DataSource);

    public async ValueTask InitializeAsync() => _database = await server.CreateDatabaseAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_fresh_installation_watches_its_own_health()
    {
        var rules = await Store.LoadRulesAsync(Ct);
        Assert.Equal([AlertKind.ConnectionLost, AlertKind.DatabaseDown, AlertKind.FeedStalled, AlertKind.DiskSpace], rules.Select(r => r.Kind));
        Assert.All(rules, rule => Assert.Empty(AlertShape.ProblemsOf(rule)));
    }

    [Fact]
    public async Task A_rule_comes_back_with_every_field_and_changes_by_version_only()
    {
        var added = await Store.AddRuleAsync(Full, Ct);
        Assert.Equal(Full with { Id = added.Id, Version = 1, Deliver = added.Deliver }, added);
        Assert.Equal(Full.Deliver, added.Deliver);

        Assert.Null(await Store.ChangeRuleAsync(added with { Version = 9 }, Ct));
        var changed = await Store.ChangeRuleAsync(added with { Threshold = null, WindowSeconds = null, Instrument = null, Direction = null, Ends = null, Kind = AlertKind.GapFound }, Ct);
        Assert.Equal((2L, (Price?)null), (changed!.Version, changed.Threshold));
        Assert.False(await Store.RemoveRuleAsync(added.Id, 1, Ct));
        Assert.True(await Store.RemoveRuleAsync(added.Id, 2, Ct));
        Assert.DoesNotContain(await Store.LoadRulesAsync(Ct), r => r.Id == added.Id);
    }

    [Fact]
    public async Task An_event_is_saved_once_however_often_and_stays_when_its_rule_goes()
    {
        var rule = await Store.AddRuleAsync(Full, Ct);
        var one = new AlertEvent
        {
            Id = 5_000, RuleId = rule.Id, RuleName = rule.Name, Kind = rule.Kind, Level = rule.Level, Instrument = rule.Instrument, At = new UnixNanos(77), Text = "moved",
            Deliveries = [new AlertDelivery("webhook", DeliveryState.Waiting, null, null)],
        };
        var fired = rule with { Fired = 1, LastFired = one.At };
        await Store.SaveEventAsync(one, fired, Ct);
        await Store.SaveEventAsync(one, fired, Ct);
        var later = one with
        {
            State = AlertState.Acknowledged, By = "anna", ChangedAt = new UnixNanos(99), Count = 3, Deliveries = [new AlertDelivery("webhook", DeliveryState.Failed, "The receiver answered 500.", new UnixNanos(98))],
        };
        await Store.SaveEventAsync(later, null, Ct);

        var found = await Store.FindEventAsync(one.Id, Ct);
        Assert.Equal(later with { Deliveries = found!.Deliveries }, found);
        Assert.Equal(later.Deliveries, found.Deliveries);
        var stored = (await Store.LoadRulesAsync(Ct)).Single(r => r.Id == rule.Id);
        Assert.Equal((1L, (UnixNanos?)one.At), (stored.Fired, stored.LastFired));

        Assert.True(await Store.RemoveRuleAsync(rule.Id, rule.Version, Ct));
        Assert.Null((await Store.FindEventAsync(one.Id, Ct))!.RuleId);
        await Store.SaveEventAsync(later, null, Ct);
        Assert.Null((await Store.FindEventAsync(one.Id, Ct))!.RuleId);
    }

    [Fact]
    public async Task Pages_are_newest_first_and_hold_what_was_asked_for()
    {
        for (var i = 1; i <= 10; i++)
            await Store.SaveEventAsync(new AlertEvent
            {
                Id = i, RuleId = null, RuleName = "r", Kind = AlertKind.GapFound, Level = i % 2 == 0 ? AlertLevel.Critical : AlertLevel.Info, At = new UnixNanos(i), Text = "t",
                State = i > 5 ? AlertState.Raised : AlertState.Cleared, Instrument = i == 7 ? InstrumentId.Parse("A.X") : null,
            }, null, Ct);

        async Task<long[]> Read(AlertQuery query) => [.. (await Store.ReadEventsAsync(query, Ct)).Select(e => e.Id)];
        Assert.Equal((long[])[10, 9, 8], await Read(new AlertQuery(null, null, null, null, 3)));
        Assert.Equal((long[])[7, 6, 5], await Read(new AlertQuery(null, null, null, 8, 3)));
        Assert.Equal((long[])[10, 8, 6], await Read(new AlertQuery(AlertState.Raised, AlertLevel.Critical, null, null, 10)));
        Assert.Equal((long[])[7], await Read(new AlertQuery(null, null, InstrumentId.Parse("A.X"), null, 10)));
    }
}
