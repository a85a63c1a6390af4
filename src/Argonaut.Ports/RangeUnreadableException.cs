namespace Argonaut.Ports;

/// <summary>
/// A part of what is stored cannot be read: a damaged page or chunk. The rest works; nothing that would need the part is answered with
/// less. The message names the place for the operator.
/// </summary>
/// <param name="relation">The table, partition or index with the damage.</param>
public sealed class RangeUnreadableException(string message, string relation, Exception? inner = null) : Exception(message, inner)
{
    public string Relation { get; } = relation;
}
