using Argonaut.Domain.Data;

namespace Argonaut.Trading.Books;

/// <summary>What a source that keeps its book by rows does to one of them (ib-tws-protocol.md 8.9).</summary>
public enum RowOperation
{
    /// <summary>The rows from the position on move one down; the one beyond the last row falls off.</summary>
    Insert,

    /// <summary>The row is another one now.</summary>
    Update,

    /// <summary>The rows below move one up.</summary>
    Delete,
}

/// <summary>A change of the row at a position of one side; position 0 is the best. Price and size of a delete are not used.</summary>
/// <param name="Size">0: the row is there and nothing stands in it.</param>
public readonly record struct RowChange(RowOperation Operation, OrderSide Side, int Position, long Price, long Size);
