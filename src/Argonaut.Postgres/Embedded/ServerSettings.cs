using System.Text;

namespace Argonaut.Postgres.Embedded;

/// <summary>The server's settings of performance.md 5, scaled to the machine. They are written anew before each start.</summary>
internal static class ServerSettings
{
    public const string FileName = "argonaut.conf";

    private const long Megabyte = 1024 * 1024;

    /// <param name="socketDirectory">Null: listen on <paramref name="port"/> of 127.0.0.1 and on nothing else.</param>
    public static string Text(EmbeddedPostgresOptions options, string? socketDirectory, int port)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Megabyte;
        var sharedBuffers = options.SharedBuffersMegabytes ?? (int)Math.Clamp(memory / 8, 128, 1024);
        var free = new DriveInfo(Path.GetFullPath(options.DataDirectory)).AvailableFreeSpace / Megabyte;
        var maxWal = Math.Clamp(free / 10, 256, 8192);

        var text = new StringBuilder("# Written by Argonaut at each start.\n");
        void Set(string name, string value) => text.Append(name).Append(" = '").Append(value.Replace("'", "''", StringComparison.Ordinal)).Append("'\n");
        Set("listen_addresses", socketDirectory is null ? "127.0.0.1" : "");
        Set("unix_socket_directories", socketDirectory ?? "");
        Set("port", $"{port}");
        Set("max_connections", "40");
        Set("shared_buffers", $"{sharedBuffers}MB");
        Set("max_wal_size", $"{maxWal}MB");
        Set("min_wal_size", "128MB");
        Set("wal_compression", "off");
        Set("checkpoint_timeout", "15min");
        Set("jit", "off");
        Set("password_encryption", "scram-sha-256");
        Set("timezone", "UTC");
        Set("log_timezone", "UTC");
        Set("log_checkpoints", "off");
        Set("logging_collector", "on");                  // one file a weekday, overwritten: bounded
        Set("log_directory", "log");
        Set("log_filename", "postgresql-%a.log");
        Set("log_truncate_on_rotation", "on");
        Set("log_rotation_size", "0");
        return text.ToString();
    }
}
