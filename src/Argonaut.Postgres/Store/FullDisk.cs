using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>Says which disk of the server is full (F-205).</summary>
internal static class FullDisk
{
    /// <summary>A row and its index entry as they lie on the disk, with what both leave free; a test measures it.</summary>
    public const int BytesPerTick = 160;

    /// <summary>No row for a role that may not see it.</summary>
    private const string FindDirectory = "select setting from pg_settings where name = 'data_directory'";

    public static async Task<StoreDiagnosis> ExplainAsync(NpgsqlDataSource dataSource, PostgresException error) =>
        Diagnose(error.MessageText, await DirectoryAsync(dataSource));

    /// <param name="directory">Null when it is not known.</param>
    public static StoreDiagnosis Diagnose(string message, string? directory)
    {
        var place = directory is null ? "its data directory" : $"its data directory {directory}";
        return new StoreDiagnosis(
            StoreFault.StorageFull, $"The database's disk is full: {message}. Free space on the disk of {place} (or of the tablespace it names), or make it larger.")
        {
            BytesPerTick = BytesPerTick,
        };
    }

    private static async Task<string?> DirectoryAsync(NpgsqlDataSource dataSource)
    {
        try
        {
            await using var command = dataSource.CreateCommand(FindDirectory);
            command.CommandTimeout = 2;
            return (string?)await command.ExecuteScalarAsync(CancellationToken.None);
        }
        catch (Exception error) when (StoreFaults.MayPass(error))
        {
            return null;   // where it is remains unknown
        }
    }
}
