using System.Collections.Concurrent;
using Argonaut.Catalog;
using Argonaut.Ports;
using Argonaut.Server.Http;

namespace Argonaut.Server.Catalogs;

/// <summary>Foreign catalogs, read where they lie; nothing is written into them. What their footers say is remembered. Safe from any thread.</summary>
internal sealed class CatalogRoom(ServerContext server)
{
    public const int MostCatalogs = 20;

    /// <summary>Of one catalog.</summary>
    public const int MostFiles = 20_000;

    /// <summary>Readings at once: each holds the rows of a row group.</summary>
    private const int MostReadings = 2;

    /// <summary>A chart asks for page after page: the folders are not looked through for each.</summary>
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(10);

    private static readonly SemaphoreSlim Readings = new(MostReadings);

    private readonly ConcurrentDictionary<long, Kept> _kept = new();

    /// <summary>Why a folder cannot be opened as a catalog; null when it can.</summary>
    public static async Task<Problem?> CheckAsync(string path, CancellationToken ct)
    {
        if (!Directory.Exists(path))
            return File.Exists(path)
                ? Problem.Of(ProblemKinds.ValidationFailed, "That is a file. Name the folder of the catalog: the one that holds the folder 'data'.", "path")
                : Problem.Of(ProblemKinds.NotFound, "There is no such folder. A relative path begins at 'imports' of the data directory.");
        if (!HasData(path))
            return Problem.Of(ProblemKinds.ValidationFailed, "That folder is no catalog of NautilusTrader: it has no folder 'data'. Name the folder that holds it; loose Parquet files can be imported.", "path");
        var (listing, problem) = await ReadAsync(path, new CatalogReader(path, MostFiles), ct);
        if (listing is null) return problem;
        return listing.Items.IsEmpty && listing.Unreadable.IsEmpty
            ? Problem.Of(ProblemKinds.ValidationFailed, "That catalog holds no Parquet file in a folder of 'data'.", "path")
            : null;
    }

    /// <summary>What a catalog holds.</summary>
    /// <param name="catalog">It is open.</param>
    /// <param name="isFresh">As it is now, not as it was some seconds ago.</param>
    public async Task<(CatalogListing? Listing, Problem? Problem)> ListAsync(OpenedCatalog catalog, bool isFresh, CancellationToken ct)
    {
        var time = server.Parts.Time;
        var kept = _kept.GetOrAdd(catalog.Id, _ => new Kept(new CatalogReader(catalog.Path, MostFiles)));
        if (!isFresh && kept.Listing is { } known && time.GetElapsedTime(known.At) < KeepFor) return (known.Listing, null);
        if (!HasData(catalog.Path))
            return (null, Problem.Of(ProblemKinds.ValidationFailed, $"The folder of the catalog '{catalog.Name}' is not there any more: bring it back, or close the catalog."));
        var (listing, problem) = await ReadAsync(catalog.Name, kept.Reader, ct);
        if (listing is not null) kept.Listing = new Listed(listing, time.GetTimestamp());
        return (listing, problem);
    }

    /// <summary>Whether its folder is there.</summary>
    public static bool HasData(string path) => Directory.Exists(Path.Combine(path, CatalogReader.DataFolder));

    public void Forget(long id) => _kept.TryRemove(id, out _);

    /// <summary>Reads files, when it is its turn.</summary>
    public static async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        await Readings.WaitAsync(ct);
        try
        {
            return await Task.Run(work, ct);
        }
        finally
        {
            Readings.Release();
        }
    }

    private static async Task<(CatalogListing? Listing, Problem? Problem)> ReadAsync(string name, CatalogReader reader, CancellationToken ct)
    {
        try
        {
            return (await RunAsync(() => reader.List(), ct), null);
        }
        catch (CatalogRefusedException e)
        {
            return (null, Problem.Of(ProblemKinds.ValidationFailed, $"{e.Message} Open a part of it."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, Problem.Of(ProblemKinds.ValidationFailed, $"The folders of '{name}' cannot all be read: Argonaut needs the right to read them."));
        }
    }

    private sealed record Listed(CatalogListing Listing, long At);

    private sealed class Kept(CatalogReader reader)
    {
        public CatalogReader Reader { get; } = reader;

        public Listed? Listing { get; set; }
    }
}
