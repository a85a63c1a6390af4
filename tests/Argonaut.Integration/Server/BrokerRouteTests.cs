using System.Net;
using System.Text.Json;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Trading.Accounts;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class BrokerRouteTests
{
    private static readonly BrokerContract Apple = new("265598", "AAPL", "AAPL", "STK", "USD");

    [Fact]
    public async Task F_313_Orders_of_others_are_listed_as_external_with_NautilusTraders_words()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Instruments = [Samples.Apple with { VenueReference = "265598" }];
        server.Market.Broker = Picture();
        var all = await ItemsAsync(server, "/api/v1/orders");
        Assert.Equal(["7", "9", "10"], all.Select(o => o.GetProperty("venue_order_id").GetString()));
        var working = all[0];
        Assert.Equal(
            ("AAPL.NASDAQ", "LIMIT", "150.25", "ACCEPTED", "settled", "100", "0", "locate"),
            (working.GetProperty("instrument_id").GetString(), working.GetProperty("type").GetString(), working.GetProperty("price").GetString(),
                working.GetProperty("status").GetString(), working.GetProperty("resolution").GetString(), working.GetProperty("quantity").GetString(),
                working.GetProperty("filled").GetString(), working.GetProperty("why_held").GetString()));
        Assert.Equal(JsonValueKind.Null, working.GetProperty("trigger_price").ValueKind);
        Assert.Equal((JsonValueKind.Null, "MSFT"), (all[2].GetProperty("instrument_id").ValueKind, all[2].GetProperty("symbol").GetString()));
        Assert.Equal(["7", "10"], (await ItemsAsync(server, "/api/v1/orders?external=true")).Select(o => o.GetProperty("venue_order_id").GetString()));
        Assert.Equal(["9"], (await ItemsAsync(server, "/api/v1/orders?external=false")).Select(o => o.GetProperty("venue_order_id").GetString()));
        Assert.Equal(["7"], (await ItemsAsync(server, "/api/v1/orders?external=true&working=true")).Select(o => o.GetProperty("venue_order_id").GetString()));
    }

    [Fact]
    public async Task F_313_Fills_and_positions_of_the_account_are_listed_whoever_made_them()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Broker = Picture();
        var fill = Assert.Single(await ItemsAsync(server, "/api/v1/fills?external=true"));
        Assert.Equal(("e.01.01", true, "40", "150.25", "1.0", "USD"), (
            fill.GetProperty("fill_id").GetString(), fill.GetProperty("external").GetBoolean(), fill.GetProperty("quantity").GetString(),
            fill.GetProperty("price").GetString(), fill.GetProperty("commission").GetString(), fill.GetProperty("commission_currency").GetString()));
        Assert.Empty(await ItemsAsync(server, "/api/v1/fills?external=false"));
        var position = Assert.Single(await ItemsAsync(server, "/api/v1/positions"));
        Assert.Equal(("DU1", "AAPL", "-40", "150.27"), (
            position.GetProperty("account_id").GetString(), position.GetProperty("symbol").GetString(), position.GetProperty("quantity").GetString(),
            position.GetProperty("average_cost").GetString()));
    }

    [Fact]
    public async Task Lists_of_the_broker_are_paged_and_a_cursor_is_good_for_its_list_only()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Broker = Picture();
        var first = await server.ReadAsync("/api/v1/orders?limit=2");
        var cursor = first.GetProperty("next_cursor").GetString();
        var second = await server.ReadAsync($"/api/v1/orders?limit=2&cursor={cursor}");
        Assert.Equal("10", Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("venue_order_id").GetString());
        Assert.Null(second.GetProperty("next_cursor").GetString());
        foreach (var path in (string[])["/api/v1/orders?external=true", "/api/v1/fills", "/api/v1/positions"])
        {
            using var answer = await server.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={cursor}");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    private static async Task<List<JsonElement>> ItemsAsync(RunningServer server, string path) => [.. (await server.ReadAsync(path)).GetProperty("items").EnumerateArray()];

    private static BrokerPicture Picture()
    {
        var order = new BrokerOrder
        {
            VenueOrderId = "7", OrderId = 1, ClientId = 8, IsExternal = true, Account = "DU1", Contract = Apple, Side = "SELL", Type = "LMT", TimeInForce = "DAY", Quantity = 100,
            LimitPrice = "150.25", AuxPrice = "0.0", Status = BrokerOrderStatus.Accepted, VenueStatus = "PreSubmitted", WhyHeld = "locate", UpdatedAt = Samples.Start,
        };
        return new BrokerPicture(
            Samples.Start,
            [
                order, order with { VenueOrderId = "9", ClientId = 1, IsExternal = false, Status = BrokerOrderStatus.PartiallyFilled, Filled = 1.5m },
                order with { VenueOrderId = "10", Contract = Apple with { Reference = "272093", Symbol = "MSFT", LocalSymbol = "" }, Status = BrokerOrderStatus.Canceled, Resolution = OrderResolution.Unknown },
            ],
            [new BrokerFill("e.01.01", "7", 8, 1, true, "DU1", Apple, "SELL", 40, "150.25", Samples.Start, "O-1", "1.0", "USD")],
            [new BrokerPosition("DU1", Apple, -40, "150.27", Samples.Start)]);
    }
}
