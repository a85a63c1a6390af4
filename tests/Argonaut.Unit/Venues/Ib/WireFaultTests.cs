using System.Buffers.Binary;
using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Wire;
using Xunit;
using static Argonaut.Unit.Venues.Ib.WireFrames;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Faults of the wire, each under its number (faults.md). Deadlines and reconnects are tested over real sockets.</summary>
public sealed class WireFaultTests
{
    private const string Trade = "99|1000000000|2|1763638200|185.5|100|0|NASDAQ|";

    [Fact]
    public void F_303_a_frame_that_comes_byte_by_byte_is_assembled()
    {
        var frame = WireMutations.Frame(Payload(Trade));
        for (var arrived = 0; arrived < frame.Length; arrived++) Assert.False(IbFrame.TryRead(frame.AsSpan(0, arrived), out _, out _));
        Assert.True(IbFrame.TryRead(frame, out var payload, out var size));
        Assert.Equal(Trade, Text(payload));
        Assert.Equal(frame.Length, size);
    }

    [Fact]
    public void F_304_frames_split_at_every_offset_come_out_as_whole_ones()
    {
        var payloads = new[] { Payload(Trade), Payload("49|1|1763638200"), [], Payload("2|6|1000000001|0|300") };
        byte[] bytes = [.. payloads.SelectMany(WireMutations.Frame)];
        var whole = payloads.Select(Convert.ToHexString).ToList();
        for (var offset = 0; offset <= bytes.Length; offset++)
            Assert.Equal(whole, ByteChunks.FramesOf(bytes[..offset], bytes[offset..]).Select(Convert.ToHexString));
    }

    [Theory]
    [InlineData(unchecked((int)0x80000000))]
    [InlineData(-1)]
    [InlineData(IbFrame.MaxPayload + 1)]
    public void F_305_an_impossible_length_is_a_protocol_error_that_keeps_the_bytes_without_account_numbers(int length)
    {
        byte[] bytes = [0, 0, 0, 0, .. Payload("15|1|DU1234567,U7654321")];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        var e = Assert.Throws<IbProtocolException>(() => IbFrame.TryRead(bytes, out _, out _));
        Assert.Equal(507, e.Code);
        Assert.Contains("15|1|DU*******,U*******|", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F_305_a_length_of_zero_is_a_frame_without_fields()
    {
        Assert.True(IbFrame.TryRead([0, 0, 0, 0, 0, 0, 0, 5], out var payload, out var size));
        Assert.True(payload.IsEmpty);
        Assert.Equal(4, size);
    }

    [Theory]
    [InlineData("99|1000000000|2|1763638200|185.5|100")]
    [InlineData("99|1000000000|2|noon|185.5|100|0|NASDAQ|")]
    [InlineData("99|word|2|1763638200|185.5|100|0|NASDAQ|")]
    [InlineData("99|1000000000|9|1763638200|185.5|100|0|NASDAQ|")]
    [InlineData("3|5|Submitted|0|many|0|1|0|0|1||0")]
    [InlineData("75|7|SMART|265598|AAPL|100|2000000000|20261218")]
    [InlineData("75|7|SMART|265598|AAPL|100|-1")]
    [InlineData("13|1|7|0|ARCA|3|1|150.5|100|1")]
    [InlineData("word|1")]
    public void F_306_a_message_that_does_not_have_its_layout_is_a_format_error(string fields) => Assert.Throws<WireFormatException>(
        () => AnyAnswer.Decode(Payload(fields), 178, new IbTickDecoder(new IbSkipCounts())));

    [Fact]
    public void F_306_unusable_messages_are_counted_by_id_and_a_hundred_within_a_minute_raise_the_alarm_once()
    {
        var meter = new UnusableMessages();
        for (var i = 0; i < 99; i++) Assert.False(meter.Add(5, TimeSpan.FromSeconds(i * 0.1)));
        Assert.True(meter.Add(998, TimeSpan.FromSeconds(59)));
        Assert.False(meter.Add(998, TimeSpan.FromSeconds(59.5)));
        Assert.Equal(99, meter.ById[5]);
        Assert.Equal(2, meter.ById[998]);
    }

    [Fact]
    public void F_306_a_hundred_unusable_messages_over_more_than_a_minute_are_only_counted()
    {
        var meter = new UnusableMessages();
        for (var i = 0; i < 1_000; i++) Assert.False(meter.Add(998, TimeSpan.FromSeconds(i * 0.61)));
        Assert.Equal(1_000, meter.ById[998]);
    }

    [Fact]
    public void F_306_ids_made_of_garbage_cannot_fill_the_memory()
    {
        var meter = new UnusableMessages();
        for (var i = 0; i < 100_000; i++) meter.Add(i, TimeSpan.FromSeconds(i));
        Assert.True(meter.ById.Count <= UnusableMessages.MaxIds + 1);
        Assert.Equal(100_000, meter.ById.Values.Sum());
    }

    [Theory]
    [InlineData("170|20261120 09:30:00 America/New_York")]
    [InlineData("215|20261120 09:30:00 America/New_York")]
    public void F_307_the_version_of_a_server_is_read_whatever_it_is(string fields) =>
        Assert.Equal(int.Parse(fields[..3]), IbSystemDecoder.Hello(Payload(fields)).ServerVersion);

    [Theory]
    [InlineData("gateway2.example.com:4001|")]
    [InlineData("|20261120")]
    [InlineData("")]
    public void F_307_a_hello_without_a_version_is_refused(string fields)
    {
        var e = Assert.Throws<IbProtocolException>(() => IbSystemDecoder.Hello(Payload(fields)));
        Assert.Equal(506, e.Code);
    }

    [Fact]
    public void F_307_the_range_that_is_offered_ends_where_the_text_protocol_ends() =>
        Assert.EndsWith("v178..200", System.Text.Encoding.ASCII.GetString(IbRequests.Hello(IbVersions.Min, IbVersions.Max, "")), StringComparison.Ordinal);

    private static string Text(ReadOnlySpan<byte> payload) => System.Text.Encoding.UTF8.GetString(payload[..^1]).Replace('\0', '|');
}
