using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.History;
using Argonaut.Venues.Ib.Session;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class IbPacingTests
{
    [Fact]
    public void Never_more_messages_than_the_limit_pass_in_any_second() => Prop.ForAll<byte[]>(pauses =>
    {
        var pacer = new MessagePacer(5);
        var now = TimeSpan.Zero;
        var passed = new List<TimeSpan>();
        foreach (var pause in pauses)
        {
            now += TimeSpan.FromMilliseconds(pause);
            while (pacer.TryPass(now, out _)) passed.Add(now);
        }

        return passed.All(from => passed.Count(t => t >= from && t < from + TimeSpan.FromSeconds(1)) <= 5);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_message_passes_after_exactly_the_wait_that_was_named()
    {
        var pacer = new MessagePacer(45);
        for (var i = 0; i < 45; i++) Assert.True(pacer.TryPass(TimeSpan.Zero, out _));
        Assert.False(pacer.TryPass(TimeSpan.FromSeconds(0.4), out var wait));
        Assert.Equal(600, wait.TotalMilliseconds);
        Assert.True(pacer.TryPass(TimeSpan.FromSeconds(1), out _));
    }

    [Fact]
    public void After_a_rate_violation_half_as_many_pass_for_a_minute()
    {
        var pacer = new MessagePacer(45);
        pacer.SlowDownUntil(TimeSpan.FromSeconds(60));
        Assert.Equal(22, Enumerable.Range(0, 60).Count(_ => pacer.TryPass(TimeSpan.FromSeconds(1), out var _)));
        Assert.Equal(45, Enumerable.Range(0, 60).Count(_ => pacer.TryPass(TimeSpan.FromSeconds(70), out var _)));
    }

    [Fact]
    public void Control_messages_go_before_subscriptions_and_those_before_history()
    {
        var outbox = new IbOutbox(10);
        outbox.TryPost(IbLane.History, [3]);
        outbox.TryPost(IbLane.Subscribe, [2]);
        outbox.TryPost(IbLane.Control, [1]);
        var order = new List<byte>();
        while (outbox.TryTake(out var frame)) order.Add(frame[0]);
        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public void A_full_outbox_refuses()
    {
        var outbox = new IbOutbox(2);
        Assert.True(outbox.TryPost(IbLane.History, [1]));
        Assert.True(outbox.TryPost(IbLane.Control, [1]));
        Assert.False(outbox.TryPost(IbLane.Control, [1]));
    }

    [Fact]
    public void An_identical_history_request_waits_fifteen_seconds()
    {
        var pacing = new HistoryPacing(55);
        Assert.True(Book(pacing, "a", "g", 0, out _));
        Assert.False(Book(pacing, "a", "g", 5, out var wait));
        Assert.Equal(10.5, wait.TotalSeconds);
        Assert.True(Book(pacing, "a", "g", 15.5, out _));
    }

    [Fact]
    public void A_sixth_request_for_one_contract_within_two_seconds_waits()
    {
        var pacing = new HistoryPacing(55);
        for (var i = 0; i < 5; i++) Assert.True(Book(pacing, $"{i}", "g", 0.1 * i, out _));
        Assert.False(Book(pacing, "6", "g", 1, out var wait));
        Assert.Equal(1.25, wait.TotalSeconds, 6);
        Assert.True(Book(pacing, "6", "other", 1, out _));
        Assert.True(Book(pacing, "7", "g", 2.25, out _));
    }

    [Fact]
    public void Only_small_bars_count_against_the_ten_minutes()
    {
        var pacing = new HistoryPacing(3);
        for (var i = 0; i < 3; i++) Assert.True(Book(pacing, $"{i}", $"{i}", i, out _));
        Assert.False(Book(pacing, "4", "4", 10, out var wait));
        Assert.Equal(595, wait.TotalSeconds);
        Assert.True(pacing.TryBook("5", "5", isSmall: false, weight: 1, isRetry: false, TimeSpan.FromSeconds(10), out _));
        Assert.True(Book(pacing, "6", "6", 605, out _));
    }

    [Fact]
    public void A_request_for_both_sides_counts_twice()
    {
        var pacing = new HistoryPacing(4);
        Assert.True(pacing.TryBook("1", "1", isSmall: true, weight: 2, isRetry: false, TimeSpan.FromSeconds(0), out _));
        Assert.True(Book(pacing, "2", "2", 1, out _));
        Assert.False(pacing.TryBook("3", "3", isSmall: true, weight: 2, isRetry: false, TimeSpan.FromSeconds(2), out var wait));
        Assert.Equal(603, wait.TotalSeconds);
        Assert.True(Book(pacing, "4", "4", 2, out _));
    }

    [Fact]
    public void After_a_violation_only_retries_go_out_until_one_is_answered()
    {
        var pacing = new HistoryPacing(55);
        pacing.MarkFull(TimeSpan.Zero);
        Assert.False(Book(pacing, "a", "g", 1, out _));
        Assert.True(pacing.TryBook("b", "g", isSmall: true, weight: 1, isRetry: true, TimeSpan.FromSeconds(15), out _));
        pacing.MarkOpen();
        Assert.True(Book(pacing, "a", "g", 16, out _));
    }

    [Fact]
    public void Reconnects_wait_1_2_4_8_15_30_seconds_within_a_fifth()
    {
        var shortest = new ReconnectDelay(() => 0);
        var longest = new ReconnectDelay(() => 0.999999);
        foreach (var seconds in new[] { 1, 2, 4, 8, 15, 30, 30 })
        {
            Assert.Equal(seconds * 0.8, shortest.Next().TotalSeconds, 3);
            Assert.Equal(seconds * 1.2, longest.Next().TotalSeconds, 3);
        }

        shortest.Reset();
        Assert.Equal(0.8, shortest.Next().TotalSeconds, 3);
    }

    [Fact]
    public void Inside_the_restart_window_a_client_id_is_tried_quickly_for_five_minutes()
    {
        var retry = new ClientIdRetry();
        Assert.Equal(5, retry.Next(TimeSpan.Zero, isInRestartWindow: true).TotalSeconds);
        Assert.Equal(5, retry.Next(TimeSpan.FromSeconds(299), isInRestartWindow: true).TotalSeconds);
        Assert.Equal(30, retry.Next(TimeSpan.FromSeconds(300), isInRestartWindow: true).TotalSeconds);
    }

    [Theory]
    [InlineData("2026-11-21T04:45:00Z", true)]
    [InlineData("2026-11-21T05:45:00Z", true)]
    [InlineData("2026-11-21T05:55:00Z", false)]
    [InlineData("2026-11-20T14:30:00Z", false)]
    public void The_restart_window_spans_midnight_of_its_zone(string now, bool isInside) =>
        Assert.Equal(isInside, new IbOptions().RestartWindow.Contains(DateTimeOffset.Parse(now, null)));

    [Fact]
    public void Request_ids_stay_clear_of_order_ids_and_never_repeat()
    {
        var ids = new IbRequestIds();
        ids.AvoidOrderIds(5);
        Assert.Equal(1_000_000_000, ids.Take());
        ids.AvoidOrderIds(1_500_000_000);
        Assert.Equal(1_000, ids.Take());
        ids.AvoidOrderIds(1_600_000_000);
        Assert.Equal(1_001, ids.Take());
    }

    [Fact]
    public void Unknown_codes_end_one_shot_requests_only_unless_they_are_notices()
    {
        Assert.Equal(IbReaction.Refuse, IbErrorTable.ReactionTo(9_999, "odd", isOneShot: true));
        Assert.Equal(IbReaction.Inform, IbErrorTable.ReactionTo(9_999, "odd", isOneShot: false));
        Assert.Equal(IbReaction.Inform, IbErrorTable.ReactionTo(2_199, "odd", isOneShot: true));
        Assert.Equal(IbReaction.Inform, IbErrorTable.ReactionTo(399, "Warning: odd", isOneShot: true));
    }

    [Fact]
    public void Every_code_of_the_specification_has_a_reaction()
    {
        int[] codes =
        [
            100, 101, 102, 162, 165, 166, 200, 300, 310, 321, 322, 326, 354, 366, 420, 430, 502, 503, 504, 505, 506, 1100, 1101, 1102, 1300, 2100,
            2103, 2104, 2105, 2106, 2107, 2108, 2110, 2119, 2157, 2158, 10089, 10090, 10167, 10168, 10182, 10186, 10187, 10189, 10190, 10197,
        ];
        Assert.Equal(codes, IbErrorTable.All.Select(r => r.Code).Order());
    }

    private static bool Book(HistoryPacing pacing, string identity, string group, double seconds, out TimeSpan wait) =>
        pacing.TryBook(identity, group, isSmall: true, weight: 1, isRetry: false, TimeSpan.FromSeconds(seconds), out wait);
}
