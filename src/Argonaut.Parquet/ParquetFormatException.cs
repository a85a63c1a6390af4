namespace Argonaut.Parquet;

/// <summary>A file is not the Parquet it claims to be: cut, altered, beyond a limit, or of a part of the format that is not supported.</summary>
public sealed class ParquetFormatException : Exception
{
    /// <param name="reason">What was expected and what was found, without the place.</param>
    /// <param name="offset">Bytes from the start of the file; -1 when no single place is wrong.</param>
    public ParquetFormatException(string reason, long offset = -1, string? file = null, string? column = null, int rowGroup = -1)
        : base(Describe(reason, offset, file, column, rowGroup))
    {
        Reason = reason;
        Offset = offset;
        File = file;
        Column = column;
        RowGroup = rowGroup;
    }

    public string Reason { get; }

    public long Offset { get; }

    public string? File { get; }

    public string? Column { get; }

    /// <summary>-1 when the footer or the file as a whole is wrong.</summary>
    public int RowGroup { get; }

    private static string Describe(string reason, long offset, string? file, string? column, int rowGroup)
    {
        var text = file is null ? reason : $"{file}: {reason}";
        if (column is not null) text += $" Column {column}, row group {rowGroup}.";
        return offset >= 0 ? $"{text} At byte {offset}." : text;
    }
}
