using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Session;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class IbReconnectTests
{
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
}
