using System.Globalization;

namespace Argonaut.Postgres.Embedded;

/// <summary>What a running server says of itself in <c>postmaster.pid</c> (PostgreSQL, miscadmin.h: LOCK_FILE_LINE_*).</summary>
internal sealed record PostmasterFile(int Pid, int Port, string SocketDirectory, string ListenAddress)
{
    /// <summary>The host to connect to: the socket's folder if there is one, else the address.</summary>
    public string Host => SocketDirectory.Length > 0 ? SocketDirectory : ListenAddress;

    /// <summary>Null when there is no file, or when it is still being written.</summary>
    public static PostmasterFile? Read(string dataDirectory)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Path.Combine(dataDirectory, "postmaster.pid"));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (lines.Length < 6
            || !int.TryParse(lines[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !int.TryParse(lines[3].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return null;
        return new PostmasterFile(pid, port, lines[4].Trim(), lines[5].Trim());
    }
}
