using System.Net.WebSockets;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Stream;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

public sealed class StreamResumeTests
{
    private static readonly object Trades = new { op = "subscribe", id = 1, channel = "trades", instrument_id = "AAPL.NASDAQ" };
    private static readonly object Bars = new { op = "subscribe", id = 2, channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1m" };
    private static readonly object Quotes = new { op = "subscribe", id = 3, channel = "quotes", instrument_id = "AAPL.NASDAQ" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F_707_Trades_that_were_missed_come_first_and_once()
    {
        await using var server = await RunningServer.StartAsync();
        var (session, sub) = await LeaveAsync(server, Trades);
        Publish(server, 1, 1_200);
        using var again = await ResumeAsync(server, session, sub, 1);
        var ids = await CollectAsync(again, sub, 1, 1_200);
        Publish(server, 1_201, 1);

        Assert.Equal(Ids(1, 1_200), ids);
        Assert.Equal(["7-1201"], await CollectAsync(again, sub, 1 + 1_200 / StreamLimits.MissedInMessage, 1));
    }

    [Fact]
    public async Task Resuming_goes_on_after_the_message_that_was_seen_last_not_after_the_one_sent_last()
    {
        await using var server = await RunningServer.StartAsync();
        string session, sub;
        using (var client = new StreamReader(await server.ConnectAsync()))
        {
            session = await SessionOf(client);
            (sub, _) = await client.SubscribeAsync(Trades);
            foreach (var i in new[] { 1, 2, 3 })
            {
                Publish(server, i, 1);
                await client.NextAsync("delta");
            }
        }

        using var again = await ResumeAsync(server, session, sub, 2);
        Assert.Equal(["7-2", "7-3"], await CollectAsync(again, sub, 2, 2));
    }

    [Fact]
    public async Task F_707_More_than_is_kept_begins_again_and_says_so()
    {
        await using var server = await RunningServer.StartAsync();
        var (session, sub) = await LeaveAsync(server, Trades);
        Publish(server, 1, StreamLimits.BacklogTrades + 1);
        using var again = await ResumeAsync(server, session, sub, 1);
        var resync = await again.NextAsync("resync");
        var snapshot = await again.NextAsync("snapshot");

        Assert.Equal((sub, "window_expired"), (resync.GetProperty("sub").GetString(), resync.GetProperty("reason").GetString()));
        // The lost connection may have written more before the server heard of the loss.
        Assert.True(snapshot.GetProperty("seq").GetInt64() > 1);
        Assert.Equal((50, "7-2049"), (snapshot.GetProperty("data").GetArrayLength(), snapshot.GetProperty("data")[49].GetProperty("trade_id").GetString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_message_that_was_never_sent_cannot_be_gone_on_from(long seen)
    {
        await using var server = await RunningServer.StartAsync();
        var (session, sub) = await LeaveAsync(server, Trades);
        using var again = await ResumeAsync(server, session, sub, seen);
        Assert.Equal("window_expired", (await again.NextAsync("resync")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Bars_that_closed_meanwhile_come_once_each_and_then_the_open_one()
    {
        await using var server = await RunningServer.StartAsync();
        var (session, sub) = await LeaveAsync(server, Bars);
        for (var i = 0; i < 3; i++) server.Market.Close(Samples.Bar(Samples.Start + i * UnixNanos.PerMinute, Timeframe.Minute1));
        server.Market.Close(Samples.Bar(Samples.Start, Timeframe.Hour1));
        server.Market.Open(Samples.Bar(Samples.Start + 3 * UnixNanos.PerMinute, Timeframe.Minute1, isClosed: false));
        using var again = await ResumeAsync(server, session, sub, 1);
        var closed = (await again.NextAsync("delta")).GetProperty("data");
        var open = await again.NextAsync("delta");

        Assert.Equal(
            Enumerable.Range(0, 3).Select(i => (Samples.Start + i * UnixNanos.PerMinute).ToString()), closed.EnumerateArray().Select(b => b.GetProperty("ts_open").GetString()));
        Assert.Equal((2, false), (open.GetProperty("prev").GetInt32(), open.GetProperty("data")[0].GetProperty("is_closed").GetBoolean()));
    }

    [Fact]
    public async Task What_is_only_the_latest_begins_again_with_a_snapshot()
    {
        await using var server = await RunningServer.StartAsync();
        var (session, sub) = await LeaveAsync(server, Quotes);
        server.Market.Publish(Samples.Quote(1, Samples.Start));
        using var again = await ResumeAsync(server, session, sub, 1);
        var resync = await again.NextAsync("resync");
        var snapshot = await again.NextAsync("snapshot");

        Assert.Equal("latest_wins", resync.GetProperty("reason").GetString());
        Assert.True(snapshot.GetProperty("seq").GetInt64() > 1);
        Assert.Equal(1, snapshot.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_connection_that_the_server_still_holds_is_taken_over()
    {
        await using var server = await RunningServer.StartAsync();
        using var silent = new StreamReader(await server.ConnectAsync());
        var session = await SessionOf(silent);
        var (sub, _) = await silent.SubscribeAsync(Trades);
        Publish(server, 1, 5);
        using var again = await ResumeAsync(server, session, sub, 1);

        Assert.Equal(Ids(1, 5), await CollectAsync(again, sub, 1, 5));
        Assert.True(await HasEndedAsync(silent));
    }

    [Fact]
    public async Task A_client_that_was_cut_off_before_it_heard_the_answer_asks_again_with_the_old_session()
    {
        await using var server = await RunningServer.StartAsync();
        var (session, sub) = await LeaveAsync(server, Trades);
        Publish(server, 1, 3);
        using (await ResumeAsync(server, session, sub, 1))
        {
        }

        Publish(server, 4, 2);
        using var third = await ResumeAsync(server, session, sub, 1);
        Assert.Equal(Ids(1, 5), await CollectAsync(third, sub, 1, 5));
    }

    [Fact]
    public async Task Numbers_of_a_snapshot_that_was_never_seen_do_not_mean_older_messages()
    {
        await using var server = await RunningServer.StartAsync();
        var (session, sub) = await LeaveAsync(server, Trades);
        Publish(server, 1, StreamLimits.BacklogTrades + 1);
        string second;
        using (var again = new StreamReader(await server.ConnectAsync()))
        {
            second = await SessionOf(again);
            await again.SendAsync(new { op = "resume", session, subs = new Dictionary<string, long> { [sub] = 1 } });
            await again.NextAsync("snapshot");
        }

        // It was cut off after the answer and before the snapshot: it still says 1, in the new session.
        using var third = await ResumeAsync(server, second, sub, 1);
        Assert.Equal("window_expired", (await third.NextAsync("resync")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task More_than_the_queue_holds_that_was_missed_comes_as_fast_as_it_is_read()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Instruments = [.. Enumerable.Range(10, 40).Select(i => Samples.Apple with { Key = new InstrumentKey(i), Id = InstrumentId.Parse($"A{i}.NASDAQ") })];
        var missing = new Dictionary<string, int>();
        string session;
        using (var client = new StreamReader(await server.ConnectAsync()))
        {
            session = await SessionOf(client);
            foreach (var instrument in server.Market.Instruments)
            {
                var (sub, _) = await client.SubscribeAsync(new { op = "subscribe", channel = "trades", instrument_id = instrument.Id.Value });
                missing[sub] = StreamLimits.BacklogTrades;
            }
        }

        foreach (var instrument in server.Market.Instruments)
            for (var i = 1; i <= StreamLimits.BacklogTrades; i++) server.Market.Publish(Samples.Trade(i, Samples.Start + i, instrument));
        using var again = new StreamReader(await server.ConnectAsync());
        await again.SendAsync(new { op = "resume", session, subs = missing.ToDictionary(m => m.Key, _ => 1L) });
        var bytes = 0L;
        while (missing.Values.Any(count => count > 0))
        {
            var message = await again.NextAsync("delta", "resync", "error");
            Assert.Equal("delta", message.GetProperty("type").GetString());
            bytes += message.GetRawText().Length;
            missing[message.GetProperty("sub").GetString()!] -= message.GetProperty("data").GetArrayLength();
        }

        Assert.All(missing.Values, count => Assert.Equal(0, count));
        Assert.True(bytes > 2 * StreamLimits.QueueBytes, $"All of it, {bytes} bytes, is too little to fill the queue.");
    }

    [Fact]
    public async Task A_place_that_is_no_number_is_an_error()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SendTextAsync("{\"op\":\"resume\",\"id\":1,\"session\":\"x\",\"subs\":{\"s1\":\"7\"}}");
        Assert.Equal("invalid_parameter", (await client.NextAsync("error")).GetProperty("problem").GetProperty("code").GetString());
    }

    [Fact]
    public void A_backlog_keeps_the_newest_at_their_places()
    {
        for (var count = 0; count < 200; count++)
        {
            var backlog = new Backlog<int>(50);
            for (var i = 0; i < count; i++) backlog.Add(i);
            for (var place = 0; place <= count + 1; place++)
                Assert.Equal(place < count - 50 || place > count ? null : [.. Enumerable.Range(place, count - place)], backlog.Since(place));
            Assert.Equal(Enumerable.Range(0, count).TakeLast(7), backlog.Last(7));
        }
    }

    private static void Publish(RunningServer server, int first, int count)
    {
        for (var i = first; i < first + count; i++) server.Market.Publish(Samples.Trade(i, Samples.Start + i));
    }

    private static IEnumerable<string> Ids(int first, int count) => Enumerable.Range(first, count).Select(i => $"7-{i}");

    private static async Task<string> SessionOf(StreamReader client) => (await client.NextAsync("welcome")).GetProperty("session").GetString()!;

    /// <summary>Reads what is left; false when the connection stays open.</summary>
    private static async Task<bool> HasEndedAsync(StreamReader client)
    {
        try
        {
            while (await client.NextAsync() is not null)
            {
            }

            return true;
        }
        catch (WebSocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Subscribes, sees the snapshot and is gone.</summary>
    private static async Task<(string Session, string Sub)> LeaveAsync(RunningServer server, object request)
    {
        using var client = new StreamReader(await server.ConnectAsync());
        var session = await SessionOf(client);
        var (sub, _) = await client.SubscribeAsync(request);
        return (session, sub);
    }

    private static async Task<StreamReader> ResumeAsync(RunningServer server, string session, string sub, long seen)
    {
        var client = new StreamReader(await server.ConnectAsync());
        await client.SendAsync(new { op = "resume", id = 9, session, subs = new Dictionary<string, long> { [sub] = seen } });
        await client.NextAsync("ack");
        return client;
    }

    /// <summary>The ids of so many trades, from messages without a hole.</summary>
    private static async Task<List<string>> CollectAsync(StreamReader client, string sub, long sequence, int count)
    {
        var ids = new List<string>();
        while (ids.Count < count)
        {
            var message = await client.NextAsync("delta", "resync", "snapshot");
            Assert.Equal(("delta", sub, sequence, sequence + 1), (
                message.GetProperty("type").GetString(), message.GetProperty("sub").GetString(), message.GetProperty("prev").GetInt64(), message.GetProperty("seq").GetInt64()));
            sequence++;
            ids.AddRange(message.GetProperty("data").EnumerateArray().Select(t => t.GetProperty("trade_id").GetString()!));
        }

        return ids;
    }
}
