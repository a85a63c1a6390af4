using Argonaut.Catalog;
using Argonaut.Ports;

namespace Argonaut.Bench.Data;

/// <summary>Writes each file of an export into the ledger before and after it gets its name, as the product does.</summary>
internal sealed class LedgerListener(IExportLedger ledger, ExportIdentity identity) : IPublishListener
{
    public Task PublishingAsync(ExportedFile file, CancellationToken ct) => ledger.BeginAsync(
        new ExportRecord(identity, file.Path, file.Rows, file.Bytes, file.Sha256, file.TsInitMin, file.TsInitMax, ExportState.Publishing, "{}"), ct);

    public Task PublishedAsync(ExportedFile file, CancellationToken ct) => ledger.PublishedAsync(file.Path, ct);

    public Task RemovedAsync(string path, CancellationToken ct) => ledger.RemoveAsync(path, ct);
}
