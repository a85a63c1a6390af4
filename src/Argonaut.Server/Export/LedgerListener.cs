using Argonaut.Catalog;
using Argonaut.Ports;

namespace Argonaut.Server.Export;

/// <summary>Writes each file into the ledger, before and after it gets its name (faults.md 1.3).</summary>
internal sealed class LedgerListener(IExportLedger ledger, ExportIdentity identity, string options) : IPublishListener
{
    public Task PublishingAsync(ExportedFile file, CancellationToken ct) => ledger.BeginAsync(
        new ExportRecord(identity, file.Path, file.Rows, file.Bytes, file.Sha256, file.TsInitMin, file.TsInitMax, ExportState.Publishing, options), ct);

    public Task PublishedAsync(ExportedFile file, CancellationToken ct) => ledger.PublishedAsync(file.Path, ct);

    public Task RemovedAsync(string path, CancellationToken ct) => ledger.RemoveAsync(path, ct);
}
