namespace Argonaut.Catalog;

/// <summary>Keeps the ledger of exported files (faults.md 1.3). An exception stops the export before the rename.</summary>
public interface IPublishListener
{
    /// <summary>The file is complete, on disk and verified, under a name no reader looks at; it is renamed after this returns.</summary>
    Task PublishingAsync(ExportedFile file, CancellationToken ct);

    /// <summary>The file has its final name and its folder is flushed.</summary>
    Task PublishedAsync(ExportedFile file, CancellationToken ct);

    /// <summary>A file was deleted because its rows are in a newer one.</summary>
    Task RemovedAsync(string path, CancellationToken ct);
}
