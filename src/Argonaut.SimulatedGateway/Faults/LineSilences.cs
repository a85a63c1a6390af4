using System.Collections.Immutable;
using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>Which streams deliver nothing at the moment. Asking costs one read while there is no silence.</summary>
internal sealed class LineSilences
{
    private ImmutableList<Func<SimulatedContract, int, bool>> _all = [];

    /// <param name="covers">Contract and client id.</param>
    /// <returns>Ends the silence when disposed.</returns>
    public IDisposable Add(Func<SimulatedContract, int, bool> covers)
    {
        ImmutableInterlocked.Update(ref _all, static (all, one) => all.Add(one), covers);
        return new Ending(this, covers);
    }

    public bool Cover(SimulatedContract contract, int clientId)
    {
        var all = Volatile.Read(ref _all);
        if (all.IsEmpty) return false;
        foreach (var covers in all)
            if (covers(contract, clientId)) return true;
        return false;
    }

    private sealed class Ending(LineSilences owner, Func<SimulatedContract, int, bool> covers) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner._all, static (all, one) => all.Remove(one), covers);
    }
}
