using System.ComponentModel;
using System.Diagnostics;

namespace Argonaut.Bench.Processes;

/// <summary>Short commands whose text is wanted.</summary>
internal static class CommandOutput
{
    /// <summary>Standard output, trimmed; null when the program is missing or fails.</summary>
    public static async Task<string?> ReadAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start);
            if (process is null) return null;
            var errors = process.StandardError.ReadToEndAsync(ct);
            var output = await process.StandardOutput.ReadToEndAsync(ct);
            await errors;
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
