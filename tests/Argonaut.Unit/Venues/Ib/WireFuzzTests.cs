using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Wire;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class WireFuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20_261_120)]
    [InlineData(2_147_483_647)]
    public void A_damaged_message_is_decoded_or_refused_with_a_format_error_and_nothing_else(int seed)
    {
        var mutations = new WireMutations(seed, Answers());
        var ticks = new IbTickDecoder(new IbSkipCounts());
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var (payload, version) = mutations.Next();
            if (payload.Length == 0 || payload[^1] != 0) continue;   // the session drops these before a decoder sees them
            try
            {
                AnyAnswer.Decode(payload, version, ticks);
            }
            catch (WireFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 2_000, 18_000);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20_261_121)]
    public void Damaged_messages_never_shift_the_frames_behind_them(int seed)
    {
        var answers = Answers();
        var mutations = new WireMutations(seed, answers);
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var sent = Enumerable.Range(0, 60)
                .Select(i => i % 2 == 0 ? mutations.Next().Payload : answers[random.Next(answers.Count)].Payload).ToList();
            var frames = ByteChunks.Frames([.. sent.SelectMany(WireMutations.Frame)], 1 + random.Next(900));
            Assert.Equal(sent.Select(Convert.ToHexString), frames.Select(Convert.ToHexString));
        }
    }

    [Fact]
    public void A_damaged_length_waits_for_more_or_ends_with_507_but_never_reads_beyond_its_bytes()
    {
        var random = new Random(7);
        var answers = Answers();
        var refused = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = answers[random.Next(answers.Count)].Bytes;
            bytes[random.Next(4)] ^= (byte)(1 << random.Next(8));
            try
            {
                if (IbFrame.TryRead(bytes, out var payload, out var size)) Assert.True(size <= bytes.Length && payload.Length == size - 4);
            }
            catch (IbProtocolException e)
            {
                Assert.Equal(507, e.Code);
                refused++;
            }
        }

        Assert.True(refused > 500);
    }

    private static List<Vector> Answers() =>
        [.. Vector.LoadAll().Where(v => v is { Direction: "response", Kind: not ("framing" or "handshake") })];
}
