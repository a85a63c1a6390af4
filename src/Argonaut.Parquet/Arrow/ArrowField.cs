namespace Argonaut.Parquet.Arrow;

/// <param name="IsDictionary">Readers that honour the entry give the column as dictionary-encoded.</param>
public sealed record ArrowField(string Name, bool IsNullable, bool IsDictionary);
