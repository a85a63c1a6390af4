namespace Argonaut.Server.Export;

/// <summary>What is exported; the API's data types.</summary>
internal enum ExportKind
{
    Trades,
    Quotes,
    Bars,
}

internal static class ExportKinds
{
    public static string DataTypeOf(ExportKind kind) => kind switch
    {
        ExportKind.Trades => "trade_tick",
        ExportKind.Quotes => "quote_tick",
        ExportKind.Bars => "bar",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
