using Argonaut.Catalog;
using Argonaut.Ports;

namespace Argonaut.Server.Export;

/// <summary>What the sweep of the export directory did.</summary>
public sealed record ExportRecovery(int Adopted, int Removed, int PartialFiles)
{
    /// <summary>
    /// Settles what a crash left (faults.md 1.3.4): a ledger row that was publishing is adopted when its file is there with the same
    /// content, else it goes; half-written files are deleted. Run it before the first export.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The ledger cannot be read; nothing was deleted.</exception>
    public static async Task<ExportRecovery> RunAsync(IExportLedger ledger, string exportDirectory, CancellationToken ct)
    {
        var adopted = 0;
        var removed = 0;
        foreach (var record in await ledger.ListAsync(ExportState.Publishing, ct))
        {
            if (CatalogWriter.Sha256Of(exportDirectory, record.Path) == record.Sha256)
            {
                await ledger.PublishedAsync(record.Path, ct);
                adopted++;
            }
            else
            {
                await ledger.RemoveAsync(record.Path, ct);
                removed++;
            }
        }

        return new ExportRecovery(adopted, removed, CatalogWriter.DeletePartials(exportDirectory));
    }
}
