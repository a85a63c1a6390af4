namespace Argonaut.SimulatedGateway.Session;

/// <summary>A stream that sends by the clock: conflated quotes, bars.</summary>
internal interface ITimedStream
{
    /// <summary>Called often on the client's timer loop; sends what is due.</summary>
    void OnTime();
}
