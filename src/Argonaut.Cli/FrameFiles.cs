using Argonaut.Domain;
using Argonaut.Flight;

namespace Argonaut.Cli;

/// <summary>Which recording of frames a verb means.</summary>
internal static class FrameFiles
{
    /// <summary>The given file or folder; else that of the running program; else that of the settings.</summary>
    /// <exception cref="CliException">There is none, or it cannot be read.</exception>
    public static FrameReader Open(string? given, Settings settings, UnixNanos from)
    {
        try
        {
            return new FrameReader(given ?? Default(settings), from);
        }
        catch (Exception e) when (e is FrameFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.WrongUsage, e.Message);
        }
    }

    private static string Default(Settings settings)
    {
        var running = RunFiles.Find(settings.DataDirectory);
        if (running is not null && running.DataDirectory != settings.DataDirectory) return DataDirectory.FramesOf(running.DataDirectory);
        return Path.GetFullPath(settings.FrameDirectory ?? DataDirectory.FramesOf(settings.DataDirectory));
    }
}
