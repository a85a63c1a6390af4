using System.Text;
using Argonaut.SimulatedGateway;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>The beginnings of connections (ib-tws-protocol.md 3, 12.1 rules 1 to 3, 12.3).</summary>
public sealed class HandshakeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(178, 200, 178)]
    [InlineData(193, 200, 193)]
    [InlineData(200, 200, 200)]
    [InlineData(200, 178, 178)]
    [InlineData(193, 191, 191)]
    public async Task The_smaller_of_both_versions_is_spoken(int ours, int theirs, int spoken)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: ours);
        using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
        await client.SendAsync(WireClient.Hello($"v100..{theirs}"), Ct);
        Assert.Equal([spoken.ToString(), "20261120 14:30:00 UTC"], await client.ReadAsync(Ct));
    }

    [Theory]
    [InlineData("v100..177")]
    [InlineData("v194..210")]
    [InlineData("x")]
    public async Task Versions_that_do_not_meet_end_the_connection_without_an_answer(string versions)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
        await client.SendAsync(WireClient.Hello(versions), Ct);
        Assert.Empty(await client.ReadAsync(Ct));
        Assert.Empty(client.Received);
    }

    [Fact]
    public async Task The_reference_conversation_is_answered_byte_by_byte()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(
            ManualTime.OnFriday(), Ct, maxVersion: 178, options: new GatewayOptions { Account = "DU1234567", FirstOrderId = 5 });
        using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
        byte[] conversation =
        [
            0x41, 0x50, 0x49, 0x00, 0x00, 0x00, 0x00, 0x09, 0x76, 0x31, 0x37, 0x38, 0x2E, 0x2E, 0x32, 0x30, 0x30,
            0x00, 0x00, 0x00, 0x09, 0x37, 0x31, 0x00, 0x32, 0x00, 0x31, 0x32, 0x00, 0x00,
        ];
        foreach (var one in conversation) await client.SendAsync(new[] { one }, Ct);
        await client.ReadUntilAsync(f => f.Contains("2158"), Ct);
        byte[] expected =
        [
            .. WireClient.Frame("178", "20261120 14:30:00 UTC"),
            .. WireClient.Frame("15", "1", "DU1234567"),
            .. WireClient.Frame("9", "1", "5"),
            .. WireClient.Frame("4", "2", "-1", "2104", "Market data farm connection is OK:usfarm", ""),
            .. WireClient.Frame("4", "2", "-1", "2104", "Market data farm connection is OK:usfuture", ""),
            .. WireClient.Frame("4", "2", "-1", "2106", "HMDS data farm connection is OK:ushmds", ""),
            .. WireClient.Frame("4", "2", "-1", "2158", "Sec-def data farm connection is OK:secdefil", ""),
        ];
        Assert.Equal(Encoding.ASCII.GetString(expected), Encoding.ASCII.GetString([.. client.Received]));
    }

    [Fact]
    public async Task Errors_carry_a_time_from_version_194()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 194);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, "998", "1");
        Assert.Equal(["4", "-1", "321", "Error validating request: unknown message id 998.", "", "1795185000000"], await client.ReadAsync("4", Ct));
    }

    [Fact]
    public async Task The_account_marks_the_data_as_simulated()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
        await client.SendAsync((byte[])[.. WireClient.Hello("v178..200"), .. WireClient.Frame("71", "2", "1", "")], Ct);
        Assert.Equal(["15", "1", "DUSIM01"], await client.ReadAsync("15", Ct));
    }

    [Fact]
    public async Task A_client_id_in_use_is_refused_and_free_again_after_its_owner_left()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(TimeProvider.System, Ct, maxVersion: 178);
        var first = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 12);
        using (var second = await WireClient.ConnectAsync(gateway.Port, Ct))
        {
            await second.SendAsync((byte[])[.. WireClient.Hello("v178..200"), .. WireClient.Frame("71", "2", "12", "")], Ct);
            var frames = await second.ReadUntilAsync(_ => false, Ct);
            Assert.Equal(
                ["4", "2", "-1", "326", "Unable to connect as the client id is already in use. Retry with a unique client id.", ""], frames[1]);
            Assert.Empty(frames[2]);
        }

        first.Dispose();
        while (gateway.Server.Clients > 0) await Task.Yield();
        using var third = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 12);
        await third.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await third.ReadAsync("49", Ct))[0]);
    }

    [Fact]
    public async Task Requests_before_the_start_and_a_second_start_are_ignored()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
        await client.SendAsync(
            (byte[])[
                .. WireClient.Hello("v178..200"), .. WireClient.Frame("49", "1"), .. WireClient.Frame("71", "2", "3", ""),
                .. WireClient.Frame("71", "2", "4", ""), .. WireClient.Frame("8", "1", "1"),
            ], Ct);
        var frames = await client.ReadUntilAsync(f => f[0] == "9" && false || f.Contains("2158"), Ct);
        Assert.DoesNotContain(frames, f => f[0] == "49");
        Assert.Equal(["9", "1", "1"], await client.ReadAsync(Ct));
    }

    [Fact]
    public async Task A_frame_without_fields_is_ignored_and_one_beyond_the_limit_ends_the_connection()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.SendAsync((byte[])[0, 0, 0, 0, .. WireClient.Frame("49", "1")], Ct);
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
        await client.SendAsync((byte[])[1, 0, 0, 0], Ct);
        Assert.Empty(await client.ReadAsync(Ct));
    }

    [Fact]
    public async Task The_hello_vectors_are_understood()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 200);
        foreach (var line in File.ReadLines(Shared.SharedData.Require("ib/vectors.jsonl")).Where(l => l.Contains("\"handshake.client.", StringComparison.Ordinal)))
        {
            var vector = System.Text.Json.JsonDocument.Parse(line).RootElement;
            using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
            await client.SendAsync(Convert.FromHexString(vector.GetProperty("hex").GetString()!), Ct);
            var max = vector.GetProperty("meaning").GetProperty("max").GetInt32();
            Assert.Equal(Math.Min(200, max).ToString(), (await client.ReadAsync(Ct))[0]);
        }
    }
}
