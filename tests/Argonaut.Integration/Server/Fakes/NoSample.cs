using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>A database in which the sample may not be loaded.</summary>
internal sealed class NoSample(FakeStore store) : ISampleStore
{
    public IMarketStore Store => store;

    public IInstrumentVersions Versions => store;

    public IDayCoverage Days => store;

    public Task<bool> IsLoadedAsync(CancellationToken ct) => Task.FromResult(false);

    public Task<IDisposable?> OpenAsync(CancellationToken ct) => Task.FromResult<IDisposable?>(null);

    public Task LoadAsync(Func<IMarketStore, CancellationToken, Task> fill, CancellationToken ct) => throw new SampleRefusedException("There is no place for the sample here.");

    public Task RemoveAsync(CancellationToken ct) => Task.CompletedTask;
}
