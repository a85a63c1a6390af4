using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>Leaves a COPY out of the database before its end: else the rest of the rows would be read and thrown away.</summary>
internal static class CopyEnd
{
    public static async Task CancelAsync(NpgsqlRawCopyStream stream)
    {
        try
        {
            await stream.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The server has ended it with an error, which is on its way to the caller.
        }
    }
}
