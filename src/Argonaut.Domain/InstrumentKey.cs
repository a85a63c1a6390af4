namespace Argonaut.Domain;

/// <summary>
/// The number of an instrument: 1 and up, dense, the same as <c>instruments.id</c> in the database. Hot paths index arrays by it
/// and hash no strings.
/// </summary>
public readonly record struct InstrumentKey(int Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
