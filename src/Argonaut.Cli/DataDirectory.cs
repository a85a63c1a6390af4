using System.Diagnostics;
using System.Globalization;

namespace Argonaut.Cli;

/// <summary>
/// The folder that holds everything of one installation (api.md A-103), and the lock that lets one program at a time use it.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    public string Root { get; }

    public string Postgres => Path.Combine(Root, "postgres");

    public string Run => RunOf(Root);

    public string Spool => Path.Combine(Root, "spool");

    public string Exports => Path.Combine(Root, "exports");

    public string Imports => Path.Combine(Root, "imports");

    public string Frames => FramesOf(Root);

    public static string FramesOf(string root) => Path.Combine(root, "frames");

    public static string RunOf(string root) => Path.Combine(root, "run");

    /// <summary>Creates the folders and takes the lock.</summary>
    /// <exception cref="CliException">Another program holds it (3), or the folder cannot be used (4).</exception>
    public static DataDirectory Open(string root)
    {
        root = Path.GetFullPath(root);
        try
        {
            Directory.CreateDirectory(root);
            Directory.CreateDirectory(RunOf(root));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(RunOf(root), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.ResourceUnavailable,
                $"The data directory {root} cannot be used: {e.Message} Set ARGONAUT_DATA_DIR to a folder that you can write to.");
        }

        try
        {
            // FileShare.None is what takes the system's lock on every platform; the holder's id stands in a file of its own.
            var held = new FileStream(Path.Combine(RunOf(root), "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(PidFile(root), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectory(root, held);
        }
        catch (IOException)
        {
            throw new CliException(ExitCode.AlreadyRunning, ReadHolder(root) is { } pid
                ? $"Another Argonaut (process {pid}) uses the data directory {root}. End it with: argonaut stop"
                : $"Another Argonaut uses the data directory {root}. End it with: argonaut stop");
        }
    }

    /// <summary>The process that holds the lock, when it still runs.</summary>
    public static int? ReadHolder(string root)
    {
        try
        {
            if (!int.TryParse(File.ReadAllText(PidFile(root)), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return null;
            using var process = Process.GetProcessById(pid);
            return pid;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        File.Delete(PidFile(Root));
        _lock.Dispose();
    }

    private static string PidFile(string root) => Path.Combine(RunOf(root), "pid");
}
