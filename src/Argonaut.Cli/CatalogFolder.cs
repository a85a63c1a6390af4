namespace Argonaut.Cli;

/// <summary>Which catalog a verb means when no folder is named.</summary>
internal static class CatalogFolder
{
    /// <summary>The given folder; else that of the running program; else the export directory of the settings.</summary>
    public static string Choose(string? given, Settings settings)
    {
        if (given is not null) return Directory.Exists(given) ? Path.GetFullPath(given) : throw new CliException(ExitCode.WrongUsage, $"There is no folder {given}.");
        var running = RunFiles.Find(settings.DataDirectory);
        if (running is not null && running.DataDirectory != settings.DataDirectory) return Path.Combine(running.DataDirectory, "exports");
        return Path.GetFullPath(settings.ExportDirectory ?? Path.Combine(settings.DataDirectory, "exports"));
    }
}
