using System.Net;
using System.Net.Sockets;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class DatabaseCheckTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_working_database_is_ready_and_says_its_version()
    {
        var check = await DatabaseCheck.RunAsync(database.ConnectionString, Ct);

        Assert.Equal(DatabaseCheckOutcome.Ready, check.Outcome);
        Assert.True(check.Version!.Major >= 15);
    }

    [Fact]
    public async Task F_215_A_wrong_password_is_said_without_printing_it()
    {
        var check = await DatabaseCheck.RunAsync(With(settings => settings.Password = "s3cret"), Ct);

        Assert.Equal(DatabaseCheckOutcome.WrongPassword, check.Outcome);
        Assert.Contains("refused the password of user argonaut", check.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_215_A_missing_password_is_told_apart_from_a_wrong_one()
    {
        var check = await DatabaseCheck.RunAsync(With(settings => settings.Password = null), Ct);

        Assert.Equal(DatabaseCheckOutcome.WrongPassword, check.Outcome);
        Assert.Contains("none is given", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_215_A_missing_database_is_named()
    {
        var check = await DatabaseCheck.RunAsync(With(settings => settings.Database = "nowhere"), Ct);

        Assert.Equal(DatabaseCheckOutcome.MissingDatabase, check.Outcome);
        Assert.Contains("has no database nowhere", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_unreachable()
    {
        var port = UnusedPort();

        var check = await DatabaseCheck.RunAsync($"Host=127.0.0.1;Port={port};Username=u;Password=s3cret;Database=d", Ct);

        Assert.Equal(DatabaseCheckOutcome.Unreachable, check.Outcome);
        Assert.Contains($"127.0.0.1:{port} cannot be reached", check.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_215_A_server_that_refuses_plain_connections_asks_for_tls()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = RefuseAsync(listener);

        var check = await DatabaseCheck.RunAsync(
            $"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Username=u;Password=p;Database=d;SslMode=Disable;GssEncryptionMode=Disable", Ct);

        await server;
        Assert.Equal(DatabaseCheckOutcome.TlsRequired, check.Outcome);
        Assert.Contains("sslmode=require", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_215_Tls_that_the_server_does_not_offer_is_said()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = AnswerAsync(listener, "N"u8.ToArray());

        var check = await DatabaseCheck.RunAsync(
            $"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Username=u;Password=p;Database=d;SslMode=Require;GssEncryptionMode=Disable", Ct);

        await server;
        Assert.Equal(DatabaseCheckOutcome.TlsFailed, check.Outcome);
    }

    [Fact]
    public async Task A_store_without_its_database_says_so_instead_of_failing()
    {
        await using var nowhere = PostgresDataSource.Create($"Host=127.0.0.1;Port={UnusedPort()};Username=u;Password=s3cret;Database=d");
        await using var store = new PostgresMarketStore(nowhere, TimeProvider.System, NullLogger.Instance);

        var health = await store.CheckAsync(Ct);

        Assert.False(health.IsAvailable);
        Assert.Contains("cannot be reached", health.Problem!, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadInstrumentsAsync(Ct));
    }

    [Fact]
    public async Task S4_21_Without_the_extension_the_store_says_plain_tables()
    {
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);

        var health = await store.CheckAsync(Ct);

        Assert.True(health.IsAvailable);
        Assert.EndsWith("plain tables (TimescaleDB not installed)", health.Description, StringComparison.Ordinal);
    }

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        change(settings);
        return settings.ConnectionString;
    }

    private static int UnusedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>What a server whose pg_hba.conf has only hostssl lines answers.</summary>
    private static Task RefuseAsync(TcpListener listener)
    {
        var fields = "SFATAL\0VFATAL\0C28000\0Mno pg_hba.conf entry for host \"127.0.0.1\", user \"u\", database \"d\", no encryption\0\0"u8;
        return AnswerAsync(listener, [(byte)'E', 0, 0, 0, (byte)(fields.Length + 4), .. fields]);
    }

    private static async Task AnswerAsync(TcpListener listener, byte[] answer)
    {
        using var client = await listener.AcceptSocketAsync(Ct);
        var request = new byte[1_024];
        await client.ReceiveAsync(request, Ct);
        await client.SendAsync(answer, Ct);
    }
}
