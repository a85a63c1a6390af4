using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Argonaut.Cli;

/// <summary>Finds out whether a TCP port can be bound, and who holds it when it cannot.</summary>
internal static class PortHolder
{
    /// <summary>Null when the port is free on loopback; otherwise a sentence that names the holder and what to do (api.md A-002).</summary>
    public static string? Describe(int port)
    {
        if (port == 0 || CanBind(port)) return null;
        var text = new StringBuilder($"Port {port} is taken");
        if (FindProcess(port) is { } pid)
        {
            text.Append(CultureInfo.InvariantCulture, $" by process {pid}");
            if (Owner(pid) is { } user) text.Append(CultureInfo.InvariantCulture, $" of user {user}");
            if (CommandLine(pid) is { Length: > 0 } command) text.Append(CultureInfo.InvariantCulture, $": {command}");
            text.Append(CultureInfo.InvariantCulture, $". Argonaut always serves on {port} and does not move. End that program yourself (kill {pid}), or, if it is an Argonaut, run: argonaut stop");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $" by a program that this user may not look at. Argonaut always serves on {port} and does not move. Find it with: ");
            text.Append(OperatingSystem.IsWindows() ? $"netstat -ano | findstr :{port}" : $"sudo lsof -i :{port}");
        }

        return text.ToString();
    }

    private static bool CanBind(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            // As the web server will: a socket in TIME_WAIT does not block it, a listening one does.
            if (!OperatingSystem.IsWindows()) socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int? FindProcess(int port)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var inodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            if (!File.Exists(table)) continue;
            foreach (var line in File.ReadLines(table).Skip(1))
            {
                // sl local_address rem_address st ... inode; state 0A is LISTEN
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 9 && fields[3] == "0A"
                    && fields[1].EndsWith(":" + port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal))
                    inodes.Add($"socket:[{fields[9]}]");
            }
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            try
            {
                foreach (var handle in Directory.EnumerateFiles(Path.Combine(folder, "fd")))
                    if (new FileInfo(handle).LinkTarget is { } target && inodes.Contains(target)) return pid;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A process of another user, or one that has just ended.
            }
        }

        return null;
    }

    private static string? Owner(int pid)
    {
        var uid = ReadProc(pid, "status")?.Split('\n').FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal))?.Split('\t').ElementAtOrDefault(1);
        if (uid is null || !File.Exists("/etc/passwd")) return uid;
        return File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 2 && f[2] == uid)?[0] ?? uid;
    }

    private static string? CommandLine(int pid) => ReadProc(pid, "cmdline")?.Replace('\0', ' ').Trim();

    private static string? ReadProc(int pid, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{name}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
