using Argonaut.Domain.Data;

namespace Argonaut.Trading.Books;

/// <summary>One price-level change of a book, before it has times and flags. Its terms are those of <see cref="BookDelta"/>.</summary>
public readonly record struct LevelChange(BookAction Action, OrderSide Side, long Price, long Size)
{
    public static readonly LevelChange Clear = new(BookAction.Clear, OrderSide.NoOrderSide, 0, 0);
}
