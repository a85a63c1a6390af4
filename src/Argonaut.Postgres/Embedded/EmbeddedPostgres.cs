using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres.Embedded;

/// <summary>
/// A private PostgreSQL of the program: one server a data directory, reachable on a Unix socket or a loopback port with a generated
/// password, detached from the program. A server of a former run is found and used again; one that crashed is started again and
/// recovers by itself.
/// </summary>
public sealed class EmbeddedPostgres
{
    private const string User = "argonaut";

    /// <summary>Of a socket's path; the limit of the operating systems is 104 to 108 bytes with the file's name.</summary>
    private const int MaxSocketFolderLength = 80;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    /// <summary>How long reasons that pass by themselves are waited out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Layout _layout;
    private readonly ServerUser _user;
    private readonly PostgresBinaries _binaries;
    private readonly ILogger _log;

    private EmbeddedPostgres(Layout layout, ServerUser user, PostgresBinaries binaries, ILogger log, string connectionString, int pid, bool wasRunning)
    {
        _layout = layout;
        _user = user;
        _binaries = binaries;
        _log = log;
        ConnectionString = connectionString;
        Pid = pid;
        WasRunning = wasRunning;
    }

    /// <summary>In the driver's form. It holds the password: never log it.</summary>
    public string ConnectionString { get; }

    /// <summary>Of the postmaster.</summary>
    public int Pid { get; }

    /// <summary>As the server's program says it: <c>18.4</c>.</summary>
    public string Version => _binaries.Version;

    /// <summary>True when the server was left running by a former run of the program.</summary>
    public bool WasRunning { get; }

    /// <summary>Finds or makes the data directory, finds or starts its server, and returns when it answers.</summary>
    /// <exception cref="EmbeddedPostgresException">No usable PostgreSQL was found, or it could not be made or started.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, TimeProvider time, ILogger log, CancellationToken ct)
    {
        var layout = new Layout(Path.GetFullPath(options.DataDirectory));
        try
        {
            return await StartAsync(layout, options, time, log, ct);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"The database's folder {layout.Root} cannot be used: {error.Message}", error);
        }
        catch (NpgsqlException error)
        {
            throw new EmbeddedPostgresException($"PostgreSQL in {layout.Root} does not answer as it should: {error.Message}", error);
        }
    }

    /// <summary>Ends all sessions and stops the server in order ("fast"). Nothing happens when it is gone already.</summary>
    /// <exception cref="EmbeddedPostgresException">The server did not stop within eight seconds; it goes on stopping by itself.</exception>
    public Task StopAsync(CancellationToken ct) => StopAsync("fast", ct);

    /// <param name="mode"><c>fast</c>, or <c>immediate</c> for a server whose data nobody needs any more.</param>
    internal async Task StopAsync(string mode, CancellationToken ct)
    {
        if (PostmasterFile.Read(_layout.Data) is not { } running || !IsAlive(running.Pid)) return;
        var (code, output) = await _user.RunAsync(_binaries.Program("pg_ctl"), ["stop", "-D", _layout.Data, "-m", mode, "-w", "-t", "8", "-s"], ct);
        if (code != 0 && IsAlive(running.Pid)) throw new EmbeddedPostgresException($"PostgreSQL (pid {running.Pid}) did not stop: {output}");
        PostgresLog.ServerStopped(_log, _layout.Root);
    }

    private static async Task<EmbeddedPostgres> StartAsync(
        Layout layout, EmbeddedPostgresOptions options, TimeProvider time, ILogger log, CancellationToken ct)
    {
        var user = ServerUser.Find();
        layout.Make();
        var binaries = await PostgresBinaries.FindAsync(options, user, layout.Major(), log, ct);
        if (layout.Major() is null) await InitialiseAsync(layout, user, binaries, log, ct);
        var password = await File.ReadAllTextAsync(layout.PasswordFile, ct);

        var started = time.GetTimestamp();
        if (PostmasterFile.Read(layout.Data) is { } running && IsAlive(running.Pid)
            && await TryConnectAsync(running, password, layout, time, options.StartTimeout, ct))
        {
            PostgresLog.ServerReused(log, binaries.Version, layout.Root, running.Pid);
            var reused = await EnsureDatabaseAsync(running, password, options.Database, ct);
            return new EmbeddedPostgres(layout, user, binaries, log, reused, running.Pid, wasRunning: true);
        }

        var server = await LaunchAsync(layout, user, binaries, options, time, log, ct);
        var connectionString = await EnsureDatabaseAsync(server, password, options.Database, ct);
        PostgresLog.ServerStarted(log, binaries.Version, layout.Root, server.Pid, (long)time.GetElapsedTime(started).TotalMilliseconds);
        return new EmbeddedPostgres(layout, user, binaries, log, connectionString, server.Pid, wasRunning: false);
    }

    private static async Task InitialiseAsync(Layout layout, ServerUser user, PostgresBinaries binaries, ILogger log, CancellationToken ct)
    {
        PostgresLog.ServerInitialising(log, layout.Root);
        if (!File.Exists(layout.PasswordFile)) WriteSecret(layout.PasswordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));

        // Made under another name and renamed when whole: a kill in between leaves nothing that looks like a data directory.
        var stage = layout.Stage;
        if (Directory.Exists(stage)) Directory.Delete(stage, recursive: true);
        await user.MakeOwnedDirectoryAsync(stage, ct);
        var handover = Path.Combine(stage, "handover");
        var data = Path.Combine(stage, "data");
        await user.MakeOwnedDirectoryAsync(data, ct);
        await user.MakeOwnedDirectoryAsync(handover, ct);
        var passwordCopy = Path.Combine(handover, "password");
        WriteSecret(passwordCopy, await File.ReadAllTextAsync(layout.PasswordFile, ct));
        await user.GiveAsync(passwordCopy, ct);

        var (code, output) = await user.RunAsync(
            binaries.Program("initdb"),
            ["-D", data, "-U", User, "--pwfile", passwordCopy, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--data-checksums"], ct);
        if (code != 0)
            throw new EmbeddedPostgresException(
                $"The database's data directory cannot be made in {layout.Root}: {LastLines(output)}"
                + (user.IsOther ? " (PostgreSQL runs as user nobody here: every folder above must let it pass.)" : ""));
        await File.AppendAllTextAsync(Path.Combine(data, "postgresql.conf"), $"\ninclude_if_exists = '{ServerSettings.FileName}'\n", ct);
        Directory.Move(data, layout.Data);
        Directory.Delete(stage, recursive: true);
    }

    private static async Task<PostmasterFile> LaunchAsync(
        Layout layout, ServerUser user, PostgresBinaries binaries, EmbeddedPostgresOptions options, TimeProvider time, ILogger log, CancellationToken ct)
    {
        await user.MakeOwnedDirectoryAsync(layout.Run, ct);
        var socket = options.UseTcp || OperatingSystem.IsWindows() || Encoding.UTF8.GetByteCount(layout.Run) > MaxSocketFolderLength ? null : layout.Run;
        var began = time.GetTimestamp();
        while (true)
        {
            var port = socket is null ? options.Port ?? FreePort() : 5432;
            await File.WriteAllTextAsync(Path.Combine(layout.Data, ServerSettings.FileName), ServerSettings.Text(options, socket, port), ct);
            var startLog = Path.Combine(layout.Run, "start.log");
            File.Delete(startLog);
            var left = Math.Max(1, (int)(options.StartTimeout - time.GetElapsedTime(began)).TotalSeconds);

            // pg_ctl puts the server into a session of its own: neither Ctrl-C nor our death reaches it.
            var (code, output) = await user.RunAsync(
                binaries.Program("pg_ctl"), ["start", "-D", layout.Data, "-l", startLog, "-w", "-t", $"{left}", "-s"], ct);
            if (code == 0 && PostmasterFile.Read(layout.Data) is { } file) return file;

            var reason = LastLines(File.Exists(startLog) ? await File.ReadAllTextAsync(startLog, ct) : output);
            if (time.GetElapsedTime(began) > Patience || !MayPass(reason))
                throw new EmbeddedPostgresException($"PostgreSQL {binaries.Version} did not start in {layout.Root}: {reason}");
            PostgresLog.ServerStartRetried(log, reason);
            await Task.Delay(RetryPause, time, ct);
        }
    }

    /// <summary>A killed postmaster and its children need a moment to be gone, and a free port may be taken under our hands.</summary>
    private static bool MayPass(string reason) =>
        reason.Contains("lock file", StringComparison.Ordinal)
        || reason.Contains("shared memory block", StringComparison.Ordinal)
        || reason.Contains("Address already in use", StringComparison.Ordinal)
        || reason.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal);

    /// <summary>Waits through start-up and recovery; false when nobody listens or it is not our server.</summary>
    private static async Task<bool> TryConnectAsync(
        PostmasterFile file, string password, Layout layout, TimeProvider time, TimeSpan limit, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < limit && IsAlive(file.Pid))
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectTo(file, password, "postgres", pooling: false));
                await connection.OpenAsync(ct);
                await using var command = new NpgsqlCommand("show data_directory", connection);
                return Path.GetFullPath((string)(await command.ExecuteScalarAsync(ct))!) == layout.Data;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                await Task.Delay(RetryPause, time, ct);
            }
            catch (Exception error) when (error is NpgsqlException or SocketException or TimeoutException)
            {
                return false;
            }
        }

        return false;
    }

    private static async Task<string> EnsureDatabaseAsync(PostmasterFile file, string password, string database, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectTo(file, password, "postgres", pooling: false));
        await connection.OpenAsync(ct);
        await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await find.ExecuteScalarAsync(ct) is null)
        {
            await using var create = new NpgsqlCommand($"create database \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
            await create.ExecuteNonQueryAsync(ct);
        }

        return ConnectTo(file, password, database, pooling: true);
    }

    private static string ConnectTo(PostmasterFile file, string password, string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = file.Host,
            Port = file.Port,
            Username = User,
            Password = password,
            Database = database,
            SslMode = SslMode.Disable,
            Pooling = pooling,
            Timeout = 5,
        }.ConnectionString;

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static void WriteSecret(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static string LastLines(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join(" | ", lines.TakeLast(6));
    }

    /// <summary>The folder's parts: <c>data</c> is PostgreSQL's own, <c>run</c> holds the socket, <c>password</c> is for us alone.</summary>
    private sealed record Layout(string Root)
    {
        public string Data => Path.Combine(Root, "data");

        public string Run => Path.Combine(Root, "run");

        public string Stage => Path.Combine(Root, "data.new");

        public string PasswordFile => Path.Combine(Root, "password");

        public void Make()
        {
            Directory.CreateDirectory(Root);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                    | (Environment.UserName == "root" ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : 0));
        }

        /// <summary>Of the data directory; null when there is none yet.</summary>
        public int? Major()
        {
            var file = Path.Combine(Data, "PG_VERSION");
            return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
        }
    }
}
