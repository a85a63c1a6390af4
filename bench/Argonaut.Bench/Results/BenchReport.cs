using System.Collections.Immutable;
using System.Text.Json;

namespace Argonaut.Bench.Results;

/// <summary>A file of results: performance.md, section 10.</summary>
/// <param name="Machine">Facts about the machine, the commit and the versions.</param>
/// <param name="Settings">Rounds and the settings of the bench cluster.</param>
internal sealed record BenchReport(
    ImmutableSortedDictionary<string, string> Machine,
    ImmutableSortedDictionary<string, string> Settings,
    ImmutableArray<BenchResult> Results)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public async Task SaveAsync(string path, CancellationToken ct)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is not null) Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(this, Json) + "\n", ct);
    }

    /// <exception cref="FormatException">The file is not a report.</exception>
    public static async Task<BenchReport> LoadAsync(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        try
        {
            return await JsonSerializer.DeserializeAsync<BenchReport>(file, Json, ct)
                ?? throw new FormatException($"{path}: expected a report, found null.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }
}
